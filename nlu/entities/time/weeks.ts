// Weeks: 上周, 上上个星期, 下礼拜, 本周末, 周末, 10月的第二周, 今年最后一周.
import { readNumber } from '../numerals.ts'
import { type AtomParser, atomsOf, RANK } from './atom.ts'
import { DAY, HOUR, type Now, type Period, range, startOfWeek, WEEK, weekPeriod } from './calendar.ts'

const NAME = '(?:周|星期|礼拜)'
const WEEK_OF = new RegExp(`(上+|这|本|下+)(?:一?个|一)?${NAME}(?![一二三四五六日天年围边遭转身\\d])(末)?`, 'g')
/** 周六日, 周六周日两天, 上周六和周日. */
const BOTH_DAYS = new RegExp(
  `(?:(上+|这|本|下+)(?:一?个|一)?)?(?<!每)${NAME}六(?:、|和|跟|与)?${NAME}?[日天](?:这?两天)?`,
  'g'
)
const WEEKEND = new RegExp(`(?<![每上这本下个一])${NAME}末`, 'g')
const NTH = new RegExp(`(?:第([一二三四五1-5])个?|(最后一)个?)${NAME}(?![一二三四五六日天年末])`, 'g')

function weekendOf(monday: number): Period {
  return range(monday + 5 * DAY, monday + WEEK)
}

function lastWeekend(now: Now): Period {
  const monday = startOfWeek(now.day)
  if (now.isFuture) return weekendOf(monday)
  return monday + 5 * DAY <= now.at - HOUR ? weekendOf(monday) : weekendOf(monday - WEEK)
}

/** Weeks of a month or year are counted from the one that holds its first day. */
function nthWeek(within: Period, nth: number | null): Period {
  return weekPeriod(nth === null ? within.end - DAY : startOfWeek(within.start) + (nth - 1) * WEEK)
}

export const weeks: AtomParser = text =>
  /周|星期|礼拜/.test(text)
    ? [
        ...atomsOf(text, WEEK_OF, match => {
          const sign = match[1]!.startsWith('上') ? -1 : match[1]!.startsWith('下') ? 1 : 0
          const delta = sign * match[1]!.length * WEEK
          const isWeekend = match[2] === '末'
          return {
            rank: isWeekend ? RANK.holiday : RANK.week,
            resolve: (_, now) =>
              isWeekend ? weekendOf(startOfWeek(now.day) + delta) : weekPeriod(startOfWeek(now.day) + delta)
          }
        }),
        ...atomsOf(text, BOTH_DAYS, match => {
          const sign = match[1]?.startsWith('上') ? -1 : match[1]?.startsWith('下') ? 1 : 0
          const delta = sign * (match[1]?.length ?? 0) * WEEK
          return {
            rank: RANK.holiday,
            resolve: (_, now) => (match[1] ? weekendOf(startOfWeek(now.day) + delta) : lastWeekend(now))
          }
        }),
        ...atomsOf(text, WEEKEND, () => ({
          rank: RANK.holiday,
          confidence: 0.8,
          needsCompany: true,
          resolve: (within, now) => (within ? null : lastWeekend(now))
        })),
        ...atomsOf(text, NTH, match => ({
          rank: RANK.week,
          needsCompany: true,
          resolve: within =>
            within && within.end - within.start > 20 * DAY
              ? nthWeek(within, match[2] ? null : (readNumber(match[1]!) ?? 1))
              : null
        }))
      ]
    : []
