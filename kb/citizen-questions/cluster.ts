// Questions that ask the same in other words, together: by the words, concepts and characters they share.
import { FAMILY_WEIGHTS, questionFeatures } from '../search/features.ts'

/** Weighted share of common terms from which two questions are alike (Dice). */
const ALIKE = 0.5

const weightOf = (term: string) => FAMILY_WEIGHTS[term[0] ?? ''] ?? 1
const sum = (terms: Iterable<string>) => [...terms].reduce((total, term) => total + weightOf(term), 0)

/** Groups in the order of their first member; each item is compared with the first of every group. */
export function clusterByLikeness<T>(items: readonly T[], textOf: (item: T) => string): T[][] {
  const groups: { terms: Set<string>; weight: number; members: T[] }[] = []
  for (const item of items) {
    const terms = new Set(questionFeatures(textOf(item)).terms)
    const weight = sum(terms)
    let best: (typeof groups)[number] | null = null
    let likeness = ALIKE
    for (const group of groups) {
      const common = sum([...terms].filter(term => group.terms.has(term)))
      const alike = (2 * common) / (weight + group.weight || 1)
      if (alike >= likeness) [best, likeness] = [group, alike]
    }
    if (best) best.members.push(item)
    else groups.push({ terms, weight, members: [item] })
  }
  return groups.map(({ members }) => members)
}
