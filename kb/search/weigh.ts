// Second pass: how well one article of the short list answers the question, as a handful of numbers between 0 and 1.
import { type ArticleIndex, FIELD_COUNT } from './article-index.ts'
import type { Question } from './question.ts'

export const MEASURES = [
  'bestAsk',
  'secondAsk',
  'askCovered',
  'covered',
  'coveredByAsks',
  'coveredByAnswer',
  'coveredByTitle'
] as const
export type Measure = (typeof MEASURES)[number]
export type Measures = Record<Measure, number>

export interface Weighed {
  article: number
  measures: Measures
}

/** `leaveOutAsk`: a row of index.asks that is to be taken for not written, when the index is judged by its own questions. */
export type Weigh = (question: Question, article: number, leaveOutAsk?: number) => Weighed

export function createWeigh(index: ArticleIndex): Weigh {
  // term → position in the question + 1, while one question is weighed
  const positionOf = new Uint16Array(index.termWeights.length)
  const seen = new Uint8Array(1024)
  const TITLE = 1
  const ANSWER = 2
  const ASKS = 4
  const KEYWORDS = 8
  const FIELD_MARKS = [TITLE, KEYWORDS, ANSWER]

  return (question, article, leaveOutAsk = -1) => {
    const { fields, asks, firstAsk, askNorms, termWeights } = index
    const { terms } = question
    const size = Math.min(terms.length, seen.length)
    for (let i = 0; i < size; i++) {
      positionOf[terms[i]!] = i + 1
      seen[i] = 0
    }
    for (let f = 0; f < FIELD_COUNT; f++) {
      const row = article * FIELD_COUNT + f
      for (let i = fields.starts[row]!; i < fields.starts[row + 1]!; i++) {
        const at = positionOf[fields.items[i]!]!
        if (at > 0) seen[at - 1]! |= FIELD_MARKS[f]!
      }
    }
    let best = 0
    let second = 0
    let bestShare = 0
    for (let row = firstAsk[article]!; row < firstAsk[article + 1]!; row++) {
      if (row === leaveOutAsk) continue
      let common = 0
      let commonWeight = 0
      let all = 0
      for (let i = asks.starts[row]!; i < asks.starts[row + 1]!; i++) {
        const term = asks.items[i]!
        const weight = termWeights[term]!
        all += weight
        const at = positionOf[term]!
        if (at === 0) continue
        common += weight * weight
        commonWeight += weight
        seen[at - 1]! |= ASKS
      }
      const cosine = common / Math.sqrt(askNorms[row]! * question.norm || 1)
      if (cosine > best) {
        second = best
        best = cosine
        bestShare = all > 0 ? commonWeight / all : 0
      } else if (cosine > second) second = cosine
    }
    const covered = { any: 0, asks: 0, answer: 0, title: 0 }
    for (let i = 0; i < size; i++) {
      const marks = seen[i]!
      positionOf[terms[i]!] = 0
      if (marks === 0) continue
      const weight = termWeights[terms[i]!]!
      covered.any += weight
      if (marks & (ASKS | TITLE | KEYWORDS)) covered.asks += weight
      if (marks & ANSWER) covered.answer += weight
      if (marks & TITLE) covered.title += weight
    }
    const total = question.total || 1
    return {
      article,
      measures: {
        bestAsk: best,
        secondAsk: second,
        askCovered: bestShare,
        covered: covered.any / total,
        coveredByAsks: covered.asks / total,
        coveredByAnswer: covered.answer / total,
        coveredByTitle: covered.title / total
      }
    }
  }
}
