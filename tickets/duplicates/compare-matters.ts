// What two tickets are to each other: the same person's matter told again, two sides of it, one event of many people, or
// nothing. See docs/decisions/0015 for how often that is right.
import type { Matter } from './matter.ts'
import { type Reason, reasonsOf } from './reasons.ts'

export interface Likeness {
  /** Sum of the points. */
  score: number
  reasons: Reason[]
}

export type Relation =
  /** The same person says the same matter again. */
  | 'repeat'
  /** The same person's report (举报) and complaint (投诉) of one event: two tickets that belong together. */
  | 'linked'
  /** Several people about one event of one respondent (群体事件). */
  | 'group'
  | 'none'

/** From these sums on; set on test/tickets/duplicates/pairs/tune. */
export const REPEAT_SCORE_MIN = 5
export const GROUP_SCORE_MIN = 7

const DISPUTES = new Set(['report', 'complaint'])
/** 2005 在线旅游: a platform has thousands of customers on one day, each with an order of their own. */
const PLATFORMS = /^WL2005/

type Finder = (feature: Reason['feature']) => string | undefined
const finderOf =
  (reasons: readonly Reason[]): Finder =>
  feature =>
    reasons.find(reason => reason.feature === feature)?.finding

const CONFLICTS = new Set([
  'respondent.other_branch',
  'person.different',
  'plate.unequal',
  'uscc.unequal',
  'place.other_spot',
  'place.other_county'
])

/** Something that cannot be so in one event. */
export const isConflict = (reasons: readonly Reason[]): boolean =>
  reasons.some(({ feature, finding }) => CONFLICTS.has(`${feature}.${finding}`))

/** Strangers' tickets are put together only where respondent, sort of matter and time are all known and fit. */
function mayBeGroup(one: Matter, other: Matter, reasons: readonly Reason[]): boolean {
  const finding = finderOf(reasons)
  if (!DISPUTES.has(one.kind) || !DISPUTES.has(other.kind)) return false
  const isSameCar = finding('plate') === 'equal'
  if (isConflict(reasons)) return false
  const isVeryAlike = finding('content') === 'very_alike'
  const isAlike = isVeryAlike || finding('content') === 'alike'
  const name = finding('respondent') ?? ''
  const isNamed = ['same', 'same_sound', 'part'].includes(name) || (name === 'part_of_area' && isAlike)
  if (!isNamed && !(isSameCar && name === 'none_named')) return false
  if (!['same_time', 'hours_apart', 'next_day', 'lasting'].includes(finding('time') ?? '')) return false
  if ([one, other].some(({ categoryCode }) => PLATFORMS.test(categoryCode))) return isVeryAlike
  if (finding('facet') === 'own_affairs') return isVeryAlike
  if (finding('facet') === 'same_event' || isAlike || isSameCar) return true
  // A rare word in common is enough only where all else is equal.
  return (
    finding('content') === 'somewhat_alike' && finding('category') === 'same_leaf' && finding('facet') === undefined
  )
}

function hasHappenedAlike(finding: Finder): boolean {
  const content = finding('content') ?? ''
  // Two questions about two permits share the word permit.
  if (
    finding('respondent') === 'none_named' &&
    content === 'alike' &&
    finding('facet') === undefined &&
    finding('time') === undefined
  )
    return false
  if (finding('facet') === 'same_thing' || ['alike', 'very_alike'].includes(content)) return true
  if ([finding('amount'), finding('order'), finding('plate')].includes('equal')) return true
  return content === 'somewhat_alike' && finding('amount') !== 'unequal'
}

/** What two tickets are to each other, with the reasons. */
export function relate(one: Matter, other: Matter, isSamePerson: boolean): Likeness & { relation: Relation } {
  const reasons = reasonsOf({ one, other, isSamePerson })
  const likeness = { score: reasons.reduce((sum, { points }) => sum + points, 0), reasons }
  const finding = finderOf(reasons)
  if (!isSamePerson) {
    const isGroup = mayBeGroup(one, other, reasons) && likeness.score >= GROUP_SCORE_MIN
    return { ...likeness, relation: isGroup ? 'group' : 'none' }
  }
  // One business and one sort of matter are not enough: something of what happened must be the same.
  if (!hasHappenedAlike(finding)) return { ...likeness, relation: 'none' }
  // The same again on another day is another matter, however alike.
  if (likeness.score < REPEAT_SCORE_MIN || finding('time') === 'long_apart') return { ...likeness, relation: 'none' }
  if (one.kind === other.kind) return { ...likeness, relation: 'repeat' }
  const isTwoSided = DISPUTES.has(one.kind) && DISPUTES.has(other.kind)
  return { ...likeness, relation: isTwoSided ? 'linked' : 'none' }
}
