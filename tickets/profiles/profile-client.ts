// An intake that speaks as a profile says.
import type { z } from 'zod'
import type { Clock } from '../../core/clock.ts'
import type { Ids } from '../../core/ids.ts'
import { receiptSchema } from '../contract/index.ts'
import { failureOfAnswer, failureOfException } from '../intake/failures.ts'
import { type CallOptions, type IntakeClient, IntakeFailure, type IntakeSettings } from '../intake/intake-client.ts'
import { type MapContext, mapIn, mapOut, readPath } from './map-fields.ts'
import type { Operation, Profile } from './profile.ts'
import { signedHeaders } from './sign.ts'

const TIMEOUT_MS = 8000
const ANSWER_CHARS_MAX = 4 * 1024 * 1024
const NONCE_BYTES = 18

export interface ProfileDependencies {
  clock: Clock
  ids: Ids
  /** Minutes east of UTC in which the intake writes its dates. */
  offsetMinutes: number
  timeoutMs?: number
}

/** A form holds flat texts: objects and lists in it are JSON. */
function formOf(body: object): string {
  const flat = Object.entries(body).map(([key, value]) => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : String(value)
  ]) as [string, string][]
  return new URLSearchParams(flat).toString()
}

function refusedAs(what: string, code: string | undefined, status: number): IntakeFailure {
  const outcome = what === 'busy' ? 'not_taken' : 'refused'
  const detail = `HTTP ${status}, their code ${code !== undefined && /^[\w.-]{1,40}$/.test(code) ? code : '…'}`
  return new IntakeFailure(
    what === 'busy' ? 'INTAKE_BUSY' : 'INTAKE_REFUSED',
    { detail },
    {
      outcome,
      answerStatus: what === 'unauthorised' ? 401 : status < 400 ? 422 : status,
      intakeCode: code ?? 'REFUSED'
    }
  )
}

function badResponse(detail: string): IntakeFailure {
  return new IntakeFailure('INTAKE_BAD_RESPONSE', { detail }, { outcome: 'unknown' })
}

export function createProfileClient(
  profile: Profile,
  settings: IntakeSettings,
  { clock, ids, offsetMinutes, timeoutMs = TIMEOUT_MS }: ProfileDependencies
): IntakeClient {
  const context: MapContext = { tables: profile.tables, dateFormat: profile.dateFormat, offsetMinutes }
  const { envelope, operations } = profile

  /** Their answer's body; null where it says that there is no such thing. Throws IntakeFailure. */
  async function call(operation: Operation, source: object, key: string | null, options: CallOptions = {}) {
    const filled = operation.path.replace(/\{([\w.]+)\}/g, (_, path: string) =>
      encodeURIComponent(String(readPath(source, path) ?? ''))
    )
    const url = new URL(settings.url + filled)
    const fields = mapOut(operation.request, source, context)
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
    let answer: { status: number; text: string; retryAfter: string | null }
    try {
      const timeout = AbortSignal.timeout(timeoutMs)
      const response = await fetch(url, {
        method: operation.method,
        headers: {
          accept: 'application/json',
          ...(hasBody && { 'content-type': type }),
          ...(key !== null && profile.idempotencyHeader && { [profile.idempotencyHeader]: key }),
          ...signedHeaders(profile.signing, settings, unsigned)
        },
        ...(hasBody && { body: rawBody }),
        redirect: 'manual',
        signal: options.signal ? AbortSignal.any([timeout, options.signal]) : timeout
      })
      answer = {
        status: response.status,
        text: await response.text(),
        retryAfter: response.headers.get('retry-after')
      }
    } catch (error) {
      throw failureOfException(error, timeoutMs)
    }
    return read(answer)
  }

  function read(answer: { status: number; text: string; retryAfter: string | null }): unknown {
    const { status } = answer
    if (status >= 500 || status === 429 || status === 408) throw failureOfAnswer(answer, clock.now())
    const body = parse(answer.text)
    const given = envelope.code === undefined ? undefined : readPath(body, envelope.code)
    const theirs = given === undefined ? undefined : String(given)
    const isIn = (codes: readonly unknown[]) => theirs !== undefined && codes.map(String).includes(theirs)
    const isWell =
      status < 300 &&
      (!envelope.success || String(readPath(body, envelope.success.path)) === String(envelope.success.equals))
    if (isWell && body !== undefined) return body
    if (isIn(envelope.notFound)) return null
    if (isIn(envelope.busy)) throw refusedAs('busy', theirs, status)
    if (isIn(envelope.unauthorised) || status === 401 || status === 403) throw refusedAs('unauthorised', theirs, status)
    // Not theirs at all: a proxy's page, an empty answer.
    if (body === undefined)
      throw status < 400 ? badResponse(`HTTP ${status}, not JSON`) : failureOfAnswer(answer, clock.now())
    throw refusedAs('refused', theirs, status)
  }

  function parse(text: string): unknown {
    if (text.length > ANSWER_CHARS_MAX) throw badResponse('the answer is too large')
    try {
      return JSON.parse(text)
    } catch {
      return undefined
    }
  }

  function checked<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    throw badResponse(`unexpected ${parsed.error.issues.map(issue => issue.path.join('.') || 'body').join(', ')}`)
  }

  async function followUp(
    name: 'supplement' | 'urge' | 'withdraw' | 'evaluate',
    no: string,
    body: object,
    key: string,
    options?: CallOptions
  ) {
    const operation = operations[name]
    if (!operation) {
      const detail = `the profile ${profile.name} has no ${name}`
      throw new IntakeFailure(
        'INTAKE_REFUSED',
        { detail },
        { outcome: 'refused', answerStatus: 422, intakeCode: 'NOT_OFFERED' }
      )
    }
    try {
      const answer = await call(operation, { ...body, workOrderNo: no, key }, key, options)
      if (answer === null) throw refusedAs('refused', 'NOT_FOUND', 404)
    } catch (error) {
      const settled = error instanceof IntakeFailure ? operation.settled[error.intakeCode ?? ''] : undefined
      if (!settled) throw error
      throw new IntakeFailure(
        'INTAKE_REFUSED',
        { detail: settled },
        { outcome: 'refused', answerStatus: 409, intakeCode: settled }
      )
    }
  }

  return {
    host: new URL(settings.url).host,
    async createWorkOrder(order, key, options) {
      const answer = await call(operations.create, { ...order, key }, key, options)
      if (answer === null) throw refusedAs('refused', 'NOT_FOUND', 404)
      const ours = mapIn(operations.create.response, answer, context)
      return checked(receiptSchema, { ticketNo: order.ticketNo, status: 'submitted', ...ours })
    },
    async findByTicketNo(ticketNo, options) {
      const answer = await call(operations.findByTicketNo, { ticketNo }, null, options)
      if (answer === null) return null
      const ours = mapIn(operations.findByTicketNo.response, answer, context)
      // A list that came back empty, or the record of another one.
      if (ours.workOrderNo === undefined) return null
      return checked(receiptSchema, { ticketNo, ...ours })
    },
    // Nothing in the product asks for it: the list of changes tells the same.
    getWorkOrder: async () => null,
    async listChanges({ after, limit }, options) {
      const operation = operations.listChanges
      if (!operation) return { events: [], cursor: after ?? '' }
      const answer = await call(
        operation,
        { ...(after !== undefined && { after }), ...(limit !== undefined && { limit }) },
        null,
        options
      )
      const list = answer === null ? [] : readPath(answer, operation.events)
      if (!Array.isArray(list)) throw badResponse(`${operation.events} is no list`)
      const cursor = mapIn({ cursor: operation.cursor }, answer, context).cursor
      return {
        events: list.map(entry => mapIn(operation.event, entry, context)),
        cursor: String(cursor ?? after ?? '')
      }
    },
    supplement: (no, body, key, options) => followUp('supplement', no, body, key, options),
    urge: (no, body, key, options) => followUp('urge', no, body, key, options),
    withdraw: (no, body, key, options) => followUp('withdraw', no, body, key, options),
    evaluate: (no, body, key, options) => followUp('evaluate', no, body, key, options)
  }
}
