// An embedding service by the OpenAI-compatible POST <url>/embeddings ({model, input: [texts]} → {data: [{index, embedding}]}).
// It may sharpen an answer, never carry it: late, broken or away, it gives null, and is left alone for a while.
import { z } from 'zod'
import type { Clock } from '../../core/clock.ts'
import type { Log } from '../../core/log.ts'

export interface EmbeddingSettings {
  /** Base without a slash at the end, such as http://127.0.0.1:8000/v1. */
  url: string
  model: string
  /** Sent as a bearer token; null: none. */
  key: string | null
  /** Of each request; a citizen's turn waits no longer than this. */
  timeoutMs: number
}

/** Vectors of unit length, one for each text, in order; null where there is nothing usable now. */
export type Embed = (texts: readonly string[]) => Promise<Float32Array[] | null>

/** After so many failures in a row nothing is sent for a minute, then one request tries. */
const FAILURES_MAX = 3
const PAUSE_MS = 60_000
/** Six texts of 4,096 numbers written out take half of this. */
const ANSWER_BYTES_MAX = 2 * 1024 * 1024

const answerSchema = z.object({
  data: z.array(z.object({ index: z.number().int().min(0), embedding: z.array(z.number()).min(1) }))
})

function unit(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector)
  if (!Number.isFinite(length) || length === 0) throw new Error('a vector without direction')
  return Float32Array.from(vector, value => value / length)
}

function vectorsOf(body: unknown, count: number): Float32Array[] {
  const vectors: (Float32Array | undefined)[] = new Array(count).fill(undefined)
  for (const { index, embedding } of answerSchema.parse(body).data) vectors[index] = unit(embedding)
  const whole = vectors.filter(vector => vector !== undefined)
  if (vectors.length !== count || whole.length !== count || whole.some(({ length }) => length !== whole[0]!.length))
    throw new Error('not one vector for each text')
  return whole
}

/** @param deps.fetch for tests */
export function createEmbed(
  { url, model, key, timeoutMs }: EmbeddingSettings,
  { clock, log, fetch: send = fetch }: { clock: Clock; log: Log; fetch?: typeof fetch }
): Embed {
  let failures = 0
  let pausedUntilMs = 0

  async function request(texts: readonly string[]): Promise<Float32Array[]> {
    const response = await send(`${url}/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs)
    })
    if (!response.ok || Number(response.headers.get('content-length') ?? 0) > ANSWER_BYTES_MAX) {
      await response.body?.cancel()
      throw new Error(`status ${response.status}`)
    }
    const text = await response.text()
    if (text.length > ANSWER_BYTES_MAX) throw new Error('too large')
    return vectorsOf(JSON.parse(text), texts.length)
  }

  return async texts => {
    const nowMs = clock.now().getTime()
    if (nowMs < pausedUntilMs) return null
    // one tries while the others go on without
    if (failures >= FAILURES_MAX) pausedUntilMs = nowMs + PAUSE_MS
    try {
      const vectors = await request(texts)
      if (failures >= FAILURES_MAX) log.info('the embedding service answers again')
      failures = 0
      pausedUntilMs = 0
      return vectors
    } catch (error) {
      failures += 1
      if (failures === FAILURES_MAX) {
        pausedUntilMs = nowMs + PAUSE_MS
        // the name only: messages of a foreign service may hold anything
        const reason = error instanceof Error ? error.name : 'unknown'
        log.warn('the embedding service does not answer; answers are ranked by words alone', { reason })
      }
      return null
    }
  }
}
