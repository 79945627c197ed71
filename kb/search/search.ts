// A question's candidates, best first, with the probability that the first one answers it.
import type { ArticleIndex } from './article-index.ts'
import { createFinder } from './find.ts'
import { readQuestion } from './question.ts'
import { type Evidence, probabilityOf, type Ranking } from './ranking.ts'
import { createWeigh, type Measures } from './weigh.ts'

export interface Ranked {
  article: number
  /** Sum of what the question's terms speak for it; a question much like one of its own speaks more. */
  score: number
  measures: Measures
}

export interface SearchResult {
  /** Articles, best first. */
  ranked: Ranked[]
  /** True where a matter that is not ours fits better than any article. */
  isNotOurs: boolean
  evidence: Evidence
  /** That the first of `ranked` answers the question; 0 where there is none. */
  probability: number
}

/** `isServed`: which articles may be found at all; asked for articles only. */
export type Search = (question: string, isServed: (article: number) => boolean) => SearchResult

/** From this likeness on to a question of its own an article is lifted, so that what editors wrote is found as written. */
const ALIKE = 0.6
const ALIKE_WEIGHT = 1.5

const NOTHING: SearchResult = {
  ranked: [],
  isNotOurs: false,
  evidence: { strength: 0, lead: 0, unknown: 1, covered: 0, bestAsk: 0, size: 0 },
  probability: 0
}

/** @param articleCount entries of the index from this one on are not ours */
export function createSearch(
  index: ArticleIndex,
  articleCount: number,
  { decision }: Pick<Ranking, 'decision'>
): Search {
  const find = createFinder(index)
  const weigh = createWeigh(index)
  return (text, isServed) => {
    const question = readQuestion(index, text)
    const all = find(question, entry => entry >= articleCount || isServed(entry))
      .map(({ article, score }) => {
        const measures = weigh(question, article)
        return { article, measures, score: score * (1 + ALIKE_WEIGHT * Math.max(0, measures.bestAsk - ALIKE)) }
      })
      .sort((a, b) => b.score - a.score || a.article - b.article)
    const ranked = all.filter(({ article }) => article < articleCount)
    const [first] = ranked
    if (!first) return NOTHING
    const isNotOurs = all[0] !== first
    const rival = isNotOurs ? all[0] : all[1]
    const evidence = {
      strength: first.score / question.total,
      lead: (first.score - (rival?.score ?? 0)) / first.score,
      unknown: question.unknown,
      covered: first.measures.covered,
      bestAsk: first.measures.bestAsk,
      size: Math.log(1 + question.total)
    }
    return { ranked, isNotOurs, evidence, probability: probabilityOf(decision, evidence) }
  }
}
