// One question against the index: its known terms with their weights, and how much of it no article knows.
import type { ArticleIndex } from './article-index.ts'
import { questionTerms } from './features.ts'

export interface Question {
  /** Ids of known terms. */
  terms: Int32Array
  /** Sum of squared weights of all terms, for cosines. */
  norm: number
  /** Sum of weights of all terms. */
  total: number
  /** Share of `total` that no article holds, 0 to 1. */
  unknown: number
}

export function readQuestion(index: ArticleIndex, question: string): Question {
  const terms: number[] = []
  let norm = 0
  let known = 0
  let unknown = 0
  for (const term of questionTerms(question)) {
    const id = index.termIds.get(term)
    if (id === undefined) {
      const weight = index.unknownWeights[term[0]!] ?? 0
      unknown += weight
      norm += weight ** 2
    } else {
      terms.push(id)
      known += index.termWeights[id]!
      norm += index.termWeights[id]! ** 2
    }
  }
  const total = known + unknown
  return { terms: Int32Array.from(terms), norm, total, unknown: total > 0 ? unknown / total : 1 }
}
