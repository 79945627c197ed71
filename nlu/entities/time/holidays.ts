// Holidays: 国庆节, 国庆期间, 五一那天, 国庆第三天, 十一黄金周, 春节, 大年初二, 除夕, 中秋, 端午, 清明, 暑假, 火把节 …
import { readNumber } from '../numerals.ts'
import { type Atom, type AtomParser, atomsOf, RANK } from './atom.ts'
import { DAY, dayAt, dayPeriod, type Now, type Period, range, weekdayOf, yearOf } from './calendar.ts'
import { daysOffAround, lunarDay, newYearsEve, SOLAR_TERMS, type SolarTerm, solarTermDay } from './lunar.ts'

interface Holiday {
  /** Alternatives of a regular expression. */
  names: string
  /** Midnight of the day itself in a year. */
  day(year: number): number | null
  /** Days off where the State Council's table has none for the year; 1 = the day itself. */
  usualDaysOff: number
  /** The bare name is a number or an ordinary word too: it needs 节, 期间, 假期, 那天 … */
  needsSuffix?: boolean
}

const solar = (month: number, day: number) => (year: number) => dayAt(year, month, day)
const lunar = (month: number, day: number) => (year: number) => lunarDay(year, month, day)
/** The nth such weekday of a month: Mother's Day is the 2nd Sunday of May. */
const nthWeekday = (month: number, weekday: number, n: number) => (year: number) => {
  const first = dayAt(year, month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) * DAY + (n - 1) * 7 * DAY
}

const HOLIDAYS: readonly Holiday[] = [
  { names: '国庆', day: solar(10, 1), usualDaysOff: 7 },
  { names: '十一|十·一|10[.·]1(?=黄金周|长假|假期|期间)', day: solar(10, 1), usualDaysOff: 7, needsSuffix: true },
  { names: '五一(?:劳动)?|五·一|劳动(?=节)|5[.·]1(?=长假|假期|期间|节)', day: solar(5, 1), usualDaysOff: 5 },
  { names: '元旦|(?:阳历|公历)新年|新年(?=第一天|元旦|那天|当天|假期)', day: solar(1, 1), usualDaysOff: 1 },
  { names: '春节|农历新年|大年初一|过大?年(?=那天|期间|的?时候|那几天|前后|时)', day: lunar(1, 1), usualDaysOff: 7 },
  { names: '清明', day: year => solarTermDay(year, '清明'), usualDaysOff: 3 },
  { names: '端午', day: lunar(5, 5), usualDaysOff: 3 },
  { names: '中秋|八月十五', day: lunar(8, 15), usualDaysOff: 3 },
  { names: '除夕|大年三十|年三十|大年夜', day: year => newYearsEve(year + 1), usualDaysOff: 1 },
  { names: '元宵|正月十五', day: lunar(1, 15), usualDaysOff: 1 },
  { names: '重阳', day: lunar(9, 9), usualDaysOff: 1 },
  { names: '七夕', day: lunar(7, 7), usualDaysOff: 1 },
  { names: '中元(?=节)', day: lunar(7, 15), usualDaysOff: 1 },
  { names: '腊八', day: lunar(12, 8), usualDaysOff: 1 },
  { names: '火把(?=节)', day: lunar(6, 24), usualDaysOff: 1 },
  { names: '三多(?=节)', day: lunar(2, 8), usualDaysOff: 1 },
  { names: '三月三', day: lunar(3, 3), usualDaysOff: 1 },
  { names: '泼水(?=节)', day: solar(4, 13), usualDaysOff: 1 },
  { names: '妇女(?=节)|三八(?=节|妇女节)|3[.·]8(?=节|妇女节)', day: solar(3, 8), usualDaysOff: 1 },
  { names: '儿童(?=节)|六一(?:儿童)?|6[.·]1(?=儿童节)', day: solar(6, 1), usualDaysOff: 1 },
  { names: '五四(?:青年)?(?=节)|青年(?=节)', day: solar(5, 4), usualDaysOff: 1 },
  { names: '建党(?=节|日)|七一(?=那天|当天|建党|期间)', day: solar(7, 1), usualDaysOff: 1 },
  { names: '建军(?=节)|八一(?=那天|当天|建军节)', day: solar(8, 1), usualDaysOff: 1 },
  { names: '教师(?=节)', day: solar(9, 10), usualDaysOff: 1 },
  { names: '植树(?=节)', day: solar(3, 12), usualDaysOff: 1 },
  { names: '情人(?=节)', day: solar(2, 14), usualDaysOff: 1 },
  { names: '愚人(?=节)', day: solar(4, 1), usualDaysOff: 1 },
  { names: '万圣(?=节)', day: solar(10, 31), usualDaysOff: 1 },
  { names: '平安夜|圣诞前夜', day: solar(12, 24), usualDaysOff: 1 },
  { names: '圣诞', day: solar(12, 25), usualDaysOff: 1 },
  { names: '光棍(?=节)|双十一|双11', day: solar(11, 11), usualDaysOff: 1 },
  { names: '双十二|双12', day: solar(12, 12), usualDaysOff: 1 },
  { names: '母亲(?=节)', day: nthWeekday(5, 7, 2), usualDaysOff: 1 },
  { names: '父亲(?=节)', day: nthWeekday(6, 7, 3), usualDaysOff: 1 },
  { names: '感恩(?=节)', day: nthWeekday(11, 4, 4), usualDaysOff: 1 },
  { names: '世界读书日|读书日', day: solar(4, 23), usualDaysOff: 1 },
  { names: '国际博物馆日|博物馆日', day: solar(5, 18), usualDaysOff: 1 },
  { names: '中国旅游日|旅游日', day: solar(5, 19), usualDaysOff: 1 }
]

const NUMERAL = '[一二三四五六七八九十\\d]{1,2}'
const SPAN =
  '黄金周|小?长假|大?假期?(?=[,。的里我去来在期间]|$)(?:期间)?|假日|期间|放假(?:期间)?|那几天|前后|这几天|的时候|时候'
const SUFFIX = [
  '(?:节)?(?:的|放|休)?(?:',
  `(?:期间|假期|小?长假)?的?第(?<nth>${NUMERAL})天`,
  '|(?:期间|假期|小?长假)?的?(?<last>最后一天)',
  `|(?<span>${SPAN})`,
  '|(?<itself>那一?天|当天|当日|这天)',
  '|(?<eve>前夕|前一天|前夜|头一天|前一晚)',
  '|(?<next>后一天|第二天)',
  ')?'
].join('')
const PATTERN = new RegExp(HOLIDAYS.map(({ names }) => `(?<![百千万块元点毛\\d第])(${names})`).join('|'), 'g')
const AFTER_NAME = new RegExp(SUFFIX, 'y')

/** The year's occurrence within the year named, else the latest that has begun (the next one where it is still to come). */
function occurrence(within: Period | null, now: Now, of: (year: number) => Period | null): Period | null {
  const year = yearOf(within?.start ?? now.at)
  if (within) {
    const here = of(year)
    // 除夕 of "2026年" is the eve of that lunar year, or of the next: by its own day's year
    for (const candidate of [here, of(year - 1)]) if (candidate && yearOf(candidate.end - 1) === year) return candidate
    return here
  }
  const candidates = [year + 1, year, year - 1, year - 2].map(of).filter(period => period !== null)
  if (now.isFuture) return candidates.filter(period => period.end > now.at).at(-1) ?? null
  return candidates.find(period => period.start <= now.at) ?? null
}

function spanOf(holiday: Holiday, year: number): Period | null {
  const day = holiday.day(year)
  if (day === null) return null
  if (holiday.usualDaysOff === 1) {
    const off = daysOffAround(day)
    return off ? range(off.start, off.end) : dayPeriod(day)
  }
  const off = daysOffAround(day)
  if (off) return range(off.start, off.end)
  // years without a table: 春节 from the eve on, 清明 端午 中秋 as the day and two beside it
  const isSpring = holiday.names.startsWith('春节')
  const start = isSpring ? day - DAY : day
  return range(start, start + holiday.usualDaysOff * DAY)
}

const shifted = (day: number | null, days: number): Period | null => (day === null ? null : dayPeriod(day + days * DAY))

function holidayAtom(holiday: Holiday, suffix: RegExpExecArray): Omit<Atom, 'start' | 'end'> {
  const [whole] = suffix
  const { span, itself, eve, nth, last, next } = suffix.groups ?? {}
  const isDay =
    whole.startsWith('节') || itself !== undefined || holiday.usualDaysOff === 1 || holiday.names.startsWith('春节')
  let of: (year: number) => Period | null
  let rank: number = RANK.day
  if (eve) of = year => shifted(holiday.day(year), -1)
  else if (nth) of = year => shifted(holiday.day(year), (readNumber(nth) ?? 1) - 1)
  else if (next) of = year => shifted(holiday.day(year), 1)
  else if (last)
    of = year => {
      const period = spanOf(holiday, year)
      return period && dayPeriod(period.end - DAY)
    }
  else if (span || !isDay) {
    of = year => spanOf(holiday, year)
    rank = RANK.holiday
  } else of = year => shifted(holiday.day(year), 0)
  return { rank, confidence: 0.9, resolve: (within, now) => occurrence(within, now, of) }
}

export const holidays: AtomParser = text => {
  const atoms: Atom[] = []
  PATTERN.lastIndex = 0
  for (let match = PATTERN.exec(text); match; match = PATTERN.exec(text)) {
    const holiday = HOLIDAYS[match.findIndex((group, i) => i > 0 && group !== undefined) - 1]!
    AFTER_NAME.lastIndex = match.index + match[0].length
    const suffix = AFTER_NAME.exec(text)!
    if (holiday.needsSuffix && (suffix[0] === '' || suffix[0] === '的')) continue
    // 国庆路, 中秋月饼, 春节联欢晚会 are names
    if (/^(?:路|街|巷|大道|月饼|联欢|广场|村|镇|公园|小学|中学|币|杯)/.test(text.slice(AFTER_NAME.lastIndex))) continue
    if (match[0] === '八月十五' && /^[日号]/.test(text.slice(match.index + 4))) continue
    const length = suffix[0].endsWith('的') ? suffix[0].length - 1 : suffix[0].length
    const end = match.index + match[0].length + length
    atoms.push({ start: match.index, end, ...holidayAtom(holiday, suffix) })
  }
  return atoms
}

const LUNAR_MONTHS: Readonly<Record<string, number>> = { 正: 1, 冬: 11, 腊: 12 }
const LUNAR =
  /((?:农历|阴历|旧历)的?|(?<=(?:农历|阴历|旧历)[\d〇零一二三四五六七八九去今明前]{1,4}年的?))?(?:(闰)?(正|冬|腊|十[一二]?|[二三四五六七八九一])月(初[一二三四五六七八九十]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十)(?![\d日号个月天元块]))|大?年(初[一二三四五六七八九十])(?!中)/g

/** 大年初二, 正月十五, 农历八月初三; other months only where 农历 or 初/廿 shows that the lunar calendar is meant. */
export const lunarDates: AtomParser = text =>
  /[正冬腊历]|年初|月[初廿]/.test(text)
    ? atomsOf(text, LUNAR, match => {
        const [, named, , monthText = '正', dayText, newYear] = match
        const isLunar = named !== undefined || /^[正冬腊]/.test(monthText) || /^[初廿]/.test(dayText ?? '初')
        if (!isLunar) return null
        const month = LUNAR_MONTHS[monthText] ?? readNumber(monthText)!
        const day = readNumber((dayText ?? newYear!).replace('初', ''))!
        return { rank: RANK.day, resolve: lunarOccurrence(month, year => shifted(lunarDay(year, month, day), 0)) }
      })
    : []

/** 去年腊月 is of last year's lunar year, though the calendar had turned: months 11 and 12 go by the lunar year. */
function lunarOccurrence(month: number, of: (year: number) => Period | null): Atom['resolve'] {
  return (within, now) => {
    if (!within || month < 11) return occurrence(within, now, of)
    const year = yearOf(within.start)
    const named = of(year)
    return named && named.start > now.at && !now.isFuture ? of(year - 1) : named
  }
}

const LUNAR_DAY =
  '初[一二三四五六七八九十]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十'
const LUNAR_RANGE = new RegExp(
  `(?:(正|冬|腊)月|大?年)?(初[一二三四五六七八九十]|(?<=[正冬腊]月)(?:${LUNAR_DAY}))(?:到|至|-|~)(?:正月)?(${LUNAR_DAY})(?![\\d日号个月天元块])`,
  'g'
)

/** 正月初五到初八, 初三到初五 (of the new year). */
export const lunarRanges: AtomParser = text =>
  /[初廿十]/.test(text)
    ? atomsOf(text, LUNAR_RANGE, match => {
        const month = LUNAR_MONTHS[match[1] ?? '正'] ?? 1
        const from = readNumber(match[2]!.replace('初', '')) ?? 1
        const to = readNumber(match[3]!.replace('初', '')) ?? 1
        if (to <= from) return null
        return {
          rank: RANK.day,
          confidence: match[1] ? 0.9 : 0.7,
          resolve: lunarOccurrence(month, year => {
            const [start, end] = [lunarDay(year, month, from), lunarDay(year, month, to)]
            return start === null || end === null ? null : range(start, end + DAY)
          })
        }
      })
    : []

const TERM = new RegExp(
  `(?<![\\u4e00-\\u9fff])(${SOLAR_TERMS.filter(term => term !== '清明').join('|')})(?:节气)?(?:那天|当天|节气|前后)|冬至`,
  'g'
)

export const solarTerms: AtomParser = text =>
  atomsOf(text, TERM, match => {
    const term = (match[1] ?? '冬至') as SolarTerm
    return {
      rank: RANK.day,
      resolve: (within, now) => occurrence(within, now, year => shifted(solarTermDay(year, term), 0))
    }
  })

const SCHOOL = /(暑假|暑期)(?:里|期间)?|(寒假)(?:里|期间)?/g

/** School holidays differ from place to place: July and August, and the middle of January to the middle of February. */
export const schoolHolidays: AtomParser = text =>
  atomsOf(text, SCHOOL, match => {
    const isSummer = match[1] !== undefined
    return {
      rank: RANK.season,
      confidence: 0.7,
      resolve: (within, now) =>
        occurrence(within, now, year =>
          isSummer ? range(dayAt(year, 7, 1), dayAt(year, 9, 1)) : range(dayAt(year, 1, 15), dayAt(year, 2, 21))
        )
    }
  })
