// Years, decades, half-years, quarters and seasons: 2026年, 二〇二六年, 去年, 19年10月, 上世纪90年代, 今年上半年, 第三季度, 去年夏天.
import { readNumber } from '../numerals.ts'
import { type Atom, type AtomParser, atomsOf, RANK } from './atom.ts'
import { dayAt, monthOf, type Now, type Period, range, yearOf, yearPeriod } from './calendar.ts'

const FOUR = /(?<!\d)(?:((?:1[89]|20|21)\d\d)|([一二][九〇零○O0][〇零一二三四五六七八九○O0]{2}))\s?年(?:度)?(?!级)/g
/** 两千零四年. */
const THOUSANDS =
  /([二两]千(?:[零〇]?[一二三四五六七八九]|[零〇]?[一二]十[一二三四五六七八九]?|[零〇]?十[一二三四五六七八九]?)?)年(?![前后]|以[前后]|级)/g
const BEFORE_RANGE = /(?<!\d)((?:19|20)\d\d)(?=\s?[-~到至]\s?(?:19|20)\d\d年)/g
const TWO =
  /(?<![\d〇零一二三四五六七八九十百千万两几.])(\d\d|[〇零一二三四五六七八九]{2})年(?=\s?(?:\d{1,2}|[一二三四五六七八九十正腊元冬]{1,3})月|[春夏秋冬底初末中]|年[底初末中]|国庆|五一|十一|元旦|中秋|端午|清明|暑假|寒假|[上下]半年|的?时候|那会|那时)/g
const AFTER_PREPOSITION = /(?<=[在从自于])(0\d|[12]\d|9\d)年(?![前后来多内间以之级])/g
const RELATIVE = /大前年|前年|去年|上一?年(?!纪)|旧年|今年|本年度?|这一年|明年|来年|下一?年(?!级)|大后年|后年/g
const DELTAS: Readonly<Record<string, number>> = {
  大前年: -3,
  前年: -2,
  去年: -1,
  上年: -1,
  上一年: -1,
  旧年: -1,
  今年: 0,
  本年: 0,
  本年度: 0,
  这一年: 0,
  明年: 1,
  来年: 1,
  下年: 1,
  下一年: 1,
  后年: 2,
  大后年: 3
}

const yearAtom = (year: number): Omit<Atom, 'start' | 'end'> => ({ rank: RANK.year, resolve: () => yearPeriod(year) })

/** 98 is 1998, 08 is 2008: the century that is nearest before ten years from now. */
function fullYear(two: number, now: Now): number {
  const year = 2000 + two
  return year > yearOf(now.at) + 10 ? year - 100 : year
}

export const years: AtomParser = text => {
  if (!text.includes('年')) return []
  const four = atomsOf(text, FOUR, match => {
    const year = match[1] ? Number(match[1]) : readNumber(match[2]!.replace(/[○O0]/g, '〇'))
    return year && year >= 1800 ? yearAtom(year) : null
  })
  const short = [TWO, AFTER_PREPOSITION].flatMap(pattern =>
    atomsOf(text, pattern, match => {
      const two = readNumber(match[1]!)
      return two === null ? null : { rank: RANK.year, resolve: (_, now) => yearPeriod(fullYear(two, now)) }
    })
  )
  const relative = atomsOf(text, RELATIVE, match => {
    const delta = DELTAS[match[0]] ?? 0
    // 今年七十一岁, 今年一直 …: this year alone dates nothing
    return { rank: RANK.year, needsCompany: delta === 0, resolve: (_, now) => yearPeriod(yearOf(now.at) + delta) }
  })
  const long = [THOUSANDS, BEFORE_RANGE].flatMap(pattern =>
    atomsOf(text, pattern, match => yearAtom(readNumber(match[1]!) ?? 0))
  )
  return [...four, ...long, ...short, ...relative]
}

const DECADE =
  /(?:(上个?世纪|二十世纪|20世纪|本世纪|二十一世纪|21世纪)的?)?((?:1[89]|20)\d0|[1-9]0|[一二三四五六七八九]?十|零零|00)年代/g
const CENTURY = /(?<![\d一二十])(1\d|2[01]|十[五六七八九]|二十一?)世纪(?!\d|[一二三四五六七八九]|末|初)/g

export const decades: AtomParser = text =>
  text.includes('年代') || text.includes('世纪')
    ? [
        ...atomsOf(text, CENTURY, match => {
          const century = readNumber(match[1]!) ?? 20
          return {
            rank: RANK.decade,
            resolve: () => range(dayAt((century - 1) * 100 + 1, 1, 1), dayAt(century * 100 + 1, 1, 1))
          }
        }),
        ...atomsOf(text, DECADE, match => {
          const decade = readNumber(match[2]!) ?? 0
          if (decade > 99)
            return { rank: RANK.decade, resolve: () => range(dayAt(decade, 1, 1), dayAt(decade + 10, 1, 1)) }
          const isLastCentury = match[1] ? /上|二十世|20世/.test(match[1]) : decade >= 30
          const from = (isLastCentury ? 1900 : 2000) + decade
          return { rank: RANK.decade, resolve: () => range(dayAt(from, 1, 1), dayAt(from + 10, 1, 1)) }
        })
      ]
    : []

const HALF = /([上下前后])半年/g
const QUARTER = /(?:第([一二三四1-4])个?|(?<![一二三四五六七八九十\d])([一二三四1-4]))季度|(上|这|本|下)(?:个|一)?季度/g
const SEASON = /((?:上|这|刚过的|刚过去的)个?)?([春夏秋冬])(?:天|季|末|日(?=[,。的里])|(?=[,。]|$))/g
/** First month of a season, as weather services count. */
const SEASON_START: Readonly<Record<string, number>> = { 春: 3, 夏: 6, 秋: 9, 冬: 12 }

/** Three, or six, months from `month` of a year; the latest such stretch that has begun where no year is named. */
function monthsFrom(month: number, count: number): Atom['resolve'] {
  return (within, now) => {
    let year = yearOf(within?.start ?? now.at)
    if (!within && !now.isFuture && dayAt(year, month, 1) > now.at) year--
    return range(dayAt(year, month, 1), dayAt(year, month + count, 1))
  }
}

function quarterFrom(now: Now, delta: number): Period {
  const first = Math.floor((monthOf(now.at) - 1) / 3) * 3 + 1 + 3 * delta
  return range(dayAt(yearOf(now.at), first, 1), dayAt(yearOf(now.at), first + 3, 1))
}

export const seasons: AtomParser = text => [
  ...atomsOf(text, HALF, match => ({
    rank: RANK.season,
    // 前半年 and 后半年 need their year
    needsCompany: /[前后]/.test(match[1]!),
    resolve: monthsFrom(/[上前]/.test(match[1]!) ? 1 : 7, 6)
  })),
  ...atomsOf(text, QUARTER, match => {
    if (match[3]) {
      const delta = match[3] === '上' ? -1 : match[3] === '下' ? 1 : 0
      return { rank: RANK.season, resolve: (_, now) => quarterFrom(now, delta) }
    }
    const quarter = readNumber(match[1] ?? match[2]!) ?? 1
    return { rank: RANK.season, resolve: monthsFrom(quarter * 3 - 2, 3) }
  }),
  // a bare 夏天 is no date: it needs a year or 这个/上个
  ...atomsOf(text, SEASON, match => ({
    rank: RANK.season,
    needsCompany: match[1] === undefined,
    resolve: monthsFrom(SEASON_START[match[2]!]!, 3)
  }))
]
