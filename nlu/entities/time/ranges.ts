// Two expressions with 到, 至, - between them are one range; the second inherits what it does not say: 10月1日到7日, 晚上6:40至8:00.
import { RANK } from './atom.ts'
import { DAY, dayPeriod, HOUR, type Now, type Period, range, startOfWeek, WEEK } from './calendar.ts'
import { type Expression, resolveAtoms } from './expression.ts'

const JOINT =
  /^\s?(?:到|至|-{1,2}|~|—{1,2}|–|一直到|持续到|直到|直至|延续到|开始到|起至|起到|开始,?到|、)?\s?(?:了|第二天|次日|当天|当晚)?\s?$/
const MAX_JOINT = 8

/** What the second half takes from the first: the smallest period of it that is coarser than its own first word. */
function inherited(first: Expression, rank: number): Period | null {
  const coarser = first.steps.filter(step => step.rank < rank).at(-1)
  if (coarser) return coarser.period
  if (rank >= RANK.part) return dayPeriod(first.period.start)
  if (rank === RANK.day && first.period.end - first.period.start <= WEEK)
    return { start: startOfWeek(first.period.start), end: startOfWeek(first.period.start) + WEEK, precision: 'week' }
  return null
}

function endOf(first: Expression, second: Expression, now: Now): number | null {
  const lead = second.atoms[0]!
  if (lead.onlyEnds) return second.period.end
  const resolved = resolveAtoms(second.atoms, inherited(first, lead.rank), now) ?? { period: second.period }
  let { period } = resolved
  const last = second.atoms.at(-1)!
  if (last.rank >= RANK.part && period.start <= first.period.start) {
    // 晚上九点到一点, 晚上到凌晨: over midnight, or 8点到5点: into the afternoon
    const isClock = lead.rank === RANK.clock
    const step =
      isClock && period.start + 12 * HOUR > first.period.start && first.atoms.at(-1)!.rank === RANK.clock
        ? 12 * HOUR
        : DAY
    period = { ...period, start: period.start + step, end: period.end + step }
  }
  // a clock time ends where it strikes; a day, a month or a part of the day is counted in
  return last.rank === RANK.clock ? period.start : period.end
}

/** 13号 of 8月12、13号: a day of the month named before it. */
const isBareDay = (expression: Expression): boolean =>
  expression.atoms.length === 1 && expression.atoms[0]!.rank === RANK.day

/** Joins pairs of expressions to ranges. */
export function joinRanges(text: string, found: readonly Expression[], now: Now): Expression[] {
  const expressions = [...found]
  const list: Expression[] = []
  for (let i = 0; i < expressions.length; i++) {
    const first = expressions[i]!
    const second = expressions[i + 1]
    const joint = second && second.start - first.end <= MAX_JOINT ? text.slice(first.end, second.start) : null
    const isTouching = (joint === '' || joint === ' ') && !(second?.atoms[0]?.onlyEnds && text[second.start] === '至')
    const lists = joint?.includes('、') === true && !(first.needsCompany && first.atoms.length === 1)
    if (second && joint === '、' && isBareDay(second)) {
      const next = resolveAtoms(second.atoms, inherited(first, RANK.day), now)
      if (next && next.period.start === first.period.end) {
        list.push({ ...first, end: second.end, period: range(first.period.start, next.period.end), isRange: true })
        i++
        continue
      }
      if (next) expressions[i + 1] = { ...second, ...next }
    }
    if (second && joint !== null && !isTouching && !lists && JOINT.test(joint) && !first.isRange) {
      const end = endOf(first, second, { ...now, anchor: first.period.start - (first.period.start % DAY) })
      if (end !== null && end > first.period.start) {
        list.push({
          ...first,
          end: second.end,
          period: range(first.period.start, end),
          confidence: Math.min(first.confidence, second.confidence),
          needsCompany: false,
          isRange: true
        })
        i++
        continue
      }
    }
    list.push(first)
  }
  return list.filter(expression => !expression.atoms.some(atom => atom.onlyEnds))
}
