// The due dates of stored tickets, worked out when they are read: a change of the table or calendar holds at once.
import type { Clock } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import { ENDED_STATUSES, type Kind } from '../contract/index.ts'
import { currentDue, type Due, duesOf } from './due-dates.ts'
import type { TimeLimits } from './limit-table.ts'

interface DueRow {
  ticket_no: string
  kind: string
  status: string
  due_at: string | null
}

interface EventRow {
  status: string
  at: string
}

/** `events` in the intake's order; `sentAt` of the row that created it. */
export function duesOfRow(
  row: DueRow,
  events: readonly EventRow[],
  sentAt: string | null,
  limits: TimeLimits | null,
  now: Date
): Due[] {
  const { status, due_at: intakeDueAt } = row
  return duesOf({ kind: row.kind as Kind, status, sentAt, intakeDueAt, events }, limits, now)
}

/** By ticket number. */
export async function loadDues(
  db: Db,
  rows: readonly DueRow[],
  { limits = null, clock }: { limits?: TimeLimits | null; clock: Clock }
): Promise<Map<string, Due[]>> {
  if (rows.length === 0) return new Map()
  const numbers = rows.map(row => row.ticket_no)
  const events = await db
    .selectFrom('ticket_events')
    .select(['ticket_no', 'status', 'at'])
    .where('ticket_no', 'in', numbers)
    .orderBy('ticket_no')
    .orderBy('seq')
    .execute()
  const sent = await db
    .selectFrom('outbox')
    .select(['ticket_no', 'sent_at'])
    .where('ticket_no', 'in', numbers)
    .where('operation', '=', 'create')
    .execute()
  const eventsOf = new Map<string, EventRow[]>()
  for (const event of events) {
    const known = eventsOf.get(event.ticket_no)
    if (known) known.push(event)
    else eventsOf.set(event.ticket_no, [event])
  }
  const sentAt = new Map(sent.map(row => [row.ticket_no, row.sent_at]))
  const now = clock.now()
  return new Map(
    rows.map(row => {
      const dues = duesOfRow(row, eventsOf.get(row.ticket_no) ?? [], sentAt.get(row.ticket_no) ?? null, limits, now)
      return [row.ticket_no, dues]
    })
  )
}

/** What each ticket waits for now, by its number. */
export async function currentDues(
  db: Db,
  rows: readonly DueRow[],
  deps: { limits?: TimeLimits | null; clock: Clock }
): Promise<(ticketNo: string) => Due | null> {
  const dues = await loadDues(db, rows, deps)
  return ticketNo => currentDue(dues.get(ticketNo) ?? [])
}

export interface DueTicket {
  ticketNo: string
  kind: Kind
  status: string
  due: Due
}

const PAGE = 500

/**
 * Every due date of open tickets that has passed or comes soon, the oldest date first. Some tickets at a time, so that chats
 * go on meanwhile.
 */
export async function dueTickets(db: Db, deps: { limits: TimeLimits; clock: Clock }): Promise<DueTicket[]> {
  const found: DueTicket[] = []
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('tickets')
      .select(['ticket_no', 'kind', 'status', 'due_at'])
      .where('ticket_no', '>', after)
      .where('status', 'not in', [...ENDED_STATUSES, 'queued'])
      .orderBy('ticket_no')
      .limit(PAGE)
      .execute()
    const dues = await loadDues(db, rows, deps)
    for (const { ticket_no, kind, status } of rows) {
      for (const due of dues.get(ticket_no) ?? []) {
        if (due.state !== 'overdue' && due.state !== 'soon') continue
        found.push({ ticketNo: ticket_no, kind: kind as Kind, status, due })
      }
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last.ticket_no
    await new Promise(resolve => setImmediate(resolve))
  }
  return found.sort((a, b) => Date.parse(a.due.at) - Date.parse(b.due.at) || (a.ticketNo < b.ticketNo ? -1 : 1))
}
