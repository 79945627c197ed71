// One request to an intake and its whole answer. On node:http with kept connections: a fetch costs several times the
// processor time (docs/decisions/0024), and a long queue is sent beside the chats of citizens.
import { Agent, request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest, Agent as SecureAgent } from 'node:https'
import { IntakeFailure } from './intake-client.ts'

export interface WireRequest {
  url: URL
  method: string
  headers: Readonly<Record<string, string>>
  body?: Uint8Array
}

export interface WireAnswer {
  status: number
  text: string
  retryAfter: string | null
}

/** Answers are small; more than this is not our intake. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024
const SOCKETS_MAX = 64

const kept = { keepAlive: true, maxSockets: SOCKETS_MAX, scheduling: 'lifo' as const }
const plain = new Agent(kept)
const secure = new SecureAgent(kept)

/** An exception of the name that an AbortSignal gives. */
function named(name: 'TimeoutError' | 'AbortError', message: string): Error {
  const error = new Error(message)
  error.name = name
  return error
}

function tooLarge(answerStatus: number): IntakeFailure {
  const detail = `HTTP ${answerStatus}, too large`
  return new IntakeFailure('INTAKE_BAD_RESPONSE', { detail }, { outcome: 'unknown', answerStatus })
}

/**
 * Redirects are not followed: a signed citizen's ticket goes to nobody else. Rejects with an Error named TimeoutError or
 * AbortError, with IntakeFailure for an answer over 4 MiB, and else with an Error whose `cause` is the network's.
 */
export function exchange(
  { url, method, headers, body }: WireRequest,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal | undefined }
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:'
    const options: RequestOptions = {
      method,
      headers: body ? { ...headers, 'content-length': body.length } : { ...headers },
      agent: isSecure ? secure : plain
    }
    const request = isSecure ? httpsRequest(url, options) : httpRequest(url, options)
    const settle = (work: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
      work()
    }
    // Also once an answer has begun, when destroying the request tells nobody.
    const fail = (error: Error) => {
      settle(() => reject(error))
      request.destroy(error)
    }
    const lost = (cause: Error) => fail(new Error('the exchange failed', { cause }))
    const giveUp = () => fail(named('AbortError', 'given up while waiting'))
    const timer = setTimeout(() => fail(named('TimeoutError', 'no answer in time')), timeoutMs)
    signal?.addEventListener('abort', giveUp)
    request.on('error', lost)
    request.on('response', response => {
      const chunks: Buffer[] = []
      const status = response.statusCode ?? 0
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > ANSWER_BYTES_MAX) fail(tooLarge(status))
        else chunks.push(chunk)
      })
      response.on('error', lost)
      response.on('end', () => {
        const retryAfter = response.headers['retry-after'] ?? null
        settle(() => resolve({ status, text: Buffer.concat(chunks).toString('utf8'), retryAfter }))
      })
    })
    if (signal?.aborted) giveUp()
    else request.end(body)
  })
}
