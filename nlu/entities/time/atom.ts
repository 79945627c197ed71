// An atom is the smallest piece of a time expression: a year, a month, a day, a holiday, a part of the day, a clock time …
// Atoms that stand side by side from coarse to fine make one expression; each narrows the period of those before it.
import type { Now, Period } from './calendar.ts'

/** Coarse to fine. An atom may only follow a coarser one. */
export const RANK = {
  decade: 10,
  year: 20,
  season: 25,
  month: 30,
  portion: 35,
  week: 37,
  holiday: 38,
  day: 40,
  part: 50,
  clock: 60
} as const

export interface Atom {
  /** Offsets into the normalised text. */
  start: number
  end: number
  rank: number
  /** The period meant within that of the coarser atoms before it (null: none), or null where it means nothing there. */
  resolve(within: Period | null, now: Now): Period | null
  /** Says nothing by itself: 晚上, 当天, 底. */
  needsCompany?: boolean
  /** May only end a range: 现在, 至今. */
  onlyEnds?: boolean
  /** 1 is sure; vague words are lower. */
  confidence?: number
}

/** Text being read for atoms. */
export type AtomParser = (text: string) => Atom[]

/** Runs a global pattern and makes an atom of each match; `make` gives null to refuse one. */
export function atomsOf(
  text: string,
  pattern: RegExp,
  make: (match: RegExpExecArray) => Omit<Atom, 'start' | 'end'> | null
): Atom[] {
  const atoms: Atom[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const atom = make(match)
    if (atom) atoms.push({ start: match.index, end: match.index + match[0].length, ...atom })
    if (match[0] === '') pattern.lastIndex++
  }
  return atoms
}
