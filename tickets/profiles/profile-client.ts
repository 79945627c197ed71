// An intake that speaks as a profile says.
import type { z } from 'zod'
import type { Clock } from '../../core/clock.ts'
import type { Ids } from '../../core/ids.ts'
import { type Receipt, receiptSchema, workOrderStateSchema } from '../contract/index.ts'
import { exchange, type WireAnswer } from '../intake/exchange.ts'
import { failureOfException } from '../intake/failures.ts'
import { type CallOptions, type IntakeClient, IntakeFailure, type IntakeSettings } from '../intake/intake-client.ts'
import { type MapContext, mapIn, mapOut, readEvent, readPath } from './map-fields.ts'
import type { Operation, Profile } from './profile.ts'
import { badResponse, readAnswer, refusal } from './read-answer.ts'
import { signedHeaders } from './sign.ts'
import { createUpload } from './upload-attachment.ts'

/**
 * Long enough for an intake that is slow, short enough that one which hangs is asked again soon: what a citizen was
 * promised waits no longer than this and a query.
 */
const TIMEOUT_MS = 8000
const NONCE_BYTES = 18

export interface ProfileDependencies {
  clock: Clock
  ids: Ids
  /** Minutes east of UTC in which the intake writes its dates. */
  offsetMinutes: number
  /** Of each request; 8 s where not given. */
  timeoutMs?: number
}

interface Sent {
  /** What the operation is about, in our words. */
  body: object
  /** What else blanks and rules may name. */
  more?: { workOrderNo?: string; key?: string }
}

/** A form holds flat texts: objects and lists in it are JSON. */
function formOf(body: object): string {
  const flat = Object.entries(body).map(([key, value]) => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : String(value)
  ]) as [string, string][]
  return new URLSearchParams(flat).toString()
}

export function createProfileClient(
  profile: Profile,
  settings: IntakeSettings,
  { clock, ids, offsetMinutes, timeoutMs = TIMEOUT_MS }: ProfileDependencies
): IntakeClient {
  const context: MapContext = { tables: profile.tables, dateFormat: profile.dateFormat, offsetMinutes }
  const { signing, operations } = profile

  function addressOf(operation: Operation, { body, more }: Sent): URL {
    const all = { ...body, ...more }
    const filled = operation.path.replace(/\{([\w.]+)\}/g, (_, path: string) =>
      encodeURIComponent(String(readPath(all, path) ?? ''))
    )
    return new URL(settings.url + filled)
  }

  /** Address, headers and body of a request. */
  function requestOf(operation: Operation, sent: Sent) {
    const url = addressOf(operation, sent)
    const fields = mapOut(operation.request, sent.body, context, sent.more)
    if (signing.scheme === 'token' && signing.in === 'field') fields[signing.name] = settings.secret
    if (signing.scheme === 'token' && signing.in === 'query') url.searchParams.set(signing.name, settings.secret)
    const hasBody = operation.method !== 'GET'
    if (!hasBody) for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, String(value))
    const rawBody = Buffer.from(hasBody ? (profile.body === 'form' ? formOf(fields) : JSON.stringify(fields)) : '')
    const unsigned = {
      method: operation.method,
      pathWithQuery: url.pathname + url.search,
      rawBody,
      nowMs: clock.now().getTime(),
      nonce: ids.token(NONCE_BYTES)
    }
    const type = profile.body === 'form' ? 'application/x-www-form-urlencoded' : 'application/json'
    const key = sent.more?.key
    const headers = {
      accept: 'application/json, application/problem+json',
      ...(hasBody && { 'content-type': type }),
      ...(key !== undefined && profile.idempotencyHeader && { [profile.idempotencyHeader]: key }),
      ...signedHeaders(signing, settings, unsigned)
    }
    return { url, headers, ...(hasBody && { body: rawBody }) }
  }

  async function answerTo(operation: Operation, sent: Sent, { signal }: CallOptions): Promise<WireAnswer> {
    try {
      return await exchange({ method: operation.method, ...requestOf(operation, sent) }, { timeoutMs, signal })
    } catch (error) {
      throw error instanceof IntakeFailure ? error : failureOfException(error, timeoutMs)
    }
  }

  /** Their answer's body; null where it says that there is no such thing. Throws IntakeFailure. */
  async function call(operation: Operation, sent: Sent, options: CallOptions = {}): Promise<object | null> {
    const answer = await answerTo(operation, sent, options)
    const hasContent = Object.keys(operation.response).length > 0
    return readAnswer(answer, profile, { hasContent, now: clock.now() })
  }

  function checked<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    throw badResponse(`unexpected ${parsed.error.issues.map(issue => issue.path.join('.') || 'body').join(', ')}`)
  }

  async function findByTicketNo(ticketNo: string, options?: CallOptions): Promise<Receipt | null> {
    const { response, ...find } = operations.findByTicketNo
    const answer = await call({ ...find, response }, { body: { ticketNo } }, options)
    if (answer === null) return null
    const ours = mapIn(response, answer, context)
    // A list that came back empty, or the record of another one.
    if (ours.workOrderNo === undefined && !response['*']) return null
    // A state that we do not know: it is there all the same, and the events raise the alert.
    return checked(receiptSchema, { ticketNo, status: 'submitted', ...ours })
  }

  async function followUp(
    name: 'supplement' | 'urge' | 'withdraw' | 'evaluate',
    workOrderNo: string,
    body: object,
    key: string,
    options?: CallOptions
  ): Promise<void> {
    const operation = operations[name]
    if (!operation) {
      const detail = `the profile ${profile.name} has no ${name}`
      const details = { outcome: 'refused', answerStatus: 422, intakeCode: 'NOT_OFFERED' } as const
      throw new IntakeFailure('INTAKE_REFUSED', { detail }, details)
    }
    try {
      const answer = await call(operation, { body, more: { workOrderNo, key } }, options)
      if (answer === null) throw refusal('refused', 'NOT_FOUND', 404)
    } catch (error) {
      const settled = error instanceof IntakeFailure ? operation.settled[error.intakeCode ?? ''] : undefined
      if (!settled) throw error
      const details = { outcome: 'refused', answerStatus: 409, intakeCode: settled } as const
      throw new IntakeFailure('INTAKE_REFUSED', { detail: settled }, details)
    }
  }

  const uploadAttachment = createUpload(profile, settings, { clock, ids })

  return {
    host: new URL(settings.url).host,
    ...(uploadAttachment && { uploadAttachment }),
    async createWorkOrder(order, key, options) {
      const { already, response, ...create } = operations.create
      try {
        const answer = await call({ ...create, response }, { body: order, more: { key } }, options)
        if (answer === null) throw refusal('refused', 'NOT_FOUND', 404)
        const whole = response['*'] ? {} : { ticketNo: order.ticketNo, status: 'submitted' }
        return checked(receiptSchema, { ...whole, ...mapIn(response, answer, context) })
      } catch (error) {
        const isAlready = error instanceof IntakeFailure && already.map(String).includes(error.intakeCode ?? '')
        const receipt = isAlready ? await findByTicketNo(order.ticketNo, options) : null
        if (!receipt) throw error
        return receipt
      }
    },
    findByTicketNo,
    async getWorkOrder(workOrderNo, options) {
      const operation = operations.getWorkOrder
      if (!operation) return null
      const answer = await call(operation, { body: {}, more: { workOrderNo } }, options)
      return answer && checked(workOrderStateSchema, mapIn(operation.response, answer, context))
    },
    ...(operations.getWorkOrder &&
      !operations.listChanges &&
      !profile.callback && {
        async askStatus(workOrderNo: string, options?: CallOptions) {
          const operation = operations.getWorkOrder as Operation
          const answer = await call(operation, { body: {}, more: { workOrderNo } }, options)
          return answer && readEvent(operation.response, answer, context)
        }
      }),
    async listChanges({ after, limit }, options) {
      const operation = operations.listChanges
      if (!operation) return { events: [], cursor: after ?? '' }
      const body = { ...(after !== undefined && { after }), ...(limit !== undefined && { limit }) }
      const answer = await call(operation, { body }, options)
      if (answer === null) throw badResponse('the intake keeps no list of changes', 404)
      const list = readPath(answer, operation.events)
      if (!Array.isArray(list)) throw badResponse(`unexpected ${operation.events}`)
      const { cursor } = mapIn({ cursor: operation.cursor }, answer, context)
      return {
        events: list.map(entry => readEvent(operation.event, entry, context)),
        cursor: String(cursor ?? after ?? '')
      }
    },
    supplement: (no, body, key, options) => followUp('supplement', no, body, key, options),
    urge: (no, body, key, options) => followUp('urge', no, body, key, options),
    withdraw: (no, body, key, options) => followUp('withdraw', no, body, key, options),
    evaluate: (no, body, key, options) => followUp('evaluate', no, body, key, options)
  }
}
