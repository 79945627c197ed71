// Puts atoms that stand side by side together to expressions: 去年 + 国庆, 上个月 + 15号 + 晚上 + 八点.
import type { Atom } from './atom.ts'
import { RANK } from './atom.ts'
import { DAY, type Now, type Period, startOfDay } from './calendar.ts'

export interface Expression {
  start: number
  end: number
  atoms: Atom[]
  period: Period
  /** Periods reached after each atom, for what a second date of a range inherits. */
  steps: { rank: number; period: Period }[]
  confidence: number
  needsCompany: boolean
  isRange: boolean
}

/** What may stand between two atoms of one expression. */
const GLUE = /^(?:\s|的|那天|当天|这天|那晚的?|,|，|\(|的那天|份|、|。|大概|大约|约|差不多|左右|到了|从)?$/
const MAX_GLUE = 3

/** Resolves atoms from coarse to fine; null where one of them means nothing there. */
export function resolveAtoms(
  atoms: readonly Atom[],
  within: Period | null,
  now: Now
): { period: Period; steps: Expression['steps'] } | null {
  let period = within
  const steps: Expression['steps'] = []
  for (const atom of atoms) {
    const next: Period | null = atom.resolve(period, now)
    if (!next) return null
    period = next
    steps.push({ rank: atom.rank, period })
  }
  return period ? { period, steps } : null
}

/** Of atoms that overlap the one that starts first stays, then the longer, then the finer. */
export function withoutOverlaps(atoms: readonly Atom[]): Atom[] {
  const sorted = [...atoms].sort((a, b) => a.start - b.start || b.end - a.end || b.rank - a.rank)
  const kept: Atom[] = []
  for (const atom of sorted) {
    const last = kept.at(-1)
    if (!last || atom.start >= last.end) kept.push(atom)
  }
  return kept
}

function express(atoms: Atom[], now: Now, within: Period | null = null): Expression | null {
  const resolved = resolveAtoms(atoms, within, now)
  if (!resolved) return null
  return {
    start: atoms[0]!.start,
    end: atoms.at(-1)!.end,
    atoms,
    ...resolved,
    confidence: atoms.reduce((least, atom) => Math.min(least, atom.confidence ?? 0.97), 1),
    needsCompany: atoms.every(atom => atom.needsCompany) && !isCompany(atoms),
    isRange: false
  }
}

/** Two vague atoms keep each other company where the finer is of another kind: 晚上 + 一点, 当天 + 下午. */
const isCompany = (atoms: readonly Atom[]) => atoms.length > 1

/** A second name of the same day behind the first (10月3日 星期六, 国庆节那天) is part of it. */
function isRepetition(atom: Atom, period: Period, now: Now, gap: string): boolean {
  if (atom.rank !== RANK.day || period.end - period.start !== DAY || !/^[\s(,]?$/.test(gap)) return false
  const again = atom.resolve(null, { ...now, anchor: startOfDay(period.start), isFuture: false })
  const days = again ? Math.abs(again.start - period.start) / DAY : 1
  return again !== null && days % 7 === 0
}

/** Expressions in order; `now.anchor` is carried from each day named to what leans on it. */
export function expressionsIn(
  text: string,
  atoms: readonly Atom[],
  base: Now,
  isFuture: (start: number) => boolean
): Expression[] {
  const list: Expression[] = []
  let anchor: { day: number; end: number } | null = null
  for (let i = 0; i < atoms.length; i++) {
    const now: Now = { ...base, isFuture: isFuture(atoms[i]!.start), anchor: null }
    if (anchor && atoms[i]!.start - anchor.end <= ANCHOR_REACH) now.anchor = anchor.day
    let chain = [atoms[i]!]
    let current = express(chain, now)
    if (!current) continue
    for (let j = i + 1; j < atoms.length; j++) {
      const next = atoms[j]!
      const last = chain.at(-1)!
      if (next.start - last.end > MAX_GLUE) break
      const gap = text.slice(last.end, next.start)
      if (!GLUE.test(gap)) break
      if (isRepetition(next, current.period, now, gap)) {
        current = { ...current, end: next.end }
        chain = [...chain.slice(0, -1), { ...last, end: next.end }]
        i = j
        continue
      }
      if (next.rank <= last.rank || last.onlyEnds || next.onlyEnds) break
      const longer = express([...chain, next], now)
      if (!longer) break
      chain = [...chain, next]
      current = longer
      i = j
    }
    list.push(current)
    const { period } = current
    if (period.end - period.start <= DAY && !current.atoms.every(atom => atom.needsCompany))
      anchor = { day: startOfDay(period.start), end: current.end }
  }
  return list
}

/** How far on (UTF-16 units) a bare clock time still belongs to the day named last. */
const ANCHOR_REACH = 120
