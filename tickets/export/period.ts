// The span of an export, in days of the city's clock: from the first day's midnight to the last one's, half-open.
import { AppError } from '../../core/errors.ts'

export interface Period {
  /** First day, yyyy-MM-dd. */
  from: string
  /** First day that is no longer in it. */
  to: string
  /** The same as instants, ISO 8601 UTC. */
  fromUtc: string
  toUtc: string
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const DAY = /^\d{4}-\d{2}-\d{2}$/

const refuse = (detail: string) => new AppError('EXPORT_INVALID', { detail })

/** Midnight UTC of a calendar day. Throws EXPORT_INVALID for what is no day. */
function dayOf(text: string): number {
  const ms = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw refuse(`${JSON.stringify(text.slice(0, 20))} is no day; write it as 2026-11-01`)
  }
  return ms
}

const textOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

function periodOf(fromMs: number, toMs: number, offsetMinutes: number): Period {
  if (toMs <= fromMs) throw refuse('--to must be a later day than --from (it is the first day that is left out)')
  const utc = (ms: number) => new Date(ms - offsetMinutes * MINUTE_MS).toISOString()
  return { from: textOf(fromMs), to: textOf(toMs), fromUtc: utc(fromMs), toUtc: utc(toMs) }
}

export function spanOf(from: string, to: string, offsetMinutes: number): Period {
  return periodOf(dayOf(from), dayOf(to), offsetMinutes)
}

/** Monday of the week that the day is in. */
const mondayOf = (ms: number) => ms - ((new Date(ms).getUTCDay() + 6) % 7) * DAY_MS

const todayOf = (now: Date, offsetMinutes: number) =>
  Math.floor((now.getTime() + offsetMinutes * MINUTE_MS) / DAY_MS) * DAY_MS

/**
 * `last`: the last whole week, Monday to Sunday; `this`: the running one; `2026-W47`: by ISO 8601; a day: the week it is in.
 */
export function weekOf(which: string, now: Date, offsetMinutes: number): Period {
  const running = mondayOf(todayOf(now, offsetMinutes))
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(which) ?? []
  let monday = running
  if (which === 'last') monday = running - 7 * DAY_MS
  else if (year !== undefined && week !== undefined) {
    // The 4th of January is always in week 1.
    monday = mondayOf(Date.UTC(Number(year), 0, 4)) + (Number(week) - 1) * 7 * DAY_MS
    const isInYear = new Date(monday + 3 * DAY_MS).getUTCFullYear() === Number(year)
    if (week === '00' || !isInYear) throw refuse(`there is no week ${which}`)
  } else if (which !== 'this') monday = mondayOf(dayOf(which))
  return periodOf(monday, monday + 7 * DAY_MS, offsetMinutes)
}

/** `last`: the last whole calendar month; `this`: the running one; `2026-10`. */
export function monthOf(which: string, now: Date, offsetMinutes: number): Period {
  const today = new Date(todayOf(now, offsetMinutes))
  let [year, month] = [today.getUTCFullYear(), today.getUTCMonth()]
  if (which === 'last') month -= 1
  else if (which !== 'this') {
    const [, y, m] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(which) ?? []
    if (y === undefined || m === undefined)
      throw refuse(`${JSON.stringify(which.slice(0, 20))} is no month; write 2026-10`)
    ;[year, month] = [Number(y), Number(m) - 1]
  }
  return periodOf(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1), offsetMinutes)
}
