// Time expressions of a message: atoms → expressions → ranges → values. The past is preferred, as people report what happened.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity, UnderstandContext } from '../../understanding.ts'
import { atText, type Taken } from '../found.ts'
import { ago, looseTimes, presentMoment } from './ago.ts'
import type { AtomParser } from './atom.ts'
import { localNow, toIso } from './calendar.ts'
import { clocks } from './clock.ts'
import { compactDates } from './compact-dates.ts'
import { dayNumbers, leaningDays, relativeDays, weekdays } from './days.ts'
import { expressionsIn, withoutOverlaps } from './expression.ts'
import { holidays, lunarDates, lunarRanges, schoolHolidays, solarTerms } from './holidays.ts'
import { months, portions } from './months.ts'
import { partsOfDay } from './parts-of-day.ts'
import { joinRanges } from './ranges.ts'
import { recurringDays } from './recurring.ts'
import { weeks } from './weeks.ts'
import { decades, seasons, years } from './years.ts'

const PARSERS: Readonly<Record<string, AtomParser>> = {
  decades,
  years,
  seasons,
  months,
  portions,
  weeks,
  holidays,
  lunarDates,
  lunarRanges,
  solarTerms,
  schoolHolidays,
  dayNumbers,
  relativeDays,
  weekdays,
  leaningDays,
  recurringDays,
  ago,
  looseTimes,
  presentMoment,
  partsOfDay,
  clocks,
  compactDates
}
const parsers = Object.values(PARSERS)

/** The pieces of time that a normalised text holds, with the name of the parser that reads each. */
export function timePieces(text: string): { parser: string; start: number; end: number }[] {
  const named = new Map(
    Object.entries(PARSERS).flatMap(([parser, parse]) => parse(text).map(atom => [atom, parser] as const))
  )
  return withoutOverlaps([...named.keys()]).map(atom => ({
    parser: named.get(atom)!,
    start: atom.start,
    end: atom.end
  }))
}

/** Words before a date that say it is still to come. */
const FUTURE =
  /(?:打算|计划|准备|预计|即将|将于|将在|想(?:在|要在)?|要在|会在|定在|等到|预约|预订|报名|约好|改到|推迟到|延期到|我要|有没有|请问)[^,。;!?\n了过]{0,6}$/

export function extractTimes(source: NormalisedText, context: UnderstandContext, taken: Taken): Entity[] {
  const { text } = source
  const atoms = withoutOverlaps(
    parsers.flatMap(parse => parse(text)).filter(atom => !taken.has(source.toRaw(atom.start, atom.end)))
  )
  if (atoms.length === 0) return []
  const now = localNow(context)
  const isFuture = (start: number) => FUTURE.test(text.slice(Math.max(0, start - 12), start))
  const expressions = joinRanges(text, expressionsIn(text, atoms, now, isFuture), now)
  const isAsked = context.asks === 'occurredAt'
  return expressions
    .filter(({ needsCompany }) => isAsked || !needsCompany)
    .map(({ start, end, period, confidence }) =>
      atText(
        source,
        { start, end },
        'time',
        {
          start: toIso(period.start, context.offsetMinutes),
          end: toIso(period.end, context.offsetMinutes),
          precision: period.precision
        },
        confidence
      )
    )
}
