// By when a ticket has to be taken up and answered: as the intake says, else by the city's table (DOMAIN.md section 4).
import { toOffsetIso } from '../../core/clock.ts'
import type { Kind } from '../contract/index.ts'
import type { Limit, Stage, TimeLimits } from './limit-table.ts'
import { addCalendarDays, addWorkingDays, workingDaysBefore } from './working-days.ts'

/** What a due date is worked out from; nothing of it is sealed. */
export interface TicketFacts {
  kind: Kind
  status: string
  /** When our request got its receipt, ISO 8601; null while the intake does not have the ticket. */
  sentAt: string | null
  /** As the intake wrote it last. */
  intakeDueAt: string | null
  /** In the intake's order. */
  events: readonly { status: string; at: string }[]
}

/** `soon` and `overdue` are running too; `paused` waits for the citizen. */
export type DueState = 'in_time' | 'late' | 'running' | 'soon' | 'overdue' | 'paused'

export interface Due {
  stage: Stage
  /** ISO 8601 with offset; of the table: the last second of the last day. */
  at: string
  doneAt: string | null
  state: DueState
  /** `unverified`: a limit of the table that nobody has compared with the law for this city. */
  source: 'intake' | 'table' | 'unverified'
  /** The table's law and article; null where the intake said it. */
  basis: string | null
  /** False for a limit of the table that nobody has verified, or that was put off without a new date: for staff alone. */
  isForCitizen: boolean
  /** A second run, after the matter was reopened. */
  isAgain: boolean
}

const ANSWERED = new Set(['replied', 'closed', 'not_accepted', 'merged', 'withdrawn'])
const TAKEN_UP = new Set([...ANSWERED, 'accepted', 'dispatched', 'in_progress', 'delayed', 'returned', 'follow_up'])

const dayOf = (iso: string, offsetMinutes: number) => toOffsetIso(new Date(iso), offsetMinutes).slice(0, 10)

function lastSecondOf(day: string, offsetMinutes: number): string {
  return toOffsetIso(new Date(Date.parse(`${day}T23:59:59Z`) - offsetMinutes * 60_000), offsetMinutes)
}

function dueDay(start: string, limit: Limit, { calendar }: TimeLimits): string {
  const add = limit.dayType === 'working' ? addWorkingDays : addCalendarDays
  return add(start, limit.days, calendar)
}

function stateOf(at: string, doneAt: string | null, status: string, now: Date, limits: TimeLimits | null): DueState {
  const dueMs = Date.parse(at)
  if (doneAt !== null) return Date.parse(doneAt) <= dueMs ? 'in_time' : 'late'
  if (status === 'need_more') return 'paused'
  if (now.getTime() > dueMs) return 'overdue'
  if (!limits) return 'running'
  const { calendar, soonWorkingDays, offsetMinutes } = limits
  const soonFrom = workingDaysBefore(dayOf(at, offsetMinutes), soonWorkingDays, calendar)
  return dayOf(now.toISOString(), offsetMinutes) >= soonFrom ? 'soon' : 'running'
}

interface Run {
  stage: Stage
  /** Where the run begins, by the table's `from`. */
  starts: Record<Limit['from'], string | null>
  doneAt: string | null
  intakeDueAt: string | null
  isAgain: boolean
}

function dueOf(run: Run, facts: TicketFacts, limits: TimeLimits | null, now: Date): Due | null {
  const { stage, doneAt, isAgain } = run
  const common = { stage, doneAt, isAgain }
  if (run.intakeDueAt !== null) {
    const at = run.intakeDueAt
    const state = stateOf(at, doneAt, facts.status, now, limits)
    return { ...common, at, state, source: 'intake', basis: null, isForCitizen: true }
  }
  const received = run.starts.received
  if (!limits || received === null) return null
  const limit = limits.limitOf(facts.kind, stage, dayOf(received, limits.offsetMinutes))
  const start = limit && run.starts[limit.from]
  if (!limit || start === null) return null
  const at = lastSecondOf(dueDay(dayOf(start, limits.offsetMinutes), limit, limits), limits.offsetMinutes)
  return {
    ...common,
    at,
    state: stateOf(at, doneAt, facts.status, now, limits),
    source: limit.verified ? 'table' : 'unverified',
    basis: limit.source,
    isForCitizen: limit.verified && facts.status !== 'delayed'
  }
}

/**
 * All due dates of a ticket that are known: of deciding whether it is taken up, of answering it, and of answering again
 * where it was reopened. `limits` null: only what the intake said.
 */
export function duesOf(facts: TicketFacts, limits: TimeLimits | null, now: Date): Due[] {
  const { events, intakeDueAt } = facts
  const takenUpIndex = events.findIndex(({ status }) => TAKEN_UP.has(status))
  const takenUpAt = events[takenUpIndex]?.at ?? null
  const before = takenUpIndex < 0 ? events : events.slice(0, takenUpIndex)
  // What was sent back for more counts from when it came again.
  const received =
    (before.findLast(({ status }) => status === 'submitted') ?? before[0])?.at ?? facts.sentAt ?? takenUpAt
  const accepted = events.find(({ status }) => status === 'accepted')?.at ?? takenUpAt
  const reopened = events.findLast(({ status }) => status === 'reopened')?.at ?? null
  const isNewDate = intakeDueAt !== null && reopened !== null && Date.parse(intakeDueAt) > Date.parse(reopened)
  const firstDone = (list: TicketFacts['events']) => list.find(({ status }) => ANSWERED.has(status))?.at ?? null
  const runs: Run[] = [
    { stage: 'accept', starts: { received, accepted: null }, doneAt: takenUpAt, intakeDueAt: null, isAgain: false },
    {
      stage: 'answer',
      starts: { received, accepted },
      doneAt: firstDone(events),
      intakeDueAt: isNewDate ? null : intakeDueAt,
      isAgain: false
    }
  ]
  if (reopened !== null) {
    const later = events.slice(events.findLastIndex(({ status }) => status === 'reopened') + 1)
    runs.push({
      stage: 'answer',
      starts: { received: reopened, accepted: reopened },
      doneAt: firstDone(later),
      intakeDueAt: isNewDate ? intakeDueAt : null,
      isAgain: true
    })
  }
  return runs.flatMap(run => dueOf(run, facts, limits, now) ?? [])
}

/** The first answer's due date: what "in time" is measured by. */
export function answerDue(dues: readonly Due[]): Due | null {
  return dues.find(({ stage, isAgain }) => stage === 'answer' && !isAgain) ?? null
}

/** What is waited for now: the intake's word, else what comes first by the table; null where all is done. */
export function currentDue(dues: readonly Due[]): Due | null {
  const open = dues.filter(({ doneAt }) => doneAt === null)
  const [first] = open.filter(due => due.source === 'intake').concat(open)
  return first ?? null
}
