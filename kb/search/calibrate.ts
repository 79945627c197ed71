// Learns kb/data/ranking.yaml: in which order candidates come, and how sure to be of the best one.
import { collectExamples, type Example, type TrainingData } from './examples.ts'
import { learnDecision, learnOrder } from './learn.ts'
import { EVIDENCE, ORDER, probabilityOf, type Ranking } from './ranking.ts'

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
    .filter(({ candidates }) => candidates.some(({ isRight }) => isRight))
    .map(({ candidates, weight }) => ({
      rows: candidates.map(({ measures }) => Float64Array.from(ORDER, name => measures[name])),
      isRight: candidates.map(({ isRight }) => isRight),
      weight
    }))
  const weights = learnOrder(choices, ORDER.length)
  return Object.fromEntries(ORDER.map((name, k) => [name, weights[k]!])) as Ranking['order']
}

function learnDecisionFrom(examples: readonly Example[]): Ranking['decision'] {
  const { weights, bias } = learnDecision(
    examples.map(({ evidence, isRight, weight }) => ({ row: EVIDENCE.map(name => evidence[name]), isRight, weight }))
  )
  const learned = Object.fromEntries(EVIDENCE.map((name, k) => [name, weights[k]!]))
  return { ...learned, bias } as Ranking['decision']
}

export function calibrate(data: TrainingData, current: Ranking): Calibration {
  const order = learnOrderFrom(collectExamples(data, current))
  const examples = collectExamples(data, { ...current, order })
  const decision = learnDecisionFrom(examples)
  const of = (source: Example['source']) => examples.filter(example => example.source === source)
  const asked = of('asked')
  const outside = of('unanswerable')
  const listed = of('listed')
  const firstIsRight = (list: readonly Example[]) =>
    list.filter(({ candidates }) => candidates[0]?.isRight).length /
    Math.max(1, list.filter(({ candidates }) => candidates.some(({ isRight }) => isRight)).length)
  const answered = (list: readonly Example[], at: number, isRight: boolean) =>
    list.filter(example => example.isRight === isRight && probabilityOf(decision, example.evidence) >= at).length /
    Math.max(1, list.length)
  return {
    order,
    decision,
    leftOutHit1: firstIsRight(asked),
    listedHit1: firstIsRight(listed),
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
