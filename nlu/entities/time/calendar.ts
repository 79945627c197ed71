// Calendar arithmetic on the citizens' clock. A local instant is held as the milliseconds that UTC would have at that
// wall-clock reading, so that no time zone of the machine ever comes in.
import type { TimeValue, UnderstandContext } from '../../understanding.ts'

export type Precision = TimeValue['precision']

/** Half-open stretch of local time. */
export interface Period {
  start: number
  end: number
  precision: Precision
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const WEEK = 7 * DAY

/** `month` counts from 1; day 0 is the last of the month before, as in Date.UTC. */
export const dayAt = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day)
export const startOfDay = (at: number): number => Math.floor(at / DAY) * DAY
export const yearOf = (at: number): number => new Date(at).getUTCFullYear()
/** 1 to 12. */
export const monthOf = (at: number): number => new Date(at).getUTCMonth() + 1
export const dayOfMonth = (at: number): number => new Date(at).getUTCDate()
/** Monday 1 to Sunday 7. */
export const weekdayOf = (at: number): number => new Date(at).getUTCDay() || 7
/** Midnight of the Monday of that week. */
export const startOfWeek = (at: number): number => startOfDay(at) - (weekdayOf(at) - 1) * DAY

/** The same day `months` later; the last of the month where that month is shorter. */
export function addMonths(at: number, months: number): number {
  const first = dayAt(yearOf(at), monthOf(at) + months, 1)
  const last = dayOfMonth(dayAt(yearOf(first), monthOf(first) + 1, 0))
  return first + (Math.min(dayOfMonth(at), last) - 1) * DAY + (at - startOfDay(at))
}

export const dayPeriod = (at: number): Period => ({
  start: startOfDay(at),
  end: startOfDay(at) + DAY,
  precision: 'day'
})
export const weekPeriod = (at: number): Period => ({
  start: startOfWeek(at),
  end: startOfWeek(at) + WEEK,
  precision: 'week'
})
export const monthPeriod = (year: number, month: number): Period => ({
  start: dayAt(year, month, 1),
  end: dayAt(year, month + 1, 1),
  precision: 'month'
})
export const yearPeriod = (year: number): Period => ({
  start: dayAt(year, 1, 1),
  end: dayAt(year + 1, 1, 1),
  precision: 'year'
})
export const range = (start: number, end: number): Period => ({ start, end, precision: 'range' })

/** A day of the calendar, or null where there is none (31 November). */
export function realDay(year: number, month: number, day: number): number | null {
  const at = dayAt(year, month, day)
  return monthOf(at) === month && dayOfMonth(at) === day && yearOf(at) === year ? at : null
}

/** What expressions are counted from. */
export interface Now {
  /** Local instant of writing. */
  at: number
  /** Its midnight. */
  day: number
  /** Day that the text spoke of last ("那天", "当晚", "第二天" and a bare "八点" lean on it), or null. */
  anchor: number | null
  /** The words around say that it is still to come; else the past is preferred. */
  isFuture: boolean
}

export function localNow(context: UnderstandContext): Now {
  const at = context.now.getTime() + context.offsetMinutes * MINUTE
  return { at, day: startOfDay(at), anchor: null, isFuture: false }
}

const two = (n: number) => String(n).padStart(2, '0')

/** ISO 8601 with the citizens' offset. */
export function toIso(at: number, offsetMinutes: number): string {
  const abs = Math.abs(offsetMinutes)
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(abs / 60))}:${two(abs % 60)}`
  return `${new Date(at).toISOString().slice(0, 19)}${offset}`
}
