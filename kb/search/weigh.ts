// Second pass: how much of the question an article of the short list covers, and how like its own questions it is.
import type { ArticleIndex } from './article-index.ts'
import type { Question } from './question.ts'

export interface Measures {
  /** Share of the question's weight that the article holds anywhere, 0 to 1. */
  covered: number
  /** Likeness to the most alike of its questions (cosine), 0 to 1. */
  bestAsk: number
}

export type Weigh = (question: Question, article: number) => Measures

export function createWeigh(index: ArticleIndex): Weigh {
  const { asks, firstAsk, askNorms, termWeights, holders } = index
  // 1 for the terms of the question that is weighed
  const isAsked = new Uint8Array(termWeights.length)

  const holds = (term: number, article: number): boolean => {
    let from = holders.starts[term]!
    let to = holders.starts[term + 1]! - 1
    while (from <= to) {
      const middle = (from + to) >> 1
      const found = holders.items[middle]!
      if (found === article) return true
      if (found < article) from = middle + 1
      else to = middle - 1
    }
    return false
  }

  return ({ terms, total, norm }, article) => {
    let covered = 0
    for (const term of terms) {
      isAsked[term] = 1
      if (holds(term, article)) covered += termWeights[term]!
    }
    let bestAsk = 0
    for (let row = firstAsk[article]!; row < firstAsk[article + 1]!; row++) {
      let common = 0
      for (let i = asks.starts[row]!; i < asks.starts[row + 1]!; i++) {
        const term = asks.items[i]!
        if (isAsked[term]) common += termWeights[term]! ** 2
      }
      bestAsk = Math.max(bestAsk, common / Math.sqrt(askNorms[row]! * norm || 1))
    }
    for (const term of terms) isAsked[term] = 0
    return { covered: total > 0 ? covered / total : 0, bestAsk }
  }
}
