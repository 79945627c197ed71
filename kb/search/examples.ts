// What the ranking learns from. Every question of every article is asked of a base that was built without it (a fifth of
// the questions at a time) and whose meaning was learned without it, so the right answer is known and was not seen. Asked
// again with its whole article gone, it is a question that nobody answers; so are those of kb/data/unanswerable.txt, and
// of kb/data/not-ours.txt when left out. Questions listed apart (kb/data/regression.jsonl, development.jsonl,
// tuning.jsonl), written as citizens speak, count most. All but the listed are asked once more misspelt by chance (misspell.ts).
import { seededRandom } from '../../core/seeded-random.ts'
import type { Article } from '../article/article.ts'
import { buildIndex } from './article-index.ts'
import { type Features, ownFeatures, questionFeatures } from './features.ts'
import { learnMeaning, type MeantQuestion } from './learn-meaning.ts'
import { createMeaning, type MeaningModel, meaningTerms } from './meaning.ts'
import { bySound, misspell } from './misspell.ts'
import type { Weighed } from './order.ts'
import type { Question } from './question.ts'
import { createWeighing } from './search.ts'
import { createVocabulary } from './vocabulary.ts'

const FOLDS = 5
/** How much a question counts whose article was taken away: another article may well answer it too. */
const TAKEN_AWAY_WEIGHT = 0.1
const UNANSWERABLE_WEIGHT = 2
const LISTED_WEIGHT = 30
/** The same for a question asked once more, misspelt. */
const MISSPELT_WEIGHT = 1
const SEED = 7
/** The same for what is learned of meaning. */
const LISTED_MEANING_WEIGHT = 2

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
  source: 'asked' | 'taken away' | 'unanswerable' | 'listed' | 'misspelt'
}

/** `fold`: these are left out; none are where it is null. */
type Fold = number | null
const isKept = (i: number, fold: Fold) => fold === null || i % FOLDS !== fold
const without = <T>(list: readonly T[], fold: Fold) => list.filter((_, i) => isKept(i, fold))
const only = <T>(list: readonly T[], fold: number) => list.filter((_, i) => i % FOLDS === fold)

/** Reads texts, each once. */
function rememberFeatures(read: (text: string) => Features): (text: string) => Features {
  const remembered = new Map<string, Features>()
  return text => {
    const features = remembered.get(text) ?? read(text)
    remembered.set(text, features)
    return features
  }
}

function numbersOf(articles: readonly Article[]): Map<string, number> {
  return new Map(articles.flatMap(({ id, replaces }, a) => [id, ...replaces].map(name => [name, a] as const)))
}

/** Learns what terms mean from all questions but those of a fold. */
function meaningWithout(
  { articles, notOurs, unanswerable, listed }: TrainingData,
  featuresOf: (text: string) => Features,
  listedFeatures: (text: string) => Features,
  fold: Fold
): MeaningModel {
  const numbers = numbersOf(articles)
  const outside = notOurs.map((_, m) => articles.length + m)
  const own = (text: string, number: number): MeantQuestion => ({
    terms: meaningTerms(featuresOf(text)),
    classes: [number],
    weight: 1,
    isOwn: true
  })
  const other = (terms: string[], classes: number[]): MeantQuestion => ({
    terms,
    classes: classes.length > 0 ? classes : outside,
    weight: LISTED_MEANING_WEIGHT,
    isOwn: false
  })
  return learnMeaning(
    [
      ...articles.flatMap(({ title, asks }, a) => [title, ...without(asks, fold)].map(text => own(text, a))),
      ...notOurs.flatMap((matter, m) => without(matter, fold).map(text => own(text, articles.length + m))),
      ...without(listed, fold).map(({ question, wanted }) =>
        other(
          meaningTerms(listedFeatures(question)),
          wanted.flatMap(id => numbers.get(id) ?? [])
        )
      ),
      ...without(unanswerable, fold).map(text => other(meaningTerms(listedFeatures(text)), []))
    ],
    articles.length + notOurs.length
  )
}

/** The meaning learned from everything, and examples none of which was seen by what weighs it. */
export function collectExamples(data: TrainingData): { meaning: MeaningModel; examples: Example[] } {
  const { articles, notOurs, unanswerable, listed } = data
  const examples: Example[] = []
  const featuresOf = rememberFeatures(ownFeatures)
  const listedFeatures = rememberFeatures(questionFeatures)
  const numbers = numbersOf(articles)
  const nobody: ReadonlySet<number> = new Set()
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

  const next = seededRandom(SEED)
  const homophones = bySound(articles.flatMap(({ title, asks }) => [title, ...asks]))
  for (let fold = 0; fold < FOLDS; fold++) {
    const meaning = createMeaning(meaningWithout(data, featuresOf, listedFeatures, fold))
    const weighing = (kept: readonly Article[], left: readonly (readonly string[])[]) =>
      createWeighing(buildIndex(kept, left, createVocabulary(featuresOf, meaning)), articles.length)

    const whole = weighing(articles, notOurs)
    for (const { question, wanted } of only(listed, fold))
      add(whole, question, new Set(wanted.map(id => numbers.get(id) ?? -1)), 'listed', LISTED_WEIGHT)
    for (const question of only(unanswerable, fold)) {
      add(whole, question, nobody, 'unanswerable', UNANSWERABLE_WEIGHT)
      add(whole, misspell(question, next, homophones), nobody, 'misspelt', MISSPELT_WEIGHT * UNANSWERABLE_WEIGHT)
    }

    const weigh = weighing(
      articles.map(article => ({ ...article, asks: without(article.asks, fold) })),
      notOurs.map(matter => without(matter, fold))
    )
    for (const [a, { asks }] of articles.entries())
      for (const text of only(asks, fold)) {
        const asked = add(weigh, text, new Set([a]), 'asked', 1)
        const candidates = asked.candidates.filter(({ article }) => article !== a)
        examples.push({ ...asked, candidates, wanted: nobody, source: 'taken away', weight: TAKEN_AWAY_WEIGHT })
        const wrong = misspell(text, next, homophones)
        const noisy = add(weigh, wrong, new Set([a]), 'misspelt', MISSPELT_WEIGHT)
        const left = noisy.candidates.filter(({ article }) => article !== a)
        examples.push({ ...noisy, candidates: left, wanted: nobody, weight: MISSPELT_WEIGHT * TAKEN_AWAY_WEIGHT })
      }
    for (const text of notOurs.flatMap(matter => only(matter, fold))) {
      add(weigh, text, nobody, 'unanswerable', UNANSWERABLE_WEIGHT)
      add(weigh, misspell(text, next, homophones), nobody, 'misspelt', MISSPELT_WEIGHT * UNANSWERABLE_WEIGHT)
    }
  }
  return { meaning: meaningWithout(data, featuresOf, listedFeatures, null), examples }
}
