// Clock times: 八点, 8点45, 三点一刻, 晚上9点半, 19:30, 下午5点多, 差五分八点, 零点, 24点.
import { readNumber } from '../numerals.ts'
import { type Atom, type AtomParser, atomsOf, RANK } from './atom.ts'
import { DAY, HOUR, MINUTE, type Now, type Period, startOfDay } from './calendar.ts'

const HOUR_NUMBER = '2[0-4]|[01]?\\d|二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九]'
const MINUTE_NUMBER = '[0-5]?\\d|[二三四五]?十[一二三四五六七八九]?|[零〇]?[一二三四五六七八九]'
const SPOKEN = new RegExp(
  `(?<![\\d.第差])(${HOUR_NUMBER})\\s?(?:(?:点|奌)(?:钟)?|时(?![间候段常刻装速代差长不]))(?:(半)|([一三1-3])刻|(过)?(${MINUTE_NUMBER})(?:分(?:钟)?(?![之钱])|(?![\\d点:个元块折]))|(差)([一二三四五六七八九十]{1,3}|[0-5]?\\d)分|(差)一刻)?(?:钟|整|多钟?|左右|许|来钟|前后|来(?=钟))?`,
  'g'
)
const BEFORE = new RegExp(`差(一刻|(?:${MINUTE_NUMBER})分)(?:钟)?(?:到)?(${HOUR_NUMBER})点(?:钟)?`, 'g')
const DIGITAL = /(?<![\d:.])([01]?\d|2[0-4])[:：]([0-5]\d)(?::[0-5]\d)?(?![\d:]|比)(?:分|左右|许|多)?/g
const BEFORE_RANGE = new RegExp(
  `(?<=^|[,。;!\\s上午晚间夜晨天日从自每])(${HOUR_NUMBER})(?=\\s?[-~到至]\\s?(?:晚上|下午|上午|凌晨)?(?:${HOUR_NUMBER})点)`,
  'g'
)
/** 两点建议, 三点要求 count, they tell no time. */
const COUNTED =
  /^(?:的)?(?:建议|要求|意见|问题|疑问|希望|诉求|理由|原因|情况|说明|质疑|看法|请求|不足|感受|以下|如下|心得|体会|内容|事|关系|[:,、]?[1１一]、)/

const PART_BEFORE = /(?:[上下中]午|[早晚]上?|凌晨|半夜|夜里)$/

/** Hour of the day that is meant, 0 to 28 (over 24: the night after that day). */
function hourOfDay(hour: number, isLiteral: boolean, within: Period | null): number {
  const part = within?.precision === 'part_of_day' ? (within.start - startOfDay(within.start)) / HOUR : null
  if (hour > 12) return hour
  if (part === null) {
    // 三点 said alone is in the afternoon; 3:00 is read as it stands
    return !isLiteral && hour >= 1 && hour < 7 ? hour + 12 : hour
  }
  if (part === 0) return hour === 12 ? 0 : hour
  if (part < 11) return hour
  if (part === 11) return hour >= 1 && hour <= 4 ? hour + 12 : hour
  if (part === 8) return hour < 7 ? hour + 12 : hour
  if (part < 18) return hour === 12 ? 12 : hour + 12
  // evening and night: 晚上12点 is midnight, 半夜两点 and 昨晚一点 the night that follows
  if (hour === 12) return 24
  return hour <= 4 ? hour + 24 : hour + 12
}

function clockAtom(hour: number, minute: number, hasMinutes: boolean, isLiteral: boolean): Omit<Atom, 'start' | 'end'> {
  return {
    rank: RANK.clock,
    resolve: (within, now) => {
      if (within && within.end - within.start > 12 * DAY) return null
      const at = hourOfDay(hour, isLiteral, within) * HOUR + minute * MINUTE
      const day = within ? startOfDay(within.start) : dayFor(at, now)
      return hasMinutes
        ? { start: day + at, end: day + at + MINUTE, precision: 'minute' }
        : { start: day + at, end: day + at + HOUR, precision: 'hour' }
    }
  }
}

/** A clock time without a day is of the day that the text spoke of, else the latest that has passed. */
function dayFor(at: number, now: Now): number {
  if (now.anchor !== null) return now.anchor
  return now.day + at > now.at && !now.isFuture ? now.day - DAY : now.day
}

export const clocks: AtomParser = text => {
  const spoken = /[点时奌]/.test(text)
    ? atomsOf(text, SPOKEN, match => {
        const [whole, hourText = '', half, quarter, , minuteText, , lessMinutes, lessQuarter] = match
        const hour = readNumber(hourText)
        const behind = text.slice(match.index + whole.length, match.index + whole.length + 4)
        // 上午十点的事 is a time all the same
        const isCounted = COUNTED.test(behind) && !PART_BEFORE.test(text.slice(0, match.index))
        if (hour === null || hour > 24 || isCounted) return null
        let minute = half ? 30 : quarter ? Number(readNumber(quarter)) * 15 : minuteText ? readNumber(minuteText)! : 0
        if (lessQuarter) minute = -15
        else if (lessMinutes) minute = -(readNumber(lessMinutes) ?? 0)
        // a bare 一点 is "a bit"; 时 with a Chinese numeral is a clock time only behind a part of the day
        const isBare = !half && !quarter && !minuteText && minute === 0
        const isVague = isBare && /^[一1二两2]点(?!钟|整|多|左右)/.test(whole)
        const needsDay = isVague || (isBare && whole.includes('时') && !/\d时/.test(whole))
        return { ...clockAtom(hour, minute, !isBare, false), ...(needsDay ? { needsCompany: true } : {}) }
      })
    : []
  const before = text.includes('差')
    ? atomsOf(text, BEFORE, match => {
        const minutes = match[1] === '一刻' ? 15 : (readNumber(match[1]!.replace('分', '')) ?? 0)
        return clockAtom(readNumber(match[2]!) ?? 0, -minutes, true, false)
      })
    : []
  const digital = atomsOf(text, DIGITAL, match =>
    clockAtom(Number(match[1]), Number(match[2]), true, match[1] !== '12')
  )
  const first = atomsOf(text, BEFORE_RANGE, match => ({
    ...clockAtom(readNumber(match[1]!) ?? 0, 0, false, false),
    needsCompany: true
  }))
  return [...spoken, ...before, ...digital, ...first]
}
