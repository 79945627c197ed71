// A question's candidates, best first, with the probability that the first one answers it.
import type { ArticleIndex } from './article-index.ts'
import { createFinder } from './find.ts'
import { readQuestion } from './question.ts'
import { type Evidence, probabilityOf, type Ranking, rankOf } from './ranking.ts'
import { createWeigh, type Measures } from './weigh.ts'

export interface Ranked {
  article: number
  rank: number
  measures: Measures
}

export interface SearchResult {
  /** Best first. */
  ranked: Ranked[]
  evidence: Evidence
  /** That the first of `ranked` answers the question; 0 where there is none. */
  probability: number
}

export interface SearchOptions {
  isServed: (article: number) => boolean
  /** A row of index.asks taken for not written. */
  leaveOutAsk?: number
}

export type Search = (question: string, options: SearchOptions) => SearchResult

const NOTHING: SearchResult = { ranked: [], evidence: { rank: 0, margin: 0, unknown: 1, bestAsk: 0 }, probability: 0 }

export function createSearch(index: ArticleIndex, ranking: Ranking): Search {
  const find = createFinder(index)
  const weigh = createWeigh(index)
  return (text, { isServed, leaveOutAsk }) => {
    const question = readQuestion(index, text)
    const ranked = find(question, isServed)
      .map(({ article }) => {
        const { measures } = weigh(question, article, leaveOutAsk)
        return { article, rank: rankOf(ranking, measures), measures }
      })
      .sort((a, b) => b.rank - a.rank || a.article - b.article)
    const [first, second] = ranked
    if (!first) return NOTHING
    const evidence = {
      rank: first.rank,
      margin: first.rank - (second?.rank ?? 0),
      unknown: question.unknown,
      bestAsk: first.measures.bestAsk
    }
    return { ranked, evidence, probability: probabilityOf(ranking, evidence) }
  }
}
