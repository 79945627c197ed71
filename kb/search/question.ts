// One question against the index: its known terms with their weights, and how much of it no article knows.
import type { ArticleIndex } from './article-index.ts'
import { FAMILIES, FAMILY_ORDER, questionFeatures } from './features.ts'

export interface Question {
  /** Ids of known terms. */
  terms: Int32Array
  /** Sums of squared weights by family, for cosines, of known and unknown terms. */
  norms: Float64Array
  /** Sum of weights of all terms. */
  total: number
  /** Sum of weights of words and concepts, and the weight of the heaviest that no article holds (0 where all are known). */
  wordTotal: number
  unknownWord: number
  /** Share of `total` that no article holds, 0 to 1. */
  unknown: number
  /** Forms of question it has, as bits. */
  forms: number
  /** What it means, a vector of length 1. */
  meaning: Float32Array
  /** Above 0 it sounds like those the articles answer, below like those that nobody here can. */
  ours: number
}

export function readQuestion(index: ArticleIndex, text: string): Question {
  const features = questionFeatures(text, index.spelling)
  const { text: asRead, terms: written, forms } = features
  const terms: number[] = []
  const norms = new Float64Array(FAMILY_ORDER.length)
  let known = 0
  let unknown = 0
  let wordTotal = 0
  let unknownWord = 0
  for (const term of written) {
    const id = index.termIds.get(term)
    const isKnown = id !== undefined && index.holders.starts[id + 1]! > index.holders.starts[id]!
    const weight = isKnown ? index.termWeights[id]! : (index.unknownWeights[term[0]!] ?? 0)
    if (isKnown) {
      terms.push(id)
      known += weight
    } else unknown += weight
    norms[FAMILY_ORDER.indexOf(term[0]!)]! += weight ** 2
    if (term[0] !== FAMILIES.word && term[0] !== FAMILIES.concept) continue
    wordTotal += weight
    if (!isKnown) unknownWord = Math.max(unknownWord, weight)
  }
  const total = known + unknown
  return {
    terms: Int32Array.from(terms),
    norms,
    total,
    wordTotal,
    unknownWord,
    unknown: total > 0 ? unknown / total : 1,
    forms,
    meaning: index.meaning.of(features),
    ours: index.ours(asRead)
  }
}
