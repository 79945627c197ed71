// Counted from now: 三天前, 两周以后, 半个月前, 一年半前, 半小时前; and vague or counted stretches: 前几天, 近三个月, 过去两周.
import { NUMBER, readNeighbours, readNumber } from '../numerals.ts'
import { type Atom, type AtomParser, atomsOf, RANK } from './atom.ts'
import { addMonths, DAY, dayPeriod, HOUR, MINUTE, type Now, type Period, range, startOfDay, WEEK } from './calendar.ts'

type Unit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute'
const UNIT_WORDS = '年|个?月|个?星期|个?礼拜|周|天|日|晚|个?小时|个?钟头|个?钟|分钟'

function unitOf(word: string): Unit {
  if (word.includes('年')) return 'year'
  if (word.includes('月')) return 'month'
  if (/周|星期|礼拜/.test(word)) return 'week'
  if (/天|日|晚/.test(word)) return 'day'
  return /分/.test(word) ? 'minute' : 'hour'
}

const AMOUNT = `(?:(半)(?:个)?|(${NUMBER}|几|数|好几)(?:来|多|余)?(?:个(半)?)?(?=${UNIT_WORDS}))`
const AGO = new RegExp(
  `${AMOUNT}(?:多)?(${UNIT_WORDS})(半|多|来)?(?:之|以)?(前(?!面|台|后|往|来|方|期|门|排|天|年)|后(?!面|台|来|悔|果|续|天|年))`,
  'g'
)
/** 临走前三天, 国庆前两天: so long before what is named, not before now. */
const EVENT =
  '[提场发演行节]|临走|动身|启程|[开出发成]团|入住|到店|开[业幕赛学课]|放假|到期|登机|起飞|上车|国庆|五一|元旦|清明|端午|中秋|除夕|暑假|寒假'
const STRETCH = new RegExp(
  `(?<!${EVENT})(?:(前(?!后)|头(?=[几两]天))(?!一[天晚])|(最近|近|过去的?|这|上)|((?<!年)后(?!来|面)|未来的?|接下来的?|往后|今后|下(?=[\\d一两三])))(半|${NUMBER}|几|些|好几|两三|数)(?:来|多)?(?:个)?(${UNIT_WORDS})(?!前|后|以|之|度)`,
  'g'
)

/** Said loosely: 几 stands for three (Microsoft Recognizers counts it so too). */
const FEW = 3

function amountOf(text: string): { n: number; isVague: boolean } | null {
  if (/[几数些]/.test(text)) return { n: FEW, isVague: true }
  const neighbours = readNeighbours(text)
  if (neighbours) return { n: neighbours.max, isVague: true }
  const n = text === '半' ? 0.5 : readNumber(text)
  return n === null || n > 999 ? null : { n, isVague: false }
}

/** The instant `n` units from `at`; half a month is 15 days, half a year six months. */
function shift(at: number, n: number, unit: Unit): number {
  if (unit === 'year') return addMonths(at, Math.round(n * 12))
  if (unit === 'month') return addMonths(at, Math.trunc(n)) + Math.round((n % 1) * 30) * DAY
  if (unit === 'week') return at + n * WEEK
  if (unit === 'day') return at + Math.round(n * 2) * 12 * HOUR
  return at + n * (unit === 'hour' ? HOUR : MINUTE)
}

function fromNow(now: Now, n: number, unit: Unit): Period {
  if (unit === 'hour' || unit === 'minute') {
    const at = Math.floor(shift(now.at, n, unit) / MINUTE) * MINUTE
    return { start: at, end: at + MINUTE, precision: 'minute' }
  }
  return dayPeriod(startOfDay(shift(now.day, n, unit)))
}

export const ago: AtomParser = text => {
  const points = /[前后]/.test(text)
    ? atomsOf(text, AGO, match => {
        const amount = amountOf(match[1] ?? match[2]!)
        if (!amount) return null
        const unit = unitOf(match[4]!)
        const n = amount.n + (match[5] === '半' || match[3] ? 0.5 : 0)
        const sign = match[6] === '前' ? -1 : 1
        // "five minutes later they cancelled" goes on with a story; only a short text means later than now
        if (
          sign > 0 &&
          /hour|minute/.test(unit) &&
          (text.length > 40 || /^[就才又他她]/.test(text.slice(match.index + match[0].length)))
        )
          return null
        return {
          rank: unit === 'hour' || unit === 'minute' ? RANK.clock : RANK.day,
          confidence: amount.isVague || match[5] === '多' ? 0.7 : 0.9,
          resolve: (within, now) => (within ? null : fromNow(now, sign * n, unit))
        }
      })
    : []
  const stretches = atomsOf(text, STRETCH, match => {
    const amount = amountOf(match[4]!)
    const word = match[5]!
    const unit = unitOf(word)
    if (!amount) return null
    if (unit === 'hour' || unit === 'minute') return hoursAround(match[3] === undefined ? -amount.n : amount.n, unit)
    // 上一周, 这一年, 这一天, 前年 belong to others; 前一天 leans on a day
    if (amount.n === 1 && !/近|过去|未来|接下/.test(match[0]) && !(/^前/.test(match[0]) && /week|month/.test(unit)))
      return null
    if (/^[上这]/.test(match[0]) && !/几|两/.test(match[4]!)) return null
    const isPast = match[3] === undefined
    const isThis = match[0].startsWith('这')
    return {
      rank: unit === 'day' ? RANK.day : RANK.week,
      confidence: amount.isVague ? 0.65 : 0.8,
      resolve: (within, now) => {
        if (within) return null
        if (!isPast) return range(now.day + DAY, startOfDay(shift(now.day + DAY, amount.n, unit)))
        return range(startOfDay(shift(now.day, -amount.n, unit)), isThis ? now.day + DAY : now.day)
      }
    }
  })
  return [...points, ...stretches]
}

/** 过去3小时, 接下来半小时: the stretch up to now or from now. */
function hoursAround(n: number, unit: Unit): Omit<Atom, 'start' | 'end'> {
  return {
    rank: RANK.clock,
    confidence: 0.7,
    resolve: (within, now) => {
      if (within) return null
      const at = shift(now.at, n, unit)
      return n < 0 ? range(at, now.at) : range(now.at, at)
    }
  }
}

const LOOSE: readonly (readonly [RegExp, (now: Now) => Period])[] = [
  [/^(?:刚才|方才|刚刚)/, now => ({ start: now.at - HOUR, end: now.at, precision: 'minute' })],
  [/^(?:前段|前一段|前阵|前一阵|上一?阵|早前)/, now => range(now.day - 30 * DAY, now.day - 3 * DAY)],
  [/^(?:近日|近来|日前|近期|不久前)/, now => range(now.day - 7 * DAY, now.day + DAY)]
]
const LOOSE_WORD =
  /刚才|方才|(?<=^|[,。;!\s我])刚刚(?=[在被我跟去到从出有看听])|前一?段(?:时间|日子)|前一?阵(?:子|儿)?(?!地|型)|上一?阵子|(?<=^|[,。;!\s于])(?:近日|日前|不久前|近期)/g

export const looseTimes: AtomParser = text =>
  atomsOf(text, LOOSE_WORD, match => {
    const row = LOOSE.find(([pattern]) => pattern.test(match[0]))
    return row ? { rank: RANK.day, confidence: 0.6, resolve: (within, now) => (within ? null : row[1](now)) } : null
  })

const NOW_WORD = /至今|现在|今|目前|当前|此刻|眼下/g
export const presentMoment: AtomParser = text =>
  atomsOf(text, NOW_WORD, () => ({
    rank: RANK.day,
    onlyEnds: true,
    resolve: (within, now) => (within ? null : { start: now.at, end: now.at, precision: 'minute' })
  }))
