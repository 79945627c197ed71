// Which rows a worker may send now, and how it holds them. Several workers on one database share the work.
import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { Database, Db } from '../../core/database/index.ts'
import type { OutboxTable, Tables } from '../../core/database/tables.ts'

export type OutboxRow = Selectable<OutboxTable>

/** A worker that dies is known as dead after this; one that lives renews in time. */
export const LEASE_MS = 6000
export const LEASE_RENEWAL_MS = 2000

/**
 * Rows of one ticket go in order: none while an earlier one waits or is under way, and none at all while its creation is
 * dead, since the intake does not know the ticket then.
 */
const isNext = (eb: ExpressionBuilder<Tables, 'outbox'>) =>
  eb.not(
    eb.exists(
      eb
        .selectFrom('outbox as earlier')
        .select('earlier.id')
        .whereRef('earlier.ticket_no', '=', 'outbox.ticket_no')
        .whereRef('earlier.id', '<', 'outbox.id')
        .where(inner =>
          inner.or([
            inner('earlier.state', '=', 'pending'),
            inner.and([inner('earlier.state', '=', 'dead'), inner('earlier.operation', '=', 'create')])
          ])
        )
    )
  )

/**
 * When a row may go: `due` after its own back-off. `try` while the whole intake is down and one row asks whether it is back:
 * back-offs that the outage has made must not keep it waiting, only the intake's Retry-After.
 */
export type Readiness = 'due' | 'try'

const readyColumn = (readiness: Readiness) => (readiness === 'due' ? 'next_attempt_at' : 'not_before')

/** Takes up to `limit` rows that are ready, oldest first, for `owner`. */
export async function claimRows(
  db: Db,
  owner: string,
  limit: number,
  now: Date,
  readiness: Readiness = 'due'
): Promise<OutboxRow[]> {
  const at = now.toISOString()
  const due = await db
    .selectFrom('outbox')
    .select('id')
    .where('state', '=', 'pending')
    .where(eb => {
      const ready = eb(readyColumn(readiness), '<=', at)
      return readiness === 'due' ? ready : eb.or([eb('not_before', 'is', null), ready])
    })
    .where(eb => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', at)]))
    .where(isNext)
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  if (due.length === 0) return []
  const rows = await db
    .updateTable('outbox')
    .set(eb => ({
      // A lease that ran out: whoever had it may have sent the row before dying.
      unknown_outcome: eb.case().when('leased_until', 'is not', null).then(1).else(eb.ref('unknown_outcome')).end(),
      attempts: eb('attempts', '+', 1),
      lease_owner: owner,
      leased_until: new Date(now.getTime() + LEASE_MS).toISOString()
    }))
    .where(
      'id',
      'in',
      due.map(row => row.id)
    )
    .where('state', '=', 'pending')
    .returningAll()
    .execute()
  return rows.sort((a, b) => a.id - b.id)
}

/**
 * Of the rows that are truly under way, not of all that bear our name: one whose result could not be written would
 * otherwise be held for as long as the process lives.
 */
export async function renewLeases(db: Database, owner: string, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('outbox')
    .set({ leased_until: new Date(now.getTime() + LEASE_MS).toISOString() })
    .where('id', 'in', ids)
    .where('lease_owner', '=', owner)
    .where('state', '=', 'pending')
    .execute()
}

/** When the next row is ready; null where none waits. */
export async function nextDueAt(db: Db, readiness: Readiness = 'due'): Promise<Date | null> {
  const ready = sql<string>`coalesce(${sql.ref(readyColumn(readiness))}, '')`
  const row = await db
    .selectFrom('outbox')
    .select(sql<string>`max(${ready}, coalesce(leased_until, ''), created_at)`.as('due'))
    .where('state', '=', 'pending')
    .where(isNext)
    .orderBy('next_attempt_at')
    .limit(1)
    .executeTakeFirst()
  return row ? new Date(row.due) : null
}
