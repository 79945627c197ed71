// One question against the index: its known terms with their weights, and how much of it no article knows.
import type { ArticleIndex } from './article-index.ts'
import { FAMILY_ORDER, questionFeatures } from './features.ts'

export interface Question {
  /** Ids of known terms. */
  terms: Int32Array
  /** Sums of squared weights by family, for cosines, of known and unknown terms. */
  norms: Float64Array
  /** Sum of weights of all terms. */
  total: number
  /** Share of `total` that no article holds, 0 to 1. */
  unknown: number
  /** Forms of question it has, as bits. */
  forms: number
  /** Above 0 it sounds like those the articles answer, below like those that nobody here can. */
  ours: number
}

export function readQuestion(index: ArticleIndex, text: string): Question {
  const { text: asRead, terms: written, forms } = questionFeatures(text)
  const terms: number[] = []
  const norms = new Float64Array(FAMILY_ORDER.length)
  let known = 0
  let unknown = 0
  for (const term of written) {
    const id = index.termIds.get(term)
    const isKnown = id !== undefined && index.holders.starts[id + 1]! > index.holders.starts[id]!
    const weight = isKnown ? index.termWeights[id]! : (index.unknownWeights[term[0]!] ?? 0)
    if (isKnown) {
      terms.push(id)
      known += weight
    } else unknown += weight
    norms[FAMILY_ORDER.indexOf(term[0]!)]! += weight ** 2
  }
  const total = known + unknown
  return {
    terms: Int32Array.from(terms),
    norms,
    total,
    unknown: total > 0 ? unknown / total : 1,
    forms,
    ours: index.ours(asRead)
  }
}
