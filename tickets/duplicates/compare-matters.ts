// How alike two tickets are: points for each thing that speaks for or against, so that an agent can read why.
import { categoryByCode } from '../categories/index.ts'
import type { Matter } from './matter.ts'
import { compareNames, type NameLikeness, readRespondentName } from './respondent-name.ts'
import { textLikeness } from './text-likeness.ts'

/** One line of the explanation; holds no words of the tickets. */
export interface Reason {
  feature: 'respondent' | 'category' | 'time' | 'place' | 'content' | 'amount' | 'plate' | 'uscc' | 'person' | 'order'
  /** What was found, e.g. `same_sound`. */
  finding: string
  /** Above 0: speaks for one matter. */
  points: number
}

export interface Likeness {
  /** Sum of the points. */
  score: number
  reasons: Reason[]
}

export type Relation =
  /** The same person says the same matter again. */
  | 'repeat'
  /** Several people about one event of one respondent (群体事件). */
  | 'group'
  | 'none'

const DAY_MS = 86_400_000

/**
 * From these sums on. A group merges strangers' tickets, so it must be surer than a repeat, which the person is asked about.
 * Set by hand; not measured on a set of pairs yet (docs/decisions/0015).
 */
export const REPEAT_SCORE_MIN = 4
export const GROUP_SCORE_MIN = 6.5

const NAME_POINTS: Record<NameLikeness, number> = {
  same: 4,
  same_sound: 3,
  part: 2,
  other_branch: -6,
  different: -6
}

function respondentReason(one: Matter, other: Matter): Reason {
  const reason = (finding: string, points: number): Reason => ({ feature: 'respondent', finding, points })
  if (one.respondentName === null && other.respondentName === null) return reason('none_named', 3)
  if (one.respondentName === null || other.respondentName === null) return reason('one_unnamed', -2)
  const finding = compareNames(readRespondentName(one.respondentName), readRespondentName(other.respondentName))
  return reason(finding, NAME_POINTS[finding])
}

function categoryReason(one: Matter, other: Matter): Reason {
  const reason = (finding: string, points: number): Reason => ({ feature: 'category', finding, points })
  if (one.categoryCode === other.categoryCode) return reason('same_leaf', 2)
  const [a, b] = [categoryByCode(one.categoryCode), categoryByCode(other.categoryCode)]
  if (!a || !b) return reason('unknown', 0)
  if (a.groupCode === b.groupCode) return reason('same_group', 1)
  return a.fieldCode === b.fieldCode ? reason('same_field', 0) : reason('other_field', -2)
}

/** Days between two spans; 0 where they touch. */
function gapDays(one: NonNullable<Matter['occurredAt']>, other: NonNullable<Matter['occurredAt']>): number {
  const apart = Math.max(
    Date.parse(one.start) - Date.parse(other.end),
    Date.parse(other.start) - Date.parse(one.end),
    0
  )
  return apart / DAY_MS
}

function timeReason(one: Matter, other: Matter): Reason | null {
  if (!one.occurredAt || !other.occurredAt) return null
  const reason = (finding: string, points: number): Reason => ({ feature: 'time', finding, points })
  const gap = gapDays(one.occurredAt, other.occurredAt)
  const days = ({ start, end }: { start: string; end: string }) => (Date.parse(end) - Date.parse(start)) / DAY_MS
  const isWide = Math.max(days(one.occurredAt), days(other.occurredAt)) > 3
  if (gap <= 0.25) return isWide ? reason('wide_overlap', 1) : reason('same_time', 2.5)
  if (gap <= 1) return reason('next_day', 0)
  return gap <= 3 ? reason('days_apart', -2) : reason('long_apart', -4)
}

function placeReason(one: Matter, other: Matter): Reason | null {
  if (one.place === null || other.place === null) return null
  const [a, b] = [one.place, other.place].map(text => text.normalize('NFKC').replace(/[\s,,。、的]/gu, ''))
  const reason = (finding: string, points: number): Reason => ({ feature: 'place', finding, points })
  if (a === undefined || b === undefined) return null
  if (a.includes(b) || b.includes(a)) return reason('same_place', 1)
  const share = textLikeness(a, b)
  if (share === null) return null
  if (share >= 0.5) return reason('alike', 0.5)
  return share < 0.1 ? reason('elsewhere', -1) : null
}

function contentReason(one: Matter, other: Matter): Reason | null {
  const share = textLikeness(one.content, other.content)
  if (share === null) return null
  const reason = (finding: string, points: number): Reason => ({ feature: 'content', finding, points })
  if (share >= 0.5) return reason('very_alike', 2.5)
  if (share >= 0.3) return reason('alike', 1.5)
  if (share >= 0.15) return reason('somewhat_alike', 0.5)
  return share < 0.05 ? reason('unlike', -1) : null
}

/** Numbers that belong to one thing alone: equal ones say much, unequal ones too. */
function numberReason(feature: 'plate' | 'uscc' | 'order', one: string | null, other: string | null, unequal: number) {
  if (one === null || other === null) return null
  const bare = (text: string) =>
    text
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^\p{L}\p{N}]/gu, '')
  return bare(one) === bare(other)
    ? { feature, finding: 'equal', points: 4 }
    : { feature, finding: 'unequal', points: unequal }
}

function personReason(one: Matter, other: Matter): Reason | null {
  if (one.person === null || other.person === null) return null
  const bare = (text: string) =>
    text.replace(/导游|领队|司机|师傅|老板娘?|经理|前台|服务员|先生|女士|小姐|姓|叫|个|的|[小老阿]/gu, '')
  const [a, b] = [bare(one.person).replace(/导$/u, ''), bare(other.person).replace(/导$/u, '')]
  if (a === '' || b === '') return null
  if (a.includes(b) || b.includes(a)) return { feature: 'person', finding: 'same', points: 1 }
  return a[0] === b[0] ? null : { feature: 'person', finding: 'different', points: -1.5 }
}

/** The same person's two tickets, or two people's: sums of money and orders are each customer's own. */
function moneyReasons(one: Matter, other: Matter, isSamePerson: boolean): (Reason | null)[] {
  if (!isSamePerson) return []
  const order = numberReason('order', one.orderNo, other.orderNo, -5)
  if (one.amount === null || other.amount === null || one.amount === 0) return [order]
  const isEqual = Math.abs(one.amount - other.amount) < 0.005
  return [order, { feature: 'amount', finding: isEqual ? 'equal' : 'unequal', points: isEqual ? 2 : -1 }]
}

export function compareMatters(one: Matter, other: Matter, isSamePerson: boolean): Likeness {
  const reasons = [
    respondentReason(one, other),
    categoryReason(one, other),
    timeReason(one, other),
    placeReason(one, other),
    contentReason(one, other),
    personReason(one, other),
    numberReason('plate', one.plateNo, other.plateNo, -3),
    numberReason('uscc', one.uscc, other.uscc, -6),
    ...moneyReasons(one, other, isSamePerson)
  ].filter(reason => reason !== null)
  return { score: reasons.reduce((sum, { points }) => sum + points, 0), reasons }
}

const DISPUTES = new Set(['report', 'complaint'])

/** Strangers' tickets are put together only where respondent, kind of matter and time are all known and fit. */
function mayBeGroup(one: Matter, other: Matter, { reasons }: Likeness): boolean {
  const finding = (feature: Reason['feature']) => reasons.find(reason => reason.feature === feature)?.finding
  if (!DISPUTES.has(one.kind) || !DISPUTES.has(other.kind)) return false
  if (!['same', 'same_sound'].includes(finding('respondent') ?? '')) return false
  if (!['same_leaf', 'same_group'].includes(finding('category') ?? '')) return false
  if (!['same_time', 'next_day'].includes(finding('time') ?? '')) return false
  return (
    one.regionCode === null || other.regionCode === null || one.regionCode.slice(0, 4) === other.regionCode.slice(0, 4)
  )
}

/** What two tickets are to each other, with the reasons. */
export function relate(one: Matter, other: Matter, isSamePerson: boolean): Likeness & { relation: Relation } {
  const likeness = compareMatters(one, other, isSamePerson)
  if (isSamePerson) {
    const isRepeat = one.kind === other.kind && likeness.score >= REPEAT_SCORE_MIN
    return { ...likeness, relation: isRepeat ? 'repeat' : 'none' }
  }
  const isGroup = mayBeGroup(one, other, likeness) && likeness.score >= GROUP_SCORE_MIN
  return { ...likeness, relation: isGroup ? 'group' : 'none' }
}
