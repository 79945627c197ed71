// The native intake, openapi.yaml, over fetch.
import type { z } from 'zod'
import type { Clock } from '../../core/clock.ts'
import type { Ids } from '../../core/ids.ts'
import { signRequest } from '../../core/signing.ts'
import { receiptSchema, workOrderStateSchema } from '../contract/index.ts'
import { changesPageSchema } from './changes-page.ts'
import { failureOfAnswer, failureOfException } from './failures.ts'
import { type CallOptions, type IntakeClient, IntakeFailure, type IntakeSettings } from './intake-client.ts'

/**
 * Long enough for an intake that is slow, short enough that one which hangs is asked again soon: what a citizen was
 * promised waits no longer than this and a query.
 */
const TIMEOUT_MS = 8000
/** Answers are small; more than this is not our intake. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024
const NONCE_BYTES = 18

interface Call extends CallOptions {
  method: 'GET' | 'POST'
  /** Below the base, with query. */
  path: string
  body?: object
  key?: string
}

interface Answer {
  status: number
  text: string
  retryAfter: string | null
}

/** @param deps.fetch for tests; @param deps.timeoutMs of each request, 8 s where not given */
export function createIntakeClient(
  settings: IntakeSettings,
  deps: { clock: Clock; ids: Ids; fetch?: typeof fetch; timeoutMs?: number }
): IntakeClient {
  const { clock, ids, fetch: send = fetch, timeoutMs = TIMEOUT_MS } = deps

  function headersOf({ method, body, key }: Call, url: URL, rawBody: Buffer): Record<string, string> {
    const timestamp = String(Math.floor(clock.now().getTime() / 1000))
    const nonce = ids.token(NONCE_BYTES)
    const { secret, algorithm } = settings
    const pathWithQuery = url.pathname + url.search
    return {
      accept: 'application/json, application/problem+json',
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      'x-app-id': settings.appId,
      'x-timestamp': timestamp,
      'x-nonce': nonce,
      'x-signature-algorithm': algorithm,
      'x-signature': signRequest({ secret, algorithm, method, pathWithQuery, timestamp, nonce, rawBody })
    }
  }

  async function exchange(call: Call): Promise<Answer> {
    const url = new URL(settings.url + call.path)
    const rawBody = Buffer.from(call.body ? JSON.stringify(call.body) : '')
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const response = await send(url, {
        method: call.method,
        headers: headersOf(call, url, rawBody),
        ...(call.body && { body: rawBody }),
        // A redirect would send a signed citizen's ticket to somebody else.
        redirect: 'manual',
        signal: call.signal ? AbortSignal.any([timeout, call.signal]) : timeout
      })
      if (Number(response.headers.get('content-length') ?? 0) > ANSWER_BYTES_MAX) {
        await response.body?.cancel()
        throw badResponse(response.status, 'too large')
      }
      return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') }
    } catch (error) {
      throw error instanceof IntakeFailure ? error : failureOfException(error, timeoutMs)
    }
  }

  /** The answer's body where it is a success; null where it is a 404 and `call.isQuery`. */
  async function request(call: Call & { isQuery?: boolean }): Promise<Answer | null> {
    const answer = await exchange(call)
    if (answer.status >= 200 && answer.status < 300) return answer
    const failure = failureOfAnswer(answer, clock.now())
    // Only the intake's own problem document says that there is none; a proxy's 404 says nothing.
    if (call.isQuery && answer.status === 404 && failure.intakeCode !== undefined) return null
    throw failure
  }

  async function get<S extends z.ZodType>(path: string, schema: S, options?: CallOptions): Promise<z.infer<S> | null> {
    const answer = await request({ method: 'GET', path, isQuery: true, ...options })
    return answer && parsed(answer, schema)
  }

  async function post(path: string, body: object, key: string, options?: CallOptions): Promise<void> {
    await request({ method: 'POST', path, body, key, ...options })
  }

  const order = (workOrderNo: string) => `/work-orders/${encodeURIComponent(workOrderNo)}`

  return {
    host: new URL(settings.url).host,
    async createWorkOrder(body, key, options) {
      const answer = await request({ method: 'POST', path: '/work-orders', body, key, ...options })
      if (!answer) throw badResponse(404, 'no answer')
      return parsed(answer, receiptSchema)
    },
    findByTicketNo: (ticketNo, options) =>
      get(`/work-orders/by-ticket/${encodeURIComponent(ticketNo)}`, receiptSchema, options),
    getWorkOrder: (workOrderNo, options) => get(order(workOrderNo), workOrderStateSchema, options),
    async listChanges({ after, limit }, options) {
      const query = new URLSearchParams({
        ...(after !== undefined && { after }),
        ...(limit !== undefined && { limit: String(limit) })
      })
      const page = await get(`/work-orders${query.size > 0 ? `?${query}` : ''}`, changesPageSchema, options)
      if (!page) throw badResponse(404, 'the intake keeps no list of changes')
      return page
    },
    supplement: (no, body, key, options) => post(`${order(no)}/supplements`, body, key, options),
    urge: (no, body, key, options) => post(`${order(no)}/urges`, body, key, options),
    withdraw: (no, body, key, options) => post(`${order(no)}/withdrawal`, body, key, options),
    evaluate: (no, body, key, options) => post(`${order(no)}/evaluation`, body, key, options)
  }
}

function badResponse(status: number, what: string): IntakeFailure {
  const options = { detail: `HTTP ${status}, ${what}` }
  return new IntakeFailure('INTAKE_BAD_RESPONSE', options, { outcome: 'unknown', answerStatus: status })
}

/** Throws INTAKE_BAD_RESPONSE that names the fields which are not as the contract has them. */
function parsed<S extends z.ZodType>({ status, text }: Answer, schema: S): z.infer<S> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badResponse(status, 'not JSON')
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw badResponse(status, `unexpected ${result.error.issues.map(issue => issue.path.join('.') || 'body').join(', ')}`)
}
