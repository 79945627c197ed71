// A question's candidates, best first, with the probability that the first one answers it.
import type { ArticleIndex } from './article-index.ts'
import { createFinder } from './find.ts'
import { readQuestion } from './question.ts'
import { type Evidence, type OrderMeasures, orderOf, probabilityOf, type Ranking } from './ranking.ts'
import { createWeigh } from './weigh.ts'

export interface Ranked {
  article: number
  /** Probability among the candidates of this question, matters that are not ours left out. */
  share: number
  measures: OrderMeasures
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

const NO_EVIDENCE: Evidence = {
  among: 0,
  lead: 0,
  strength: 0,
  unknown: 1,
  covered: 0,
  inOneAsk: 0,
  bestAsk: 0,
  bestWords: 0,
  nextAsks: 0,
  outside: 1,
  outsideAsk: 0,
  size: 0
}

/** @param articleCount entries of the index from this one on are not ours */
export function createSearch(
  index: ArticleIndex,
  articleCount: number,
  { order, decision }: Pick<Ranking, 'order' | 'decision'>
): Search {
  const find = createFinder(index)
  const weigh = createWeigh(index)
  return (text, isServed) => {
    const question = readQuestion(index, text)
    const found = find(question, entry => entry >= articleCount || isServed(entry))
    const best = found[0]?.score ?? 1
    const all = found
      .map(({ article, score }) => {
        const measures = { ...weigh(question, article), strength: score / question.total, share: score / best }
        return { article, measures, order: orderOf(order, measures) }
      })
      .sort((a, b) => b.order - a.order || a.article - b.article)
    const articles = all.filter(({ article }) => article < articleCount)
    const [first, second] = articles
    if (!first) return { ranked: [], isNotOurs: false, evidence: NO_EVIDENCE, probability: 0 }
    const rival = all.find(({ article }) => article >= articleCount)
    let sum = 0
    for (const { order: value } of articles) sum += Math.exp(value - first.order)
    const ranked = articles.map(({ article, measures, order: value }) => ({
      article,
      measures,
      share: Math.exp(value - first.order) / sum
    }))
    const { measures } = first
    const evidence: Evidence = {
      ...measures,
      among: ranked[0]!.share,
      lead: second ? Math.min(3, first.order - second.order) : 3,
      unknown: question.unknown,
      outside: rival ? Math.max(-3, Math.min(3, rival.order - first.order)) : -3,
      outsideAsk: rival?.measures.bestAsk ?? 0,
      size: Math.log(1 + question.total)
    }
    return { ranked, isNotOurs: all[0] !== first, evidence, probability: probabilityOf(decision, evidence) }
  }
}
