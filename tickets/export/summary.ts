// Numbers of a span: how many, about what, where, in time or not, and how people found it. Made of the view that has no names.

import type { Clock } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import type { Vault } from '../../core/vault.ts'
import { KINDS, type Kind } from '../contract/index.ts'
import { answerDue, type Due } from '../limits/due-dates.ts'
import type { TimeLimits } from '../limits/limit-table.ts'
import { duesOfLoaded, isInTime, loadTickets, recordOf } from '../privacy/ticket-record.ts'
import { type ViewedTicket, viewOf } from '../privacy/views.ts'
import type { Period } from './period.ts'

export interface LimitsKept {
  /** Tickets with a due date. */
  withLimit: number
  inTime: number
  late: number
  /** Neither answered nor late yet. */
  running: number
  /** Of `withLimit`: by a limit of the table that nobody has verified for this city. */
  unverified: number
}

export interface Ratings {
  /** Tickets whose requester answered the follow-up. */
  answered: number
  contacted: number
  resolved: number
  /** Mean of 1 to 5; null where nobody said one, and always of reports: enforcement is not to chase ratings (DOMAIN.md section 4). */
  satisfaction: number | null
  rated: number
}

export interface Counted {
  code: string
  name: string
  count: number
}

export interface Summary {
  period: { from: string; to: string }
  total: number
  byKind: Record<Kind, number>
  byStatus: Record<string, number>
  /** Most first. */
  byCategory: Counted[]
  byRegion: Counted[]
  /** Deciding whether it is taken up (受理), where the city's table has a limit for it. */
  acceptance: Record<Kind, LimitsKept>
  /** The first answer. */
  timeLimits: Record<Kind, LimitsKept>
  ratings: Record<Kind, Ratings>
}

function perKind<T>(of: () => T): Record<Kind, T> {
  return Object.fromEntries(KINDS.map(kind => [kind, of()])) as Record<Kind, T>
}

function counted(tickets: readonly ViewedTicket[], code: keyof ViewedTicket, name: (ticket: ViewedTicket) => string) {
  const found = new Map<string, Counted>()
  for (const ticket of tickets) {
    const key = String(ticket[code])
    const entry = found.get(key) ?? { code: key, name: name(ticket), count: 0 }
    found.set(key, { ...entry, count: entry.count + 1 })
  }
  return [...found.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
}

function keptOf(dues: readonly (Due | null)[]): LimitsKept {
  const kept = dues.flatMap(due => (due ? [isInTime(due)] : []))
  return {
    withLimit: kept.length,
    inTime: kept.filter(isIn => isIn === true).length,
    late: kept.filter(isIn => isIn === false).length,
    running: kept.filter(isIn => isIn === null).length,
    unverified: dues.filter(due => due?.source === 'unverified').length
  }
}

function ratingsOf(tickets: readonly ViewedTicket[]): Ratings {
  const answered = tickets.filter(({ contacted }) => contacted !== null)
  const marks = answered.flatMap(({ satisfaction }) => (typeof satisfaction === 'number' ? [satisfaction] : []))
  const mean = marks.reduce((sum, mark) => sum + mark, 0) / marks.length
  return {
    answered: answered.length,
    contacted: answered.filter(({ contacted }) => contacted).length,
    resolved: answered.filter(({ resolved }) => resolved).length,
    satisfaction: marks.length === 0 ? null : Math.round(100 * mean) / 100,
    rated: marks.length
  }
}

export async function summarise(
  db: Db,
  period: Period,
  { vault, clock, limits = null }: { vault: Vault; clock: Clock; limits?: TimeLimits | null }
): Promise<Summary> {
  const tickets: ViewedTicket[] = []
  const dues = new Map<ViewedTicket, Due[]>()
  const now = clock.now()
  for await (const loaded of loadTickets(db, period, vault)) {
    const ticket = viewOf('none', recordOf(loaded, now, limits), loaded)
    tickets.push(ticket)
    dues.set(ticket, duesOfLoaded(loaded, limits, now))
  }
  const byKind = perKind(() => 0)
  const acceptance = perKind(() => keptOf([]))
  const timeLimits = perKind(() => keptOf([]))
  const ratings = perKind(() => ratingsOf([]))
  for (const kind of KINDS) {
    const ofKind = tickets.filter(ticket => ticket.kind === kind)
    const duesOfKind = ofKind.map(ticket => dues.get(ticket) ?? [])
    byKind[kind] = ofKind.length
    acceptance[kind] = keptOf(duesOfKind.map(list => list.find(({ stage }) => stage === 'accept') ?? null))
    timeLimits[kind] = keptOf(duesOfKind.map(answerDue))
    ratings[kind] = ratingsOf(ofKind)
  }
  const byStatus: Record<string, number> = {}
  for (const { status } of tickets) byStatus[String(status)] = (byStatus[String(status)] ?? 0) + 1
  return {
    period: { from: period.from, to: period.to },
    total: tickets.length,
    byKind,
    byStatus,
    byCategory: counted(
      tickets,
      'categoryCode',
      ({ categoryGroup, categoryName }) => `${categoryGroup}/${categoryName}`
    ),
    byRegion: counted(tickets, 'regionCode', ({ regionName }) => String(regionName)),
    acceptance,
    timeLimits,
    ratings
  }
}
