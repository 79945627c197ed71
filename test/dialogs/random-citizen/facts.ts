import { NAMES, PLACES, RESPONDENTS, TIMES } from './material.ts'
import type { Random } from './random.ts'

export type CitizenKind = 'report' | 'complaint' | 'assistance' | 'suggestion'

/** What is true of the matter, as far as the citizen will tell it; null: not known, or not told. */
export interface Facts {
  kind: CitizenKind
  respondent: string | null
  place: string | null
  time: string | null
  /** Local day of `time`. */
  day: string | null
  name: string | null
  phone: string | null
  /** CNY; complaints only. */
  amount: number
  orderNo: string | null
  isAnonymous: boolean
  /** A report and a complaint of one matter: two tickets. */
  isBoth: boolean
}

export const phoneFrom = (random: Random): string =>
  `${random.pick(['138', '139', '150', '186'])}000${random.whole(10_000, 99_999)}`

export function factsFrom(random: Random): Facts {
  const kind = random.pick([
    'report',
    'report',
    'complaint',
    'complaint',
    'complaint',
    'assistance',
    'suggestion'
  ] as const)
  const [time, day] = random.pick(TIMES)
  const isDispute = kind === 'report' || kind === 'complaint'
  const isAnonymous = kind === 'report' && random.chance(0.35)
  const knowsTime = !isDispute || random.chance(0.93)
  const leavesPhone = kind === 'complaint' || kind === 'assistance' || (!isAnonymous && random.chance(0.85))
  return {
    kind,
    respondent: random.chance(0.92) ? random.pick(RESPONDENTS) : null,
    place: random.chance(0.95) || kind === 'assistance' ? random.pick(PLACES) : null,
    time: knowsTime ? time : null,
    day: knowsTime ? day : null,
    name: leavesPhone && random.chance(0.95) ? random.pick(NAMES) : null,
    phone: leavesPhone ? phoneFrom(random) : null,
    amount: random.whole(1, 48) * 100 + random.pick([0, 0, 50, 88]),
    orderNo: random.chance(0.3) ? `DD2026${random.whole(100_000, 999_999)}` : null,
    isAnonymous,
    isBoth: false
  }
}
