// Writes down what became of rows that were sent.
import { sql, type Updateable } from 'kysely'
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
  // A store of files that is away comes back.
  if (!(failure instanceof IntakeFailure)) return !failure.retryable
  if (failure.outcome !== 'refused' || failure.isHostFailure) return false
  // A creation that finds no path at all: the address is wrong, the ticket is not.
  return !(failure.answerStatus === 404 && failure.intakeCode === undefined)
}

/** A callback that overtook the receipt knows better: it stays. Columns of VALUES are column1, column2 … in every database. */
async function storeReceipts(db: Db, receipts: readonly { ticketNo: string; receipt: Receipt }[], now: Date) {
  if (receipts.length === 0) return
  const values = receipts.map(
    ({ ticketNo, receipt: { workOrderNo, status, dueAt } }) =>
      sql`(${ticketNo}, ${workOrderNo}, ${status}, ${dueAt ?? null})`
  )
  await sql`update tickets set
      work_order_no = receipt.column2,
      status = case when status_seq = 0 then receipt.column3 else status end,
      due_at = coalesce(due_at, receipt.column4),
      updated_at = ${now.toISOString()}
    from (values ${sql.join(values)}) as receipt
    where tickets.ticket_no = receipt.column1 and tickets.work_order_no is null`.execute(db)
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

/** Rows that went through without a note, in one statement: most of a long queue. Returns the ids that were still ours. */
async function markSent(db: Db, rows: readonly OutboxRow[], now: Date): Promise<Set<number>> {
  const [first] = rows
  if (!first) return new Set()
  const marked = await db
    .updateTable('outbox')
    .set({
      state: 'sent',
      sent_at: now.toISOString(),
      last_error_code: null,
      last_error_detail: null,
      lease_owner: null,
      leased_until: null
    })
    .where(
      'id',
      'in',
      rows.map(row => row.id)
    )
    .where('lease_owner', '=', first.lease_owner)
    .where('state', '=', 'pending')
    .returning('id')
    .execute()
  return new Set(marked.map(row => row.id))
}

async function settleOne(db: Db, result: Result, now: Date, random: () => number): Promise<Fate> {
  const { row } = result
  const next = change(result, now, random())
  const updated = await db
    .updateTable('outbox')
    .set({ ...next, lease_owner: null, leased_until: null })
    .where('id', '=', row.id)
    .where('lease_owner', '=', row.lease_owner)
    .where('state', '=', 'pending')
    .executeTakeFirst()
  if (updated.numUpdatedRows === 0n) return 'lost'
  return next.state === 'sent' || next.state === 'dead' ? next.state : 'waiting'
}

/** In the order of the results, which are all of one worker. */
export async function settleAll(
  db: Db,
  results: readonly Result[],
  now: Date,
  random: () => number
): Promise<{ result: Result; fate: Fate }[]> {
  const isPlain = (result: Result) => !('failure' in result) && result.note === null
  const sent = await markSent(
    db,
    results.filter(isPlain).map(({ row }) => row),
    now
  )
  const settled: { result: Result; fate: Fate }[] = []
  for (const result of results) {
    const fate = isPlain(result)
      ? sent.has(result.row.id)
        ? 'sent'
        : 'lost'
      : await settleOne(db, result, now, random)
    settled.push({ result, fate })
  }
  // A receipt counts whoever holds the row: it says what the intake has.
  const receipts = results.flatMap(result =>
    'failure' in result || !result.receipt ? [] : [{ ticketNo: result.row.ticket_no, receipt: result.receipt }]
  )
  await storeReceipts(db, receipts, now)
  return settled
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
