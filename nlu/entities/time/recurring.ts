// Recurring times: 每晚九点, 每周六, 每天晚上八点到十点. The value is the latest occurrence; 每天 alone tells no time.
import { type AtomParser, atomsOf, RANK } from './atom.ts'
import { DAY, dayPeriod, HOUR, startOfWeek, WEEK } from './calendar.ts'

const EVERY =
  /(?:每个?|隔)(?:周|星期|礼拜)(末|[一二三四五六日天])|(?:每(?:[天日](?!常|志)|(?=晚|夜(?!色)|早|到晚|个?晚上|天))|天天|日日|(?:几乎)?每到)(?:都|的)?/g

export const recurringDays: AtomParser = text =>
  /[每隔]|天天|日日/.test(text)
    ? atomsOf(text, EVERY, match => {
        const weekday = match[1]
        if (!weekday)
          return {
            rank: RANK.day,
            needsCompany: true,
            confidence: 0.5,
            // an evening that has not come yet was yesterday's
            resolve: (_, now) => dayPeriod(now.at - now.day < 18 * HOUR ? now.day - DAY : now.day)
          }
        const n = weekday === '末' ? 6 : '一二三四五六日'.indexOf(weekday.replace('天', '日')) + 1
        return {
          rank: RANK.day,
          confidence: 0.5,
          resolve: (_, now) => {
            const at = startOfWeek(now.day) + (n - 1) * DAY
            return dayPeriod(at >= now.day ? at - WEEK : at)
          }
        }
      })
    : []
