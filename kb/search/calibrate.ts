// Learns kb/data/ranking.yaml: how sure to be of the best candidate.
//
// Every question of every article is asked of a base that was built without it (a fifth of the questions at a time), so
// the right answer is known and was not seen. Asked again with its whole article gone, it is a question that nobody
// answers; so are those of kb/data/unanswerable.txt. The editors' regression list (kb/data/regression.jsonl), written as
// citizens speak, counts most.
import type { Article } from '../article/article.ts'
import { buildIndex } from './article-index.ts'
import { EVIDENCE, type Evidence, probabilityOf, type Ranking } from './ranking.ts'
import { createSearch } from './search.ts'

const FOLDS = 5
/** How much a question counts whose article was taken away: another article may well answer it too. */
const TAKEN_AWAY_WEIGHT = 0.3
const UNANSWERABLE_WEIGHT = 3
const REGRESSION_WEIGHT = 4
const STEPS = 2000

interface Example {
  evidence: Evidence
  isRight: boolean
  /** How much it counts. */
  weight: number
  source: 'asked' | 'taken away' | 'unanswerable' | 'regression'
}

/** Logistic regression; the evidence is brought to one scale while learning. */
function learn(examples: readonly Example[]): Ranking['decision'] {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0)
  const scales = EVIDENCE.map(name => {
    const mean = examples.reduce((sum, { evidence }) => sum + evidence[name], 0) / examples.length
    const variance = examples.reduce((sum, { evidence }) => sum + (evidence[name] - mean) ** 2, 0) / examples.length
    return { name, mean, spread: Math.sqrt(variance) || 1 }
  })
  const rows = examples.map(({ evidence }) => scales.map(({ name, mean, spread }) => (evidence[name] - mean) / spread))
  const weights = scales.map(() => 0)
  let bias = 0
  for (let step = 0; step < STEPS; step++) {
    const gradient = scales.map(() => 0)
    let biasGradient = 0
    for (const [i, row] of rows.entries()) {
      const { isRight, weight } = examples[i]!
      const sum = row.reduce((s, value, k) => s + value * weights[k]!, bias)
      const error = weight * ((isRight ? 1 : 0) - 1 / (1 + Math.exp(-sum)))
      biasGradient += error
      for (const [k, value] of row.entries()) gradient[k]! += error * value
    }
    bias += biasGradient / total
    for (const [k, slope] of gradient.entries()) weights[k]! += slope / total
  }
  const decision = { bias, strength: 0, lead: 0, unknown: 0, covered: 0, bestAsk: 0, size: 0 }
  for (const [k, { name, mean, spread }] of scales.entries()) {
    decision[name] = weights[k]! / spread
    decision.bias -= decision[name] * mean
  }
  return decision
}

function collectExamples(
  articles: readonly Article[],
  notOurs: readonly (readonly string[])[],
  unanswerable: readonly string[],
  regression: readonly { question: string; wanted: readonly string[] }[],
  current: Ranking
): Example[] {
  const examples: Example[] = []
  const whole = createSearch(buildIndex(articles, notOurs), articles.length, current)
  for (const { question, wanted } of regression) {
    const { ranked, isNotOurs, evidence } = whole(question, () => true)
    const best = ranked[0] ? articles[ranked[0].article]!.id : ''
    examples.push({
      evidence,
      isRight: !isNotOurs && wanted.includes(best),
      weight: REGRESSION_WEIGHT,
      source: 'regression'
    })
  }
  for (let fold = 0; fold < FOLDS; fold++) {
    const kept = articles.map(article => ({ ...article, asks: article.asks.filter((_, q) => q % FOLDS !== fold) }))
    const search = createSearch(buildIndex(kept, notOurs), articles.length, current)
    for (const [a, { asks }] of articles.entries())
      for (const question of asks.filter((_, q) => q % FOLDS === fold)) {
        const { ranked, isNotOurs, evidence } = search(question, () => true)
        examples.push({ evidence, isRight: !isNotOurs && ranked[0]?.article === a, weight: 1, source: 'asked' })
        const without = search(question, article => article !== a).evidence
        examples.push({ evidence: without, isRight: false, weight: TAKEN_AWAY_WEIGHT, source: 'taken away' })
      }
    if (fold > 0) continue
    for (const question of unanswerable) {
      const { evidence } = search(question, () => true)
      examples.push({ evidence, isRight: false, weight: UNANSWERABLE_WEIGHT, source: 'unanswerable' })
    }
  }
  return examples
}

export interface Calibration {
  decision: Ranking['decision']
  /** Share of left-out questions whose own article came first. */
  leftOutHit1: number
  /** For choosing thresholds: shares of what would be answered from a probability on. */
  thresholds: {
    at: number
    right: number
    wrong: number
    unanswerable: number
    regressionRight: number
    regressionWrong: number
  }[]
}

export function calibrate(
  articles: readonly Article[],
  notOurs: readonly (readonly string[])[],
  unanswerable: readonly string[],
  regression: readonly { question: string; wanted: readonly string[] }[],
  current: Ranking
): Calibration {
  const examples = collectExamples(articles, notOurs, unanswerable, regression, current)
  const decision = learn(examples)
  const asked = examples.filter(({ source }) => source === 'asked')
  const listed = examples.filter(({ source }) => source === 'regression')
  const outside = examples.filter(({ source }) => source === 'unanswerable')
  const answered = (list: readonly Example[], at: number, isRight: boolean) =>
    list.filter(example => example.isRight === isRight && probabilityOf(decision, example.evidence) >= at).length
  return {
    decision,
    leftOutHit1: asked.filter(({ isRight }) => isRight).length / asked.length,
    thresholds: [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7].map(at => ({
      at,
      right: answered(asked, at, true) / asked.length,
      wrong: answered(asked, at, false) / asked.length,
      unanswerable: answered(outside, at, false) / Math.max(1, outside.length),
      regressionRight: answered(listed, at, true) / Math.max(1, listed.length),
      regressionWrong: answered(listed, at, false) / Math.max(1, listed.length)
    }))
  }
}
