// POST /intake/callback: openapi.yaml, webhook statusChanged.
import type { Database } from '../../core/database/index.ts'
import { type AppError, toAppError } from '../../core/errors.ts'
import {
  isFreshTimestamp,
  isNonce,
  isSigningAlgorithm,
  NONCE_LIFETIME_SECONDS,
  verifySignature
} from '../../core/signing.ts'
import { type StatusEvent, statusEventSchema } from '../contract/index.ts'
import { applyEvent, type ChangedTicket, type MirrorDependencies } from './apply-event.ts'

export interface CallbackDependencies extends MirrorDependencies {
  db: Database
  settings: { appId: string; secret: string }
}

export interface CallbackRequest {
  method: string
  /** Exactly as received. */
  pathWithQuery: string
  /** Names in lower case, as node:http gives them. */
  headers: Record<string, string | string[] | undefined>
  rawBody: Buffer
}

export interface CallbackAnswer {
  httpStatus: number
  /** A problem document; undefined for 204. */
  body: unknown
  changed?: ChangedTicket
}

interface ProblemEntry {
  field: string
  message: string
}

function problem(httpStatus: number, code: string, title: string, errors?: ProblemEntry[]): CallbackAnswer {
  return { httpStatus, body: { type: 'about:blank', title, status: httpStatus, code, ...(errors && { errors }) } }
}

function header(request: CallbackRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

/** Null where the call is from the intake and of now. */
function refusal(request: CallbackRequest, { settings, clock }: CallbackDependencies): CallbackAnswer | null {
  const algorithm = header(request, 'x-signature-algorithm')
  const timestamp = header(request, 'x-timestamp')
  const nonce = header(request, 'x-nonce')
  const badSignature = problem(401, 'BAD_SIGNATURE', 'the signature is missing or wrong')
  if (header(request, 'x-app-id') !== settings.appId || !isSigningAlgorithm(algorithm) || !isNonce(nonce)) {
    return badSignature
  }
  const parts = {
    secret: settings.secret,
    algorithm,
    method: request.method,
    pathWithQuery: request.pathWithQuery,
    timestamp,
    nonce,
    rawBody: request.rawBody
  }
  if (!verifySignature({ ...parts, signature: header(request, 'x-signature') })) return badSignature
  return isFreshTimestamp(timestamp, clock.now()) ? null : problem(401, 'STALE_TIMESTAMP', 'the clocks differ too much')
}

function readEvent(request: CallbackRequest, { log }: CallbackDependencies): StatusEvent | CallbackAnswer {
  let value: unknown
  try {
    value = JSON.parse(request.rawBody.toString('utf8'))
  } catch {
    return problem(400, 'MALFORMED', 'the body is not JSON')
  }
  const parsed = statusEventSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(issue => ({ field: issue.path.join('.'), message: issue.message }))
  if (!errors.some(error => error.field === 'status'))
    return problem(422, 'INVALID_FIELDS', 'not a status event', errors)
  log.error('the intake named a status that is not in its contract', { code: 'INTAKE_UNKNOWN_STATUS' })
  return problem(422, 'UNKNOWN_STATUS', 'this status is not in the contract', errors)
}

function answerTo(applied: Awaited<ReturnType<typeof applyEvent>>): CallbackAnswer {
  switch (applied.outcome) {
    case 'changed':
      return { httpStatus: 204, body: undefined, changed: applied.changed }
    case 'unchanged':
      return { httpStatus: 204, body: undefined }
    case 'unknown_ticket':
      return problem(404, 'NOT_FOUND', 'no such work order here')
    case 'conflict':
      return problem(422, 'EVENT_CONFLICT', 'another event has this id or this seq')
  }
}

/**
 * Checks and stores one status event. 204 only once it is committed, with `changed` where the ticket moved on. Refusals
 * are answers; what is thrown (DATABASE_BUSY and the like) is for the caller to answer with 5xx, so that the intake
 * comes again.
 */
export async function receiveCallback(deps: CallbackDependencies, request: CallbackRequest): Promise<CallbackAnswer> {
  const refused = refusal(request, deps)
  if (refused) return refused
  const now = deps.clock.now()
  try {
    return await deps.db.transaction().execute(async trx => {
      const expired = new Date(now.getTime() - NONCE_LIFETIME_SECONDS * 1000).toISOString()
      await trx.deleteFrom('nonces').where('seen_at', '<', expired).execute()
      const isFirst = await trx
        .insertInto('nonces')
        .values({ nonce: header(request, 'x-nonce'), seen_at: now.toISOString() })
        .onConflict(conflict => conflict.doNothing())
        .executeTakeFirst()
      if (isFirst.numInsertedOrUpdatedRows !== 1n) return problem(401, 'NONCE_REUSED', 'this nonce was used before')
      const event = readEvent(request, deps)
      return 'httpStatus' in event ? (event as CallbackAnswer) : answerTo(await applyEvent(trx, event, deps))
    })
  } catch (error) {
    const failure: AppError = toAppError(error)
    deps.log.error('a callback of the intake could not be stored', { error: failure })
    throw failure
  }
}
