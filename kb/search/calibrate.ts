// Learns kb/data/meaning.bin and ranking.yaml: what terms mean, in which order candidates come, and how sure to be of
// the best one.
import { collectExamples, type Example, type TrainingData } from './examples.ts'
import { learnDecision, learnOrder, spreads } from './learn.ts'
import type { MeaningModel } from './meaning.ts'
import { orderCandidates } from './order.ts'
import { decisionTerms, EVIDENCE, type Evidence, ORDER, probabilityOf, type Ranking } from './ranking.ts'

export interface Calibration {
  order: Ranking['order']
  decision: Ranking['decision']
  /** Shares of left-out questions, and of those listed apart, whose right article came first. */
  leftOutHit1: number
  listedHit1: number
  /** For choosing thresholds: shares of what would be answered from a probability on. */
  thresholds: {
    at: number
    right: number
    wrong: number
    unanswerable: number
    listedRight: number
    listedWrong: number
  }[]
}

const AT = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7]

function learnOrderFrom(examples: readonly Example[]): Ranking['order'] {
  const choices = examples
    .filter(({ candidates, wanted }) => candidates.some(({ article }) => wanted.has(article)))
    .map(({ candidates, wanted, weight }) => ({
      rows: candidates.map(({ measures }) => Float64Array.from(ORDER, name => measures[name])),
      isRight: candidates.map(({ article }) => wanted.has(article)),
      weight
    }))
  const weights = learnOrder(choices, ORDER.length)
  return Object.fromEntries(ORDER.map((name, k) => [name, weights[k]!])) as Ranking['order']
}

interface Judged {
  source: Example['source']
  weight: number
  evidence: Evidence
  /** An article that answers it is among the candidates. */
  isFound: boolean
  isFirst: boolean
  /** First, and no matter that is not ours came before it. */
  isRight: boolean
}

function judge(examples: readonly Example[], articleCount: number, order: Ranking['order']): Judged[] {
  return examples.map(({ candidates, question, wanted, source, weight }) => {
    const { ranked, isNotOurs, evidence } = orderCandidates(candidates, articleCount, question, order)
    const isFirst = ranked[0] !== undefined && wanted.has(ranked[0].article)
    const isFound = ranked.some(({ article }) => wanted.has(article))
    return { source, weight, evidence, isFound, isFirst, isRight: isFirst && !isNotOurs }
  })
}

function learnDecisionFrom(judged: readonly Judged[]): Ranking['decision'] {
  const rows = judged.map(({ evidence }) => EVIDENCE.map(name => evidence[name]))
  const found = spreads(
    rows,
    judged.map(({ weight }) => weight)
  )
  const usual = Object.fromEntries(EVIDENCE.map((name, k) => [name, found[k]!])) as Ranking['decision']['usual']
  const { weights, bias } = learnDecision(
    judged.map(({ evidence, isRight, weight }) => ({ row: decisionTerms(usual, evidence), isRight, weight }))
  )
  const size = EVIDENCE.length
  const products = EVIDENCE.map((name, i) => {
    const from = size + i * size - (i * (i - 1)) / 2
    return [name, weights.slice(from, from + size - i)] as const
  })
  return {
    bias,
    usual,
    weights: Object.fromEntries(EVIDENCE.map((name, k) => [name, weights[k]!])) as Ranking['decision']['weights'],
    products: Object.fromEntries(products) as Ranking['decision']['products']
  }
}

export function calibrateOn(examples: readonly Example[], articleCount: number): Calibration {
  const order = learnOrderFrom(examples)
  const judged = judge(examples, articleCount, order)
  const decision = learnDecisionFrom(judged)
  const of = (source: Example['source']) => judged.filter(one => one.source === source)
  const [asked, outside, listed] = [of('asked'), of('unanswerable'), of('listed')]
  const firstOf = (list: readonly Judged[]) =>
    list.filter(({ isFirst }) => isFirst).length / Math.max(1, list.filter(({ isFound }) => isFound).length)
  const answered = (list: readonly Judged[], at: number, isRight: boolean) =>
    list.filter(one => one.isRight === isRight && probabilityOf(decision, one.evidence) >= at).length /
    Math.max(1, list.length)
  return {
    order,
    decision,
    leftOutHit1: firstOf(asked),
    listedHit1: firstOf(listed),
    thresholds: AT.map(at => ({
      at,
      right: answered(asked, at, true),
      wrong: answered(asked, at, false),
      unanswerable: answered(outside, at, false),
      listedRight: answered(listed, at, true),
      listedWrong: answered(listed, at, false)
    }))
  }
}

export function calibrate(data: TrainingData): Calibration & { meaning: MeaningModel } {
  const { meaning, examples } = collectExamples(data)
  return { ...calibrateOn(examples, data.articles.length), meaning }
}
