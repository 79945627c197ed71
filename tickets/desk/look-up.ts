// Status look-up: ticket number and the same conversation, or the phone (DOMAIN.md section 5).
import type { Db } from '../../core/database/index.ts'
import { currentDues } from '../limits/load-dues.ts'
import { phoneDigits } from '../store/phone.ts'
import { queryCode } from '../store/query-code.ts'
import { openIdentity } from '../store/sealed-order.ts'
import { summaryOf, type TicketRow } from '../store/summaries.ts'
import type { LookUp, TicketSummary } from '../ticket-desk.ts'
import type { DeskDependencies } from './dependencies.ts'

/** Fewer digits would be guessed too easily. */
const TAIL_DIGITS_MIN = 4

/**
 * Wrong tries until a lock, and its length. A conversation is had for nothing, so the ticket counts too: with ten tries
 * an hour the 10,000 tails of a phone last six weeks.
 */
const LIMITS = [
  { of: 'conversation', failuresMax: 5, lockMs: 30 * 60_000 },
  { of: 'ticket', failuresMax: 10, lockMs: 60 * 60_000 }
] as const

type Query = { ticketNo: string; phoneTail: string | null; conversationId: string }

const keyOf = (limit: (typeof LIMITS)[number], query: Query) =>
  limit.of === 'conversation' ? `conversation/${query.conversationId}` : `ticket/${query.ticketNo}`

async function lockedUntil(db: Db, query: Query, now: string): Promise<string | null> {
  const { until } = await db
    .selectFrom('status_attempts')
    .select(eb => eb.fn.max('locked_until').as('until'))
    .where(
      'key',
      'in',
      LIMITS.map(limit => keyOf(limit, query))
    )
    .where('locked_until', '>', now)
    .executeTakeFirstOrThrow()
  return until
}

async function countFailure(db: Db, query: Query, now: Date): Promise<void> {
  for (const limit of LIMITS) {
    const key = keyOf(limit, query)
    const { failures } = await db
      .insertInto('status_attempts')
      .values({ key, failures: 1 })
      .onConflict(conflict =>
        conflict.column('key').doUpdateSet(eb => ({ failures: eb('status_attempts.failures', '+', 1) }))
      )
      .returning('failures')
      .executeTakeFirstOrThrow()
    if (failures < limit.failuresMax) continue
    const locked_until = new Date(now.getTime() + limit.lockMs).toISOString()
    await db.updateTable('status_attempts').set({ failures: 0, locked_until }).where('key', '=', key).execute()
  }
}

async function isRequesters(db: Db, ticket: TicketRow, tail: string, { vault }: DeskDependencies): Promise<boolean> {
  const given = phoneDigits(tail)
  if (given.length < TAIL_DIGITS_MIN) return false
  if (ticket.identity_id === null) return given === queryCode(vault, ticket.ticket_no)
  const row = await db.selectFrom('identities').selectAll().where('id', '=', ticket.identity_id).executeTakeFirst()
  const phone = row && openIdentity(vault, row).phone
  return phone === undefined ? given === queryCode(vault, ticket.ticket_no) : phoneDigits(phone).endsWith(given)
}

async function withDue(db: Db, row: TicketRow, deps: DeskDependencies): Promise<TicketSummary> {
  const dueOf = await currentDues(db, [row], deps)
  return summaryOf(deps.vault, row, dueOf(row.ticket_no))
}

export async function lookUp(db: Db, query: Query, deps: DeskDependencies): Promise<LookUp> {
  const ticket = await db.selectFrom('tickets').selectAll().where('ticket_no', '=', query.ticketNo).executeTakeFirst()
  if (ticket?.conversation_id === query.conversationId) {
    return { outcome: 'found', ticket: await withDue(db, ticket, deps) }
  }
  const now = deps.clock.now()
  const until = await lockedUntil(db, query, now.toISOString())
  if (until !== null) return { outcome: 'locked', until }
  // Asked for an unknown number too: the answer must not tell which numbers exist.
  if (query.phoneTail === null) return { outcome: 'needs_phone' }
  if (ticket && (await isRequesters(db, ticket, query.phoneTail, deps))) {
    return { outcome: 'found', ticket: await withDue(db, ticket, deps) }
  }
  await countFailure(db, query, now)
  return { outcome: 'not_found' }
}
