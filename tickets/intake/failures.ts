// What an answer that is no success, or no answer, means for what was sent.
import { type Problem, problemSchema } from '../contract/index.ts'
import { IntakeFailure } from './intake-client.ts'

/** An intake that asks for longer is taken at this; rows would otherwise sleep on after a mistake over there. */
const RETRY_AFTER_MAX_MS = 3_600_000
const FIELDS_MAX = 10
/** Codes and field names as they are written in contracts; anything else might be somebody's words. */
const PLAIN = /^[\w.[\]-]{1,80}$/

/** Retry-After in seconds or as an HTTP date. */
export function retryAfterMs(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === '') return undefined
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now.getTime()
  if (Number.isNaN(ms)) return undefined
  return Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS)
}

/** Names of fields in what an intake wrote, a name or a list of names; whatever is no plain name is not repeated. */
export function plainNames(value: unknown): string[] {
  const names = Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value]
  return names.slice(0, FIELDS_MAX).map(name => (typeof name === 'string' && PLAIN.test(name) ? name : '…'))
}

function readProblem(text: string): Problem | null {
  try {
    return problemSchema.safeParse(JSON.parse(text)).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function describe(status: number, problem: Problem | null): string {
  if (!problem) return `HTTP ${status} without a problem document`
  const plain = (text: string | undefined) => (text !== undefined && PLAIN.test(text) ? text : '…')
  const fields = (problem.errors ?? [])
    .slice(0, FIELDS_MAX)
    .map(error => (error.code ? `${plain(error.field)} ${plain(error.code)}` : plain(error.field)))
  return [`HTTP ${status} ${plain(problem.code)}`, ...fields].join('; ')
}

/** The failure that an answer with a status of 300 and above is. */
export function failureOfAnswer(answer: { status: number; text: string; retryAfter: string | null }, now: Date) {
  const { status, text, retryAfter } = answer
  const problem = readProblem(text)
  const options = { detail: describe(status, problem) }
  const details = { answerStatus: status, intakeCode: problem?.code, retryAfterMs: retryAfterMs(retryAfter, now) }
  if (status === 429 || status === 503)
    return new IntakeFailure('INTAKE_BUSY', options, { ...details, outcome: 'not_taken' })
  // 408 and 425: it was not processed. Other 5xx may come from a proxy whose intake has stored the order.
  if (status === 408 || status === 425)
    return new IntakeFailure('INTAKE_BUSY', options, { ...details, outcome: 'not_taken' })
  if (status >= 500) return new IntakeFailure('INTAKE_BUSY', options, { ...details, outcome: 'unknown' })
  if (status < 400) return new IntakeFailure('INTAKE_BAD_RESPONSE', options, { ...details, outcome: 'unknown' })
  return new IntakeFailure('INTAKE_REFUSED', options, { ...details, outcome: 'refused' })
}

/** Before these the connection was never made. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

function causeCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof AggregateError) return causeCode(new Error('', { cause: cause.errors[0] }))
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
}

/** The failure that an exception of exchange.ts is. */
export function failureOfException(error: unknown, timeoutMs: number) {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    const detail = error.name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : 'given up while waiting'
    return new IntakeFailure('INTAKE_TIMEOUT', { cause: error, detail }, { outcome: 'unknown' })
  }
  const code = causeCode(error)
  const outcome = code !== undefined && NEVER_CONNECTED.has(code) ? 'not_taken' : 'unknown'
  return new IntakeFailure('INTAKE_UNREACHABLE', { cause: error, detail: code ?? 'connection lost' }, { outcome })
}
