// Lunar dates (农历) and solar terms (节气) by the tables of the chinese-days package (1900 to 2100).
import chineseDays from 'chinese-days'
import { DAY, dayAt } from './calendar.ts'

const { getSolarDateFromLunar, getSolarTermDate, getHolidaysInRange, monthDays } = chineseDays

const FIRST_YEAR = 1901
const LAST_YEAR = 2099
const two = (n: number) => String(n).padStart(2, '0')

function parseIso(date: string | undefined): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date ?? '')
  return parts ? dayAt(Number(parts[1]), Number(parts[2]), Number(parts[3])) : null
}

const lunarDays = new Map<string, number | null>()

/** Midnight of a day of the lunar year, or null outside the tables. Month 12 day 30 of a short month is its last day (除夕). */
export function lunarDay(year: number, month: number, day: number): number | null {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > 30) return null
  const key = `${year}-${month}-${day}`
  let known = lunarDays.get(key)
  if (known === undefined) {
    const last = Math.min(day, monthDays(year, month))
    known = parseIso(getSolarDateFromLunar(`${year}-${two(month)}-${two(last)}`).date)
    if (lunarDays.size < 5000) lunarDays.set(key, known)
  }
  return known
}

/** The eve of the lunar new year that begins lunar year `year`. */
export function newYearsEve(year: number): number | null {
  const first = lunarDay(year, 1, 1)
  return first === null ? null : first - DAY
}

/** Solar terms in the order of the year, with the month they fall into and the package's name. */
const TERMS = {
  小寒: [1, 'lesser_cold'],
  大寒: [1, 'greater_cold'],
  立春: [2, 'the_beginning_of_spring'],
  雨水: [2, 'rain_water'],
  惊蛰: [3, 'the_waking_of_insects'],
  春分: [3, 'the_spring_equinox'],
  清明: [4, 'pure_brightness'],
  谷雨: [4, 'grain_rain'],
  立夏: [5, 'the_beginning_of_summer'],
  小满: [5, 'lesser_fullness_of_grain'],
  芒种: [6, 'grain_in_beard'],
  夏至: [6, 'the_summer_solstice'],
  小暑: [7, 'lesser_heat'],
  大暑: [7, 'greater_heat'],
  立秋: [8, 'the_beginning_of_autumn'],
  处暑: [8, 'the_end_of_heat'],
  白露: [9, 'white_dew'],
  秋分: [9, 'the_autumn_equinox'],
  寒露: [10, 'code_dew'],
  霜降: [10, 'frost_descent'],
  立冬: [11, 'the_beginning_of_winter'],
  小雪: [11, 'lesser_snow'],
  大雪: [12, 'greater_snow'],
  冬至: [12, 'the_winter_solstice']
} as const
export type SolarTerm = keyof typeof TERMS
export const SOLAR_TERMS = Object.keys(TERMS) as SolarTerm[]

export function solarTermDay(year: number, term: SolarTerm): number | null {
  if (year < FIRST_YEAR || year > LAST_YEAR) return null
  const [month, name] = TERMS[term]
  return parseIso(getSolarTermDate(year, month, name))
}

const freeDays = new Map<string, Set<number>>()

/**
 * The statutory days off around a holiday (国务院放假安排): the run of days off that holds `day`. Outside the published
 * years (2004 to the year after the package's date) null.
 */
export function daysOffAround(day: number): { start: number; end: number } | null {
  const year = new Date(day).getUTCFullYear()
  const key = String(year)
  let free = freeDays.get(key)
  if (!free) {
    const list = getHolidaysInRange(`${year - 1}-12-25`, `${year}-12-31`, false)
    free = new Set(list.map(date => parseIso(date)).filter(at => at !== null))
    freeDays.set(key, free)
  }
  if (!free.has(day)) return null
  let start = day
  let end = day + DAY
  while (free.has(start - DAY)) start -= DAY
  while (free.has(end)) end += DAY
  return { start, end }
}
