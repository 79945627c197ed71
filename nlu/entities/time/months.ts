// Months and their parts: 10月, 十月份, 上个月, 下下个月, 10月底, 月初, 上个月中旬, 年底.
import { readNumber } from '../numerals.ts'
import { type Atom, type AtomParser, atomsOf, RANK } from './atom.ts'
import { addMonths, DAY, dayAt, monthOf, monthPeriod, type Now, type Period, range, yearOf } from './calendar.ts'

const NAMED =
  /(?<![\d.个两几数十])(1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十]|元)\s?月(?:份)?(?![球饼票租薪嫂子牙亮工供卡])/g
const BEFORE_RANGE = /(?<![\d.年月日号])(1[0-2]|0?[1-9])(?=\s?[-~到至]\s?(?:1[0-2]|0?[1-9])月)/g
const RELATIVE = /(上上|上|前|这|本|下下|下)(?:一?个|一)?月(?!台|亮)(?:份)?/g
const DELTAS: Readonly<Record<string, number>> = { 上上: -2, 前: -2, 上: -1, 这: 0, 本: 0, 下: 1, 下下: 2 }

/** The month of the year before it, or the latest one that has begun. */
export function monthIn(within: Period | null, now: Now, month: number): Period {
  let year = yearOf(within?.start ?? now.at)
  if (!within && month > monthOf(now.at) && !now.isFuture) year--
  if (!within && month < monthOf(now.at) && now.isFuture) year++
  return monthPeriod(year, month)
}

export const months: AtomParser = text => {
  if (!text.includes('月')) return []
  const named = [NAMED, BEFORE_RANGE].flatMap(pattern =>
    atomsOf(text, pattern, match => {
      const month = match[1] === '元' ? 1 : readNumber(match[1]!)
      return month ? { rank: RANK.month, resolve: (within, now) => monthIn(within, now, month) } : null
    })
  )
  const relative = atomsOf(text, RELATIVE, match => ({
    rank: RANK.month,
    resolve: (_, now) => {
      const at = addMonths(now.day, DELTAS[match[1]!]!)
      return monthPeriod(yearOf(at), monthOf(at))
    }
  }))
  return [...named, ...relative]
}

const PORTION =
  /(?<=月份?的?)(上旬|中旬|下旬|月?[初中底末](?![一二三四五六七八九十]|学|午|秋|心|国|央|间|文|医|餐|途))|(?<![\d一二三四五六七八九十个上这本下])(月[初中底末](?![一二三四五六七八九十]))|(?<![百千])(年[初底末中])(?![一二三四五六七八九十]|[一-龥]?级)|(?<=[年月])(前半[年月]|后半[年月])|([上中下]旬)/g
/** First day and how many; 0 days: to the end of the month. */
const DAYS: Readonly<Record<string, readonly [number, number]>> = {
  上旬: [1, 10],
  中旬: [11, 10],
  下旬: [21, 0],
  初: [1, 7],
  中: [11, 10],
  底: [25, 0],
  末: [25, 0]
}

function ofMonth(month: Period, [first, count]: readonly [number, number]): Period {
  const start = month.start + (first - 1) * DAY
  return range(start, count === 0 ? month.end : start + count * DAY)
}

/** 年初 = January, 年中 = June and July, 年底 = December. */
function ofYear(year: number, word: string): Period {
  if (word === '初') return range(dayAt(year, 1, 1), dayAt(year, 2, 1))
  return word === '中' ? range(dayAt(year, 6, 1), dayAt(year, 8, 1)) : range(dayAt(year, 12, 1), dayAt(year + 1, 1, 1))
}

function portion(word: string): Omit<Atom, 'start' | 'end'> | null {
  const last = word.endsWith('旬') ? word : word.at(-1)!
  if (word.startsWith('年'))
    return {
      rank: RANK.season,
      resolve: (within, now) => {
        const period = ofYear(yearOf(within?.start ?? now.at), last)
        return within || period.start <= now.at || now.isFuture ? period : ofYear(yearOf(now.at) - 1, last)
      }
    }
  const days = DAYS[last]
  if (!days) return null
  return {
    rank: RANK.portion,
    resolve: (within, now) => {
      if (within) return within.precision === 'month' ? ofMonth(within, days) : null
      const period = ofMonth(monthPeriod(yearOf(now.at), monthOf(now.at)), days)
      if (period.start <= now.at || now.isFuture) return period
      const before = addMonths(now.day, -1)
      return ofMonth(monthPeriod(yearOf(before), monthOf(before)), days)
    }
  }
}

export const portions: AtomParser = text =>
  atomsOf(text, PORTION, match => portion(match[1] ?? match[2] ?? match[3] ?? match[5] ?? ''))
