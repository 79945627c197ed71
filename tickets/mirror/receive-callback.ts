// A call of the intake: openapi.yaml, webhook statusChanged, or as the city's profile has it.
import type { Database, Db } from '../../core/database/index.ts'
import { type AppError, toAppError } from '../../core/errors.ts'
import { NONCE_LIFETIME_SECONDS } from '../../core/signing.ts'
import type {
  CallbackOutcome,
  CallbackReader,
  CallbackReply,
  CallbackRequest,
  FieldFault
} from '../intake/callback-reader.ts'
import { applyEvent, type ChangedTicket, type MirrorDependencies } from './apply-event.ts'
import { readEvent } from './read-event.ts'

export interface CallbackDependencies extends MirrorDependencies {
  db: Database
  callbacks: CallbackReader
}

export interface CallbackAnswer extends CallbackReply {
  outcome: CallbackOutcome
  /** Tickets that moved on. */
  changed: ChangedTicket[]
}

interface Stored {
  outcome: CallbackOutcome
  errors?: FieldFault[]
  changed: ChangedTicket[]
}

const OUTCOMES = { unknown_ticket: 'NOT_FOUND', conflict: 'EVENT_CONFLICT' } as const

async function isNewNonce(trx: Db, nonce: string, now: Date): Promise<boolean> {
  const expired = new Date(now.getTime() - NONCE_LIFETIME_SECONDS * 1000).toISOString()
  await trx.deleteFrom('nonces').where('seen_at', '<', expired).execute()
  const inserted = await trx
    .insertInto('nonces')
    .values({ nonce, seen_at: now.toISOString() })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}

/** One that is wrong does not hide those around it; the call is then answered with what was wrong with the first such. */
async function storeEvents(trx: Db, request: CallbackRequest, deps: CallbackDependencies): Promise<Stored> {
  const events = deps.callbacks.read(request)
  if (events === null) return { outcome: 'MALFORMED', changed: [] }
  const changed: ChangedTicket[] = []
  let refused: Omit<Stored, 'changed'> | null = null
  for (const raw of events) {
    const read = await readEvent(trx, raw, deps.log)
    if ('refused' in read) {
      refused ??= { outcome: read.refused, ...(read.refused !== 'NOT_FOUND' && { errors: read.errors }) }
      continue
    }
    const applied = await applyEvent(trx, read.event, deps)
    if (applied.outcome === 'changed') changed.push(applied.changed)
    else if (applied.outcome !== 'unchanged') refused ??= { outcome: OUTCOMES[applied.outcome] }
  }
  return { ...(refused ?? { outcome: 'STORED' }), changed }
}

/**
 * Checks and stores the events of one call. It is answered as taken only once they are committed, with `changed` for the
 * tickets that moved on. Refusals are answers; what is thrown (DATABASE_BUSY and the like) is for the caller to answer with
 * 5xx, so that the intake comes again.
 */
export async function receiveCallback(deps: CallbackDependencies, request: CallbackRequest): Promise<CallbackAnswer> {
  const now = deps.clock.now()
  const verdict = deps.callbacks.verify(request, now)
  if ('refused' in verdict) {
    return { outcome: verdict.refused, ...deps.callbacks.reply(verdict.refused), changed: [] }
  }
  const { nonce } = verdict
  try {
    const { outcome, errors, changed } = await deps.db.transaction().execute(async (trx): Promise<Stored> => {
      if (nonce !== null && !(await isNewNonce(trx, nonce, now))) return { outcome: 'NONCE_REUSED', changed: [] }
      return storeEvents(trx, request, deps)
    })
    return { outcome, ...deps.callbacks.reply(outcome, errors), changed }
  } catch (error) {
    const failure: AppError = toAppError(error)
    deps.log.error('a callback of the intake could not be stored', { error: failure })
    throw failure
  }
}
