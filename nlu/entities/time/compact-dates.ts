// Dates in figures: 2023-10-02, 2023/10/2, 2023.10.2, 20231002, 11/14, 10.1, 2023年10月2日 is not ours.
import { type Atom, type AtomParser, atomsOf, RANK } from './atom.ts'
import { DAY, dayPeriod, monthPeriod, type Now, realDay, yearOf } from './calendar.ts'

const FULL =
  /(?<![\d.]|(?<!\d)-)((?:19|20)\d\d)\s?([-/.\s])\s?(0?[1-9]|1[0-2])\s?\2\s?(3[01]|[12]\d|0?[1-9])(?!\d|[/.]\d|-\d{1,2}(?!\d))(?:日|号|T(?=\d))?/g
const DAY_LAST = /(?<![\d./-])(0?[1-9]|1[0-2])\/(3[01]|[12]\d|0?[1-9])\/((?:19|20)\d\d)(?!\d)/g
const DAY_FIRST = /(?<![\d./-])(3[01]|2\d|1[3-9])\/(0?[1-9]|1[0-2])\/((?:19|20)\d\d)(?!\d)/g
const EIGHT = /(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(3[01]|[12]\d|0[1-9])(?!\d)(?:日|号)?/g
const YEAR_MONTH = /(?<![\d.-])((?:19|20)\d\d)[-/.](0[1-9]|1[0-2])(?![\d]|[-/.]\d)(?:月)?/g
const SLASH = /(?<![\d/.-])(1[0-2]|0?[1-9])\/(3[01]|[12]\d|0?[1-9])(?![\d/.%-]|\d)(?:日|号)?/g
/** 10.1 may be a price or a ratio: a date only where 号/日 follows, in a range of such, or where the words around say so. */
const DOTTED = /(?<![\d/.]|(?<!\d)-)(1[0-2]|0?[1-9])\.(3[01]|[12]\d|0?[1-9])(?![\d/.%])(日|号)?/g
const DASHED =
  /(?<=^|[,。;!?\s日于在从自到至])(1[0-2]|0?[1-9])-(3[01]|[12]\d|0?[1-9])(?=那天|当天|[上下中]午|晚|凌晨|早上|[,。;!?\s]|$)/g
const DATE_BEFORE = /(?:^|[,。;!?\s]|于|在|从|自|日期|时间|到|至|[-~]|我|们)[:\s]?$/
const DATE_BEHIND =
  /^\s?(?:[-~到至]\s?\d{1,2}\.\d{1,2}|那天|当天|当日|[上下中]午|晚|凌晨|早上|夜|入住|出发|发团|出团|到达|到店|离店|签约|签的|参团|跟团|去|在|的?团|至今|期间|,?我|退房|下单|预订|购)/
const UNIT_BEHIND =
  /^\s?(?:元|块|万|千|百|亿|折|米|公里|千米|km|斤|克|级|分(?!钟)|倍|[%％]|G|M|寸|吨|度|平|亩|小时|个|年)/i

const exact = (year: number, month: number, day: number): Omit<Atom, 'start' | 'end'> | null => {
  const at = realDay(year, month, day)
  return at === null ? null : { rank: RANK.day, resolve: () => dayPeriod(at) }
}

function latest(now: Now, month: number, day: number): number | null {
  const year = yearOf(now.at)
  const at = realDay(year, month, day)
  if (at !== null && at > now.day && !now.isFuture) return realDay(year - 1, month, day)
  if (at !== null && at < now.day - 0 * DAY && now.isFuture) return realDay(year + 1, month, day)
  return at ?? realDay(year - 1, month, day)
}

const yearless = (month: number, day: number, confidence: number): Omit<Atom, 'start' | 'end'> => ({
  rank: RANK.day,
  confidence,
  resolve: (within, now) => {
    const at = within ? realDay(yearOf(within.start), month, day) : latest(now, month, day)
    return at === null ? null : dayPeriod(at)
  }
})

export const compactDates: AtomParser = text => {
  if (!/\d[-/.\d\s]/.test(text)) return []
  const dotted = atomsOf(text, DOTTED, match => {
    const before = text.slice(Math.max(0, match.index - 4), match.index)
    const behind = text.slice(match.index + match[0].length, match.index + match[0].length + 9)
    if (UNIT_BEHIND.test(behind)) return null
    const isSaid =
      match[3] !== undefined ||
      (DATE_BEFORE.test(before) && DATE_BEHIND.test(behind)) ||
      /\d\.\d{1,2}\s?[-~到至]$/.test(before)
    return isSaid ? yearless(Number(match[1]), Number(match[2]), 0.85) : null
  })
  return [
    ...atomsOf(text, FULL, match => exact(Number(match[1]), Number(match[3]), Number(match[4]))),
    ...atomsOf(text, DAY_LAST, match => exact(Number(match[3]), Number(match[1]), Number(match[2]))),
    ...atomsOf(text, DAY_FIRST, match => exact(Number(match[3]), Number(match[2]), Number(match[1]))),
    ...atomsOf(text, EIGHT, match => exact(Number(match[1]), Number(match[2]), Number(match[3]))),
    ...atomsOf(text, YEAR_MONTH, match => ({
      rank: RANK.month,
      resolve: () => monthPeriod(Number(match[1]), Number(match[2]))
    })),
    ...atomsOf(text, SLASH, match => yearless(Number(match[1]), Number(match[2]), 0.85)),
    ...dotted,
    ...atomsOf(text, DASHED, match => yearless(Number(match[1]), Number(match[2]), 0.75))
  ]
}
