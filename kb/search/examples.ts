// What the ranking learns from. Every question of every article is asked of a base that was built without it (a fifth of
// the questions at a time), so the right answer is known and was not seen. Asked again with its whole article gone, it is
// a question that nobody answers; so are those of kb/data/unanswerable.txt, and of kb/data/not-ours.txt when left out.
// Questions listed apart (kb/data/regression.jsonl, development.jsonl), written as citizens speak, count most.
import type { Article } from '../article/article.ts'
import { buildIndex } from './article-index.ts'
import { type Features, ownFeatures } from './features.ts'
import type { Weighed } from './order.ts'
import type { Question } from './question.ts'
import { createWeighing } from './search.ts'
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
  text: string
  candidates: Weighed[]
  question: Pick<Question, 'unknown' | 'total' | 'ours'>
  /** Numbers of the articles that answer it. */
  wanted: ReadonlySet<number>
  /** How much it counts. */
  weight: number
  source: 'asked' | 'taken away' | 'unanswerable' | 'listed'
}

const withoutFold = <T>(list: readonly T[], fold: number) => list.filter((_, i) => i % FOLDS !== fold)
const ofFold = <T>(list: readonly T[], fold: number) => list.filter((_, i) => i % FOLDS === fold)

export function collectExamples({ articles, notOurs, unanswerable, listed }: TrainingData): Example[] {
  const examples: Example[] = []
  const remembered = new Map<string, Features>()
  const featuresOf = (text: string) => {
    const features = remembered.get(text) ?? ownFeatures(text)
    remembered.set(text, features)
    return features
  }
  const numbers = new Map(articles.map(({ id }, a) => [id, a]))
  const nobody: ReadonlySet<number> = new Set()
  const weighing = (kept: readonly Article[], left: readonly (readonly string[])[]) =>
    createWeighing(buildIndex(kept, left, createVocabulary(featuresOf)), articles.length)
  const add = (
    weigh: ReturnType<typeof createWeighing>,
    text: string,
    wanted: ReadonlySet<number>,
    source: Example['source'],
    weight: number
  ): Example => {
    const { question, candidates } = weigh(text, () => true)
    const example = { text, candidates, question, wanted, source, weight }
    examples.push(example)
    return example
  }

  const whole = weighing(articles, notOurs)
  for (const { question, wanted } of listed)
    add(whole, question, new Set(wanted.map(id => numbers.get(id) ?? -1)), 'listed', LISTED_WEIGHT)
  for (const question of unanswerable) add(whole, question, nobody, 'unanswerable', UNANSWERABLE_WEIGHT)
  for (let fold = 0; fold < FOLDS; fold++) {
    const weigh = weighing(
      articles.map(article => ({ ...article, asks: withoutFold(article.asks, fold) })),
      notOurs.map(matter => withoutFold(matter, fold))
    )
    for (const [a, { asks }] of articles.entries())
      for (const text of ofFold(asks, fold)) {
        const asked = add(weigh, text, new Set([a]), 'asked', 1)
        const candidates = asked.candidates.filter(({ article }) => article !== a)
        examples.push({ ...asked, candidates, wanted: nobody, source: 'taken away', weight: TAKEN_AWAY_WEIGHT })
      }
    for (const text of notOurs.flatMap(matter => ofFold(matter, fold)))
      add(weigh, text, nobody, 'unanswerable', UNANSWERABLE_WEIGHT)
  }
  return examples
}
