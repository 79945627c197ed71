// What speaks for or against two tickets being one matter, a line for each: points, and words that an agent can read.
import { categoryByCode } from '../categories/index.ts'
import { isLasting, isLocal, isTogether } from './facets.ts'
import type { Matter } from './matter.ts'
import { compareNames, type NameLikeness } from './respondent-name.ts'
import { sharedWeight } from './text-likeness.ts'

/** One line of the explanation; holds no words of the tickets. */
export interface Reason {
  feature:
    | 'respondent'
    | 'category'
    | 'facet'
    | 'time'
    | 'place'
    | 'content'
    | 'amount'
    | 'plate'
    | 'uscc'
    | 'person'
    | 'order'
    | 'reference'
  /** What was found, e.g. `same_sound`. */
  finding: string
  /** Above 0: speaks for one matter. */
  points: number
}

/** Two matters, and whether one person tells both: what is each customer's own counts only then. */
export interface Pair {
  one: Matter
  other: Matter
  isSamePerson: boolean
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const NAME_POINTS: Record<NameLikeness, number> = {
  same: 4,
  same_sound: 3,
  part: 2,
  part_of_area: 0,
  other_branch: -6,
  different: -6
}

function respondentReason({ one, other, isSamePerson }: Pair): Reason {
  const reason = (finding: string, points: number): Reason => ({ feature: 'respondent', finding, points })
  if (!one.respondent && !other.respondent) return reason('none_named', isSamePerson ? 1 : 0)
  if (!one.respondent || !other.respondent) return reason('one_unnamed', isSamePerson ? -1 : -2)
  const finding = compareNames(one.respondent, other.respondent)
  return reason(finding, NAME_POINTS[finding])
}

function categoryReason({ one, other }: Pair): Reason {
  const reason = (finding: string, points: number): Reason => ({ feature: 'category', finding, points })
  if (one.categoryCode === other.categoryCode) return reason('same_leaf', 1.5)
  const [a, b] = [categoryByCode(one.categoryCode), categoryByCode(other.categoryCode)]
  if (!a || !b) return reason('unknown', 0)
  if (a.groupCode === b.groupCode) return reason('same_group', 0.5)
  return a.fieldCode === b.fieldCode ? reason('same_field', 0) : reason('other_field', -2)
}

const sharedFacets = (one: Matter, other: Matter) => one.facets.ids.filter(id => other.facets.ids.includes(id))
const isAboutOther = (one: Matter, other: Matter) =>
  one.facets.ids.length > 0 && other.facets.ids.length > 0 && sharedFacets(one, other).length === 0

/** The sort of thing that is told; of strangers only what one event does to many says that it is one event. */
function facetReason({ one, other, isSamePerson }: Pair): Reason | null {
  if (one.facets.ids.length === 0 || other.facets.ids.length === 0) return null
  const reason = (finding: string, points: number): Reason => ({ feature: 'facet', finding, points })
  const shared = sharedFacets(one, other)
  if (shared.length === 0) return reason('other_thing', -4)
  // That both are of one category was counted.
  if (!one.facets.isSaid && !other.facets.isSaid) return null
  if (isSamePerson) return reason('same_thing', 2.5)
  return shared.some(isTogether) ? reason('same_event', 3) : reason('own_affairs', -3)
}

/** Days between two spans; 0 where they touch. */
const gapMs = (one: NonNullable<Matter['time']>, other: NonNullable<Matter['time']>) =>
  Math.max(one.from - other.to, other.from - one.to, 0)

function timeReason({ one, other, isSamePerson }: Pair): Reason | null {
  if (!one.time || !other.time) return null
  const reason = (finding: string, points: number): Reason => ({ feature: 'time', finding, points })
  const gap = gapMs(one.time, other.time)
  const isWide = Math.max(one.time.to - one.time.from, other.time.to - other.time.from) > 4 * DAY_MS
  if (gap === 0) return isWide ? reason('wide_overlap', 1) : reason('same_time', 2.5)
  const isState = sharedFacets(one, other).some(isLasting)
  if (isState && gap <= 14 * DAY_MS) return reason('lasting', 1.5)
  if (gap <= 6 * HOUR_MS) return isSamePerson ? reason('hours_apart', 1) : reason('hours_apart', -1)
  if (gap <= DAY_MS) return reason('next_day', isSamePerson ? 0 : -1)
  return gap <= 3 * DAY_MS ? reason('days_apart', -2) : reason('long_apart', -4)
}

/** 530700 stands for a place in the city that nobody named nearer. */
const isCounty = (code: string | null): code is string => code !== null && !code.endsWith('00')

function placeReason({ one, other, isSamePerson }: Pair): Reason | null {
  const reason = (finding: string, points: number): Reason => ({ feature: 'place', finding, points })
  if (isCounty(one.regionCode) && isCounty(other.regionCode) && one.regionCode !== other.regionCode)
    return reason('other_county', isSamePerson ? -1 : -3)
  if (one.place === null || other.place === null) return null
  const [a = '', b = ''] = [one.place, other.place].map(text => text.normalize('NFKC').replace(/[\s,,。、的]/gu, ''))
  if (a.includes(b) || b.includes(a)) return reason('same_place', 1)
  const pieces = (text: string) => Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2))
  if (pieces(a).some(piece => b.includes(piece))) return reason('alike', 0.5)
  if (sharedFacets(one, other).some(isLocal)) return reason('other_spot', isSamePerson ? -1 : -4)
  return reason('elsewhere', isSamePerson ? -0.5 : -1.5)
}

function contentReason({ one, other, isSamePerson }: Pair): Reason | null {
  const known = [one.known, other.known]
  const reason = (finding: string, points: number): Reason => ({ feature: 'content', finding, points })
  const weight = sharedWeight(one.pieces, other.pieces, known)
  if (weight >= 20) return reason('very_alike', isSamePerson ? 4 : 3.5)
  if (weight >= 10) return reason('alike', isSamePerson ? 3 : 2.5)
  if (weight >= 5) return reason('somewhat_alike', 1)
  if (weight > 0) return null
  const told = (pieces: ReadonlySet<string>) =>
    [...pieces].filter(piece => !known.some(names => names.has(piece))).length
  // Too short a text shares nothing with any.
  return Math.min(told(one.pieces), told(other.pieces)) >= 8 ? reason('unlike', isSamePerson ? -1 : 0) : null
}

const bare = (text: string) =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** Numbers that belong to one thing alone: equal ones say much, unequal ones too. */
function numberReason(feature: 'plate' | 'uscc' | 'order', one: string | null, other: string | null): Reason | null {
  if (one === null || other === null) return null
  return bare(one) === bare(other)
    ? { feature, finding: 'equal', points: 4 }
    : { feature, finding: 'unequal', points: -6 }
}

const TITLES = /导游|领队|司机|师傅|老板娘?|经理|前台|服务员|先生|女士|小姐|姓|叫|个|的|[小老阿]/gu
const nameOf = (person: string) => person.replace(TITLES, '').replace(/导$/u, '')

function personReason({ one, other, isSamePerson }: Pair): Reason | null {
  if (one.person === null || other.person === null) return null
  const [a, b] = [nameOf(one.person), nameOf(other.person)]
  if (a === '' || b === '') return null
  if (a.includes(b) || b.includes(a)) return { feature: 'person', finding: 'same', points: 1.5 }
  // Two guides of one agency lead two tours.
  return a[0] === b[0] ? null : { feature: 'person', finding: 'different', points: isSamePerson ? -1.5 : -5 }
}

/** Sums of money and orders are each customer's own. */
function moneyReasons({ one, other, isSamePerson }: Pair): (Reason | null)[] {
  if (!isSamePerson) return []
  const order = numberReason('order', one.orderNo, other.orderNo)
  if (one.amount === null || other.amount === null || one.amount === 0) return [order]
  const isEqual = Math.abs(one.amount - other.amount) < 0.005
  return [order, { feature: 'amount', finding: isEqual ? 'equal' : 'unequal', points: isEqual ? 2 : -1 }]
}

/** 上次说的, 我报过, 再催一下: the citizen says that it was told before. */
const EARLIER =
  /上(?:次|回|礼拜)(?:就|我)?(?:说|报|讲|提|打|投诉)|(?:报|说|讲|投诉|举报|问|登记)过的?|那(?:个|件|天)事?(?:的)?事|再(?:催|问|说|补充|讲)|补充(?:一下|一句)?|(?:还|到现在|到今天)(?:是)?(?:没|不|扣着|在)|到今天也没|到底|那个事|又(?:给你们)?打一次|就是(?:我)?上次|我就是/u

function referenceReason({ one, other, isSamePerson }: Pair): Reason | null {
  if (!isSamePerson || isAboutOther(one, other) || !(EARLIER.test(one.content) || EARLIER.test(other.content)))
    return null
  return { feature: 'reference', finding: 'told_before', points: 1 }
}

/** Everything that can be said, nothing left out. */
export function reasonsOf(pair: Pair): Reason[] {
  const { one, other } = pair
  return [
    respondentReason(pair),
    categoryReason(pair),
    facetReason(pair),
    timeReason(pair),
    placeReason(pair),
    contentReason(pair),
    personReason(pair),
    numberReason('plate', one.plateNo, other.plateNo),
    numberReason('uscc', one.uscc, other.uscc),
    ...moneyReasons(pair),
    referenceReason(pair)
  ].filter(reason => reason !== null)
}
