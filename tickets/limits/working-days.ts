// 工作日: weekends, statutory holidays (法定节假日) and the days worked in their stead (调休), and counting by them.
import chineseDays from 'chinese-days'
import { z } from 'zod'

const DAY_MS = 86_400_000
const SATURDAY = 6
const SUNDAY = 0

const day = z.iso.date()

/** What calendar.yaml holds: years that the package does not know, or knows otherwise. */
export const calendarSchema = z.strictObject({
  years: z.record(
    z.string().regex(/^20\d\d$/),
    z.strictObject({ source: z.string().min(1), restDays: z.array(day).min(1), workDays: z.array(day) })
  )
})
export type CalendarYears = z.infer<typeof calendarSchema>['years']

/** Days are `yyyy-MM-dd` of the city. */
export interface WorkingCalendar {
  isWorkingDay(day: string): boolean
  /** False where only weekends are known to be free. */
  knows(year: number): boolean
}

export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

const yearOf = (day: string) => Number(day.slice(0, 4))

function isWeekend(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === SATURDAY || weekday === SUNDAY
}

/** The package has no list of its years; in one that it does not know, one of three days in a row is a plain weekday. */
function isShipped(year: number): boolean {
  return ['01', '02', '03'].every(dayOfMonth => chineseDays.isHoliday(`${year}-10-${dayOfMonth}`))
}

/**
 * @param years what calendar.yaml adds; such a year is taken from there alone
 * @param onUnknownYear told once of each year that was asked about and is not known; weekends count as free there
 */
export function createCalendar(years: CalendarYears, onUnknownYear: (year: number) => void): WorkingCalendar {
  const added = new Map(
    Object.entries(years).map(([year, { restDays, workDays }]) => [
      Number(year),
      { rest: new Set(restDays), work: new Set(workDays) }
    ])
  )
  const known = new Map<number, boolean>()
  const knows = (year: number): boolean => {
    let isKnown = known.get(year)
    if (isKnown === undefined) {
      isKnown = added.has(year) || isShipped(year)
      known.set(year, isKnown)
      if (!isKnown) onUnknownYear(year)
    }
    return isKnown
  }
  return {
    knows,
    isWorkingDay(day) {
      const year = yearOf(day)
      const own = added.get(year)
      if (own) return own.work.has(day) || !(own.rest.has(day) || isWeekend(day))
      return knows(year) ? chineseDays.isWorkday(day) : !isWeekend(day)
    }
  }
}

/** `day` where it is a working day, else the next one (民法典 article 203). */
export function nextWorkingDay(day: string, calendar: WorkingCalendar): string {
  let at = day
  while (!calendar.isWorkingDay(at)) at = plusDays(at, 1)
  return at
}

/** The last day of a span of working days; the day on which it begins does not count (民法典 article 201). */
export function addWorkingDays(start: string, count: number, calendar: WorkingCalendar): string {
  let at = start
  for (let left = count; left > 0; left--) at = nextWorkingDay(plusDays(at, 1), calendar)
  return at
}

/** The working day that is `count` working days before `day`. */
export function workingDaysBefore(day: string, count: number, calendar: WorkingCalendar): string {
  let at = day
  for (let left = count; left > 0; left--) {
    at = plusDays(at, -1)
    while (!calendar.isWorkingDay(at)) at = plusDays(at, -1)
  }
  return at
}

/** The last day of a span of natural days; a rest day at its end moves it to the next working day (民法典 201, 203). */
export function addCalendarDays(start: string, count: number, calendar: WorkingCalendar): string {
  return nextWorkingDay(plusDays(start, count), calendar)
}
