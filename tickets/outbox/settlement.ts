// Writes down what became of rows that were sent.
import type { Updateable } from 'kysely'
import type { Db } from '../../core/database/index.ts'
import type { OutboxTable } from '../../core/database/tables.ts'
import type { AppError } from '../../core/errors.ts'
import type { Receipt } from '../contract/index.ts'
import { IntakeFailure } from '../intake/intake-client.ts'
import { backOffMs } from './back-off.ts'
import type { OutboxRow } from './claims.ts'

export type Result =
  | { row: OutboxRow; receipt: Receipt | null; note: string | null }
  | { row: OutboxRow; failure: AppError }

/** `sent` and `dead` are done; `waiting` will be tried again; `lost`: another worker holds the row now. */
export type Fate = 'sent' | 'dead' | 'waiting' | 'lost'

/** Nobody but a person can help: the request itself was refused. Not where our credentials or address were. */
function isDead(failure: AppError): boolean {
  if (!(failure instanceof IntakeFailure)) return true
  if (failure.outcome !== 'refused' || failure.isHostFailure) return false
  // A creation that finds no path at all: the address is wrong, the ticket is not.
  return !(failure.answerStatus === 404 && failure.intakeCode === undefined)
}

async function storeReceipt(db: Db, ticketNo: string, receipt: Receipt, now: Date): Promise<void> {
  await db
    .updateTable('tickets')
    .set(eb => ({
      work_order_no: receipt.workOrderNo,
      // A callback that overtook the receipt knows better.
      status: eb.case().when('status_seq', '=', 0).then(receipt.status).else(eb.ref('status')).end(),
      due_at: eb.fn.coalesce('due_at', eb.val(receipt.dueAt ?? null)),
      updated_at: now.toISOString()
    }))
    .where('ticket_no', '=', ticketNo)
    .where('work_order_no', 'is', null)
    .execute()
}

/** The new values of the row; without `state` it goes on waiting. */
function change(result: Result, now: Date, random: number): Updateable<OutboxTable> {
  if (!('failure' in result)) {
    return { state: 'sent', sent_at: now.toISOString(), last_error_code: result.note, last_error_detail: null }
  }
  const { row, failure } = result
  const code = failure instanceof IntakeFailure ? (failure.intakeCode ?? failure.code) : failure.code
  const error = { last_error_code: code.slice(0, 80), last_error_detail: failure.detail ?? null }
  if (isDead(failure)) return { state: 'dead', ...error }
  const isUnknown = failure instanceof IntakeFailure && failure.outcome === 'unknown'
  const waitMs = failure instanceof IntakeFailure ? (failure.retryAfterMs ?? 0) : 0
  const next = now.getTime() + Math.max(backOffMs(row.attempts, random), waitMs)
  return {
    ...error,
    next_attempt_at: new Date(next).toISOString(),
    not_before: waitMs > 0 ? new Date(now.getTime() + waitMs).toISOString() : null,
    // Once unknown it stays so until the intake has said whether it has the ticket.
    unknown_outcome: isUnknown ? 1 : row.unknown_outcome
  }
}

export async function settle(db: Db, result: Result, now: Date, random: number): Promise<Fate> {
  const { row } = result
  const next = change(result, now, random)
  const updated = await db
    .updateTable('outbox')
    .set({ ...next, lease_owner: null, leased_until: null })
    .where('id', '=', row.id)
    .where('lease_owner', '=', row.lease_owner)
    .where('state', '=', 'pending')
    .executeTakeFirst()
  // A receipt counts whoever holds the row: it says what the intake has.
  if (!('failure' in result) && result.receipt) await storeReceipt(db, row.ticket_no, result.receipt, now)
  if (updated.numUpdatedRows === 0n) return 'lost'
  return next.state === 'sent' || next.state === 'dead' ? next.state : 'waiting'
}

/** The intake is back: what only waited for it is due at once, except where Retry-After still runs. */
export async function pullForward(db: Db, now: Date): Promise<void> {
  const at = now.toISOString()
  await db
    .updateTable('outbox')
    .set(eb => ({
      next_attempt_at: eb.case().when('not_before', '>', at).then(eb.ref('not_before')).else(at).end().$notNull()
    }))
    .where('state', '=', 'pending')
    .where('next_attempt_at', '>', at)
    .execute()
}
