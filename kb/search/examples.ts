// What the ranking learns from. Every question of every article is asked of a base that was built without it (a fifth of
// the questions at a time), so the right answer is known and was not seen. Asked again with its whole article gone, it is
// a question that nobody answers; so are those of kb/data/unanswerable.txt, and of kb/data/not-ours.txt when left out.
// Questions listed apart (kb/data/regression.jsonl, development.jsonl), written as citizens speak, count most.
import type { Article } from '../article/article.ts'
import { buildIndex } from './article-index.ts'
import type { Evidence, OrderMeasures, Ranking } from './ranking.ts'
import { createSearch, type SearchResult } from './search.ts'
import { createVocabulary } from './vocabulary.ts'

const FOLDS = 5
/** How much a question counts whose article was taken away: another article may well answer it too. */
const TAKEN_AWAY_WEIGHT = 0.1
const UNANSWERABLE_WEIGHT = 2
const LISTED_WEIGHT = 4

export interface TrainingData {
  articles: readonly Article[]
  notOurs: readonly (readonly string[])[]
  unanswerable: readonly string[]
  /** Questions apart, with the articles that answer them: none, one or any of several. */
  listed: readonly { question: string; wanted: readonly string[] }[]
}

export interface Example {
  /** Candidates best first as ranked so far, with what they are ordered by. */
  candidates: { measures: OrderMeasures; isRight: boolean }[]
  evidence: Evidence
  /** The best candidate answers the question, and no matter that is not ours came before it. */
  isRight: boolean
  /** How much it counts. */
  weight: number
  source: 'asked' | 'taken away' | 'unanswerable' | 'listed'
}

const withoutFold = <T>(list: readonly T[], fold: number) => list.filter((_, i) => i % FOLDS !== fold)
const ofFold = <T>(list: readonly T[], fold: number) => list.filter((_, i) => i % FOLDS === fold)

function exampleOf(
  { ranked, isNotOurs, evidence }: SearchResult,
  isWanted: (article: number) => boolean,
  weight: number,
  source: Example['source']
): Example {
  return {
    candidates: ranked.map(({ article, measures }) => ({ measures, isRight: isWanted(article) })),
    evidence,
    isRight: ranked[0] !== undefined && !isNotOurs && isWanted(ranked[0].article),
    weight,
    source
  }
}

/** @param ranking in whose order the candidates come: learn the order first, then collect again for the decision */
export function collectExamples(
  { articles, notOurs, unanswerable, listed }: TrainingData,
  ranking: Ranking
): Example[] {
  const examples: Example[] = []
  const vocabulary = createVocabulary()
  const whole = createSearch(buildIndex(articles, notOurs, vocabulary), articles.length, ranking)
  const everything = () => true
  for (const { question, wanted } of listed)
    examples.push(
      exampleOf(whole(question, everything), a => wanted.includes(articles[a]!.id), LISTED_WEIGHT, 'listed')
    )
  for (const question of unanswerable)
    examples.push(exampleOf(whole(question, everything), () => false, UNANSWERABLE_WEIGHT, 'unanswerable'))
  for (let fold = 0; fold < FOLDS; fold++) {
    const kept = articles.map(article => ({ ...article, asks: withoutFold(article.asks, fold) }))
    const index = buildIndex(
      kept,
      notOurs.map(matter => withoutFold(matter, fold))
    )
    const search = createSearch(index, articles.length, ranking)
    for (const [a, { asks }] of articles.entries())
      for (const question of ofFold(asks, fold)) {
        examples.push(exampleOf(search(question, everything), article => article === a, 1, 'asked'))
        const gone = search(question, article => article !== a)
        examples.push(exampleOf(gone, () => false, TAKEN_AWAY_WEIGHT, 'taken away'))
      }
    for (const question of notOurs.flatMap(matter => ofFold(matter, fold)))
      examples.push(exampleOf(search(question, everything), () => false, UNANSWERABLE_WEIGHT, 'unanswerable'))
  }
  return examples
}
