// A question's candidates, best first, with the probability that the first one answers it.
import type { ArticleIndex } from './article-index.ts'
import { createFinder } from './find.ts'
import { type Ordered, orderCandidates, type Weighed } from './order.ts'
import { type Question, readQuestion } from './question.ts'
import { probabilityOf, type Ranking } from './ranking.ts'
import { createWeigh } from './weigh.ts'

export interface SearchResult extends Ordered {
  /** That the first of `ranked` answers the question; 0 where there is none. */
  probability: number
}

/** `isServed`: which articles may be found at all; asked for articles only. */
export type Search = (question: string, isServed: (article: number) => boolean) => SearchResult

/**
 * Finds and weighs the candidates of a question, in no order that matters.
 * @param articleCount entries of the index from this one on are not ours
 */
export function createWeighing(
  index: ArticleIndex,
  articleCount: number
): (text: string, isServed: (article: number) => boolean) => { question: Question; candidates: Weighed[] } {
  const find = createFinder(index)
  const weigh = createWeigh(index)
  return (text, isServed) => {
    const question = readQuestion(index, text)
    const found = find(question, entry => entry >= articleCount || isServed(entry))
    const best = found[0]?.score ?? 1
    const candidates = found.map(({ article, score }) => ({
      article,
      measures: { ...weigh(question, article), share: score / best }
    }))
    return { question, candidates }
  }
}

/** @param articleCount entries of the index from this one on are not ours */
export function createSearch(
  index: ArticleIndex,
  articleCount: number,
  { order, decision }: Pick<Ranking, 'order' | 'decision'>
): Search {
  const weighing = createWeighing(index, articleCount)
  return (text, isServed) => {
    const { question, candidates } = weighing(text, isServed)
    const ordered = orderCandidates(candidates, articleCount, question, order)
    const probability = ordered.ranked.length > 0 ? probabilityOf(decision, ordered.evidence) : 0
    return { ...ordered, probability }
  }
}
