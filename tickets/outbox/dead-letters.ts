// For people: what the intake refused, and sending it again once it is put right.
import type { Clock } from '../../core/clock.ts'
import type { Database, Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'

export interface DeadLetter {
  id: number
  ticketNo: string
  operation: string
  state: string
  attempts: number
  /** `code` of the intake's problem document, or of core/errors.ts. */
  errorCode: string | null
  /** Fields and codes; no values. */
  errorDetail: string | null
  createdAt: string
}

/** Oldest first: what waits for a person; with `includePending` also what waits for the intake. */
export async function deadLetters(db: Db, { includePending = false } = {}): Promise<DeadLetter[]> {
  const states = includePending ? (['dead', 'pending'] as const) : (['dead'] as const)
  const rows = await db.selectFrom('outbox').selectAll().where('state', 'in', states).orderBy('id').execute()
  return rows.map(row => ({
    id: row.id,
    ticketNo: row.ticket_no,
    operation: row.operation,
    state: row.state,
    attempts: row.attempts,
    errorCode: row.last_error_code,
    errorDetail: row.last_error_detail,
    createdAt: row.created_at
  }))
}

/**
 * Sends a dead row again, under its old key. A creation is asked about first: some refusals (KEY_REUSED) mean that the
 * intake has it. Throws NOT_FOUND where the row is not dead. An outbox of this process wants waking after the commit; those
 * of others look by themselves within a second.
 */
export async function pushAgain(db: Db, id: number, clock: Clock): Promise<void> {
  const updated = await db
    .updateTable('outbox')
    .set({
      state: 'pending',
      attempts: 0,
      next_attempt_at: clock.now().toISOString(),
      not_before: null,
      unknown_outcome: 1,
      leased_until: null,
      lease_owner: null
    })
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .executeTakeFirst()
  if (updated.numUpdatedRows === 0n) throw new AppError('NOT_FOUND', { detail: `no dead outbox row ${id}` })
}

export interface OutboxCounts {
  pending: number
  dead: number
  /** ISO 8601 UTC; null where nothing waits. */
  oldestPendingAt: string | null
}

/** For metrics and alerts. */
export async function outboxCounts(db: Database | Db): Promise<OutboxCounts> {
  const pending = await db
    .selectFrom('outbox')
    .select(eb => [eb.fn.countAll<number>().as('rows'), eb.fn.min('created_at').as('oldest')])
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow()
  const dead = await db
    .selectFrom('outbox')
    .select(eb => eb.fn.countAll<number>().as('rows'))
    .where('state', '=', 'dead')
    .executeTakeFirstOrThrow()
  return { pending: pending.rows, dead: dead.rows, oldestPendingAt: pending.oldest ?? null }
}
