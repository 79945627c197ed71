// Numbers of a span: how many, about what, where, in time or not, and how people found it. Made of the view that has no names.

import type { Clock } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import type { Vault } from '../../core/vault.ts'
import { KINDS, type Kind } from '../contract/index.ts'
import { loadTickets, recordOf } from '../privacy/ticket-record.ts'
import { type ViewedTicket, viewOf } from '../privacy/views.ts'
import type { Period } from './period.ts'

export interface TimeLimits {
  /** Tickets with a due date. */
  withLimit: number
  inTime: number
  late: number
  /** Neither answered nor late yet. */
  running: number
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
  timeLimits: Record<Kind, TimeLimits>
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

function timeLimitsOf(tickets: readonly ViewedTicket[], limits: ReadonlySet<ViewedTicket>): TimeLimits {
  const withLimit = tickets.filter(ticket => limits.has(ticket))
  return {
    withLimit: withLimit.length,
    inTime: withLimit.filter(({ inTime }) => inTime === true).length,
    late: withLimit.filter(({ inTime }) => inTime === false).length,
    running: withLimit.filter(({ inTime }) => inTime === null).length
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
  { vault, clock }: { vault: Vault; clock: Clock }
): Promise<Summary> {
  const tickets: ViewedTicket[] = []
  const limits = new Set<ViewedTicket>()
  const now = clock.now()
  for await (const loaded of loadTickets(db, period, vault)) {
    const ticket = viewOf('none', recordOf(loaded, now), loaded)
    tickets.push(ticket)
    if (loaded.row.due_at !== null) limits.add(ticket)
  }
  const ofKind = (kind: Kind) => tickets.filter(ticket => ticket.kind === kind)
  const byKind = perKind(() => 0)
  const timeLimits = perKind(() => timeLimitsOf([], limits))
  const ratings = perKind(() => ratingsOf([]))
  for (const kind of KINDS) {
    byKind[kind] = ofKind(kind).length
    timeLimits[kind] = timeLimitsOf(ofKind(kind), limits)
    ratings[kind] = ratingsOf(ofKind(kind))
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
    timeLimits,
    ratings
  }
}
