// Days: 昨天, 大前天, 15号, 十一月十二日 (its second half), 周六, 上个星期三, 本月第二个周六, 当天, 第二天.
import { readNumber } from '../numerals.ts'
import { type Atom, type AtomParser, atomsOf, RANK } from './atom.ts'
import {
  addMonths,
  DAY,
  dayOfMonth,
  dayPeriod,
  monthOf,
  type Now,
  type Period,
  realDay,
  startOfWeek,
  WEEK,
  weekdayOf,
  yearOf
} from './calendar.ts'

const DAY_NUMBER =
  '3[01]|[12]\\d|0?[1-9]|三十一?|[二廿]十?[一二三四五六七八九]|二十|十[一二三四五六七八九]|初?[一二三四五六七八九十]'
/** What 号 numbers besides days: houses, halls, lines, doors … */
const NOT_A_DAY =
  '(?![线楼院厅店馆门口桌房车窗柜台位机码牌库井坑船坝桥地段路街巷站厂公船会技师服选座铺单元病教展馆仓棚场码商摊档包楼队令文函案标猪槽艇筏索缆球考展摊专班])'
const NUMBERED = new RegExp(
  `(?<![\\d.第A-Za-z路街巷弄道里村组栋幢座院室号]|(?<![\\d日号月年])-)(${DAY_NUMBER})\\s?(?:号|日)(?!内|游|票|卡|均|常|报|本|元|语|志|程)${NOT_A_DAY}`,
  'g'
)
const AFTER_MONTH = new RegExp(
  `(?<=[\\d一二三四五六七八九十元上本下这]月(?:份的?)?)\\s?(${DAY_NUMBER})(?:\\s?[日号])?(?![\\d.:点时个月元块人万])`,
  'g'
)
/** 上个月30号服务员骂人: behind a month so named, 号 is a day whatever comes next. */
const AFTER_THAT_MONTH = new RegExp(`(?<=[上本下这]个月(?:份的?)?)\\s?(${DAY_NUMBER})\\s?[日号]`, 'g')
const BEFORE_RANGE = new RegExp(
  `(?<![\\d.年月日号:])(3[01]|[12]\\d|0?[1-9]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|[一二三四五六七八九])(?=\\s?[-~到至、]\\s?(?:${DAY_NUMBER})[日号]${NOT_A_DAY})`,
  'g'
)

/** That day of the month before it; without a month the latest such day that has come. */
function dayIn(within: Period | null, now: Now, day: number): Period | null {
  if (within) {
    if (within.end - within.start > 32 * DAY || within.precision === 'day') return null
    const month = monthOf(within.start)
    // 29 February without a year is of the last leap year
    for (let year = yearOf(within.start); year > yearOf(within.start) - 5; year--) {
      const at = realDay(year, month, day)
      if (at !== null) return dayPeriod(at)
      if (month !== 2 || day !== 29) break
    }
    return null
  }
  const step = now.isFuture ? 1 : -1
  for (let back = 0; back < 3; back++) {
    const month = addMonths(now.day - (now.day % DAY), step * back)
    const at = realDay(yearOf(month), monthOf(month), day)
    if (at !== null && (now.isFuture ? at >= now.day : at <= now.day)) return dayPeriod(at)
  }
  return null
}

const dayAtom = (written: string, extra: Partial<Atom> = {}): Omit<Atom, 'start' | 'end'> | null => {
  const day = readNumber(written.replace(/^[初0]/, ''))
  return day && day <= 31 ? { rank: RANK.day, resolve: (within, now) => dayIn(within, now, day), ...extra } : null
}

export const dayNumbers: AtomParser = text => {
  const after = text.includes('月') ? [AFTER_MONTH, AFTER_THAT_MONTH] : []
  return [
    ...after.flatMap(pattern => atomsOf(text, pattern, match => dayAtom(match[1]!))),
    ...atomsOf(text, NUMBERED, match => {
      // 三日 is rather three days than the third
      const isSpelled = /^[一二三四五六七八九十]$/.test(match[1]!) && match[0].endsWith('日')
      return dayAtom(match[1]!, isSpelled ? { needsCompany: true } : {})
    }),
    ...atomsOf(text, BEFORE_RANGE, match => dayAtom(match[1]!, { needsCompany: true }))
  ]
}

const RELATIVE =
  /(?<![以之])(大前|前|昨|今|明(?!显|确|白|明|码|细|文|知|年|星|信)|(?<![以之今而最然背身门幕])后|大后)(天|日(?!期|志)|儿(?!童|子|女|科)(?:个)?|(?=[晚夜早晨](?!会|报)|上午|中午|下午|凌晨|傍晚))/g
const DELTAS: Readonly<Record<string, number>> = { 大前: -3, 前: -2, 昨: -1, 今: 0, 明: 1, 后: 2, 大后: 3 }

/** 去年的今天, 上个月的今天: this date in that year or month. */
function sameDayIn(within: Period, now: Now): Period | null {
  if (within.precision !== 'year' && within.precision !== 'month') return dayPeriod(now.day)
  const month = within.precision === 'year' ? monthOf(now.day) : monthOf(within.start)
  const at = realDay(yearOf(within.start), month, dayOfMonth(now.day))
  return at === null ? null : dayPeriod(at)
}

export const relativeDays: AtomParser = text =>
  atomsOf(text, RELATIVE, match => {
    const [, day = '', unit = ''] = match
    if (unit === '日' && /前|后/.test(day) && !/^前日$/.test(match[0])) return null
    // 今早, 前晚; but 后晚 and 大前晚 nobody says, 前早 neither
    if (unit === '' && (day === '后' || day === '大后')) return null
    return {
      rank: RANK.day,
      resolve: (within, now) =>
        day === '今' && within ? sameDayIn(within, now) : dayPeriod(now.day + DELTAS[day]! * DAY)
    }
  })

const WEEKDAY =
  /(?:((?:上+|这|本|下+)(?:一?个|一)?)?(?<!一)(?:周|星期|礼拜)([一二三四五六日天1-6])|(第[一二三四五1-5]个|最后一个)(?:周|星期|礼拜)([一二三四五六日天]))(?![年岁月个周次期遍场间小])/g
const WEEKDAYS = '一二三四五六日'

function weekdayIn(within: Period | null, now: Now, weekday: number): Period {
  if (within && within.end - within.start <= 8 * DAY && within.precision === 'week')
    return dayPeriod(within.start + (weekday - 1) * DAY)
  const distance = now.isFuture
    ? ((weekday - weekdayOf(now.day) + 7) % 7) * DAY
    : -(((weekdayOf(now.day) - weekday + 7) % 7 || 7) * DAY)
  return dayPeriod(now.day + distance)
}

function nthWeekday(within: Period, which: string, weekday: number): Period {
  const first = within.start + ((weekday - weekdayOf(within.start) + 7) % 7) * DAY
  if (!which.startsWith('最')) return dayPeriod(first + ((readNumber(which.slice(1, -1)) ?? 1) - 1) * WEEK)
  return dayPeriod(within.end - DAY - ((weekdayOf(within.end - DAY) - weekday + 7) % 7) * DAY)
}

export const weekdays: AtomParser = text =>
  atomsOf(text, WEEKDAY, match => {
    const name = (match[2] ?? match[4]!).replace('天', '日')
    const weekday = /\d/.test(name) ? Number(name) : WEEKDAYS.indexOf(name) + 1
    const which = match[3]
    if (which)
      return {
        rank: RANK.day,
        needsCompany: true,
        resolve: within => (within && within.end - within.start > 20 * DAY ? nthWeekday(within, which, weekday) : null)
      }
    const prefix = match[1]?.replace(/[一个]/g, '')
    if (!prefix) return { rank: RANK.day, resolve: (within, now) => weekdayIn(within, now, weekday) }
    const delta = prefix.startsWith('上') ? -prefix.length : prefix.startsWith('下') ? prefix.length : 0
    return {
      rank: RANK.day,
      resolve: (_, now) => dayPeriod(startOfWeek(now.day) + delta * WEEK + (weekday - 1) * DAY)
    }
  })

const LEANING =
  /(?:那|当|同)一?天|当日|[当那](?=晚|夜|天晚上)|(?:第二|次|隔|翌)[天日]|(?:第三)[天日]|(?:头|前)一[天晚]/g

/** Days that lean on the one the text spoke of last. */
export const leaningDays: AtomParser = text =>
  atomsOf(text, LEANING, match => {
    const delta = /第二|次|隔|翌/.test(match[0]) ? 1 : /第三/.test(match[0]) ? 2 : /[头前]一/.test(match[0]) ? -1 : 0
    return {
      rank: RANK.day,
      needsCompany: true,
      confidence: 0.75,
      resolve: (within, now) => {
        if (within)
          return within.end - within.start <= 12 * DAY && delta >= 0 ? dayPeriod(within.start + delta * DAY) : null
        return now.anchor === null ? null : dayPeriod(now.anchor + delta * DAY)
      }
    }
  })
