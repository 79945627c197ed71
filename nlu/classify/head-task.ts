// What one head has to learn, as plain data: rows by number, classes, how to step. Any thread can do it, and whichever does
// finds the same weights, since each head draws its own seeded numbers.
import { type LinearModel, type SparseRow, type TrainOptions, trainLinearModel } from './linear-model.ts'
import { trainSharedSoftmax } from './shared-softmax.ts'
import { addWordOdds } from './word-odds.ts'

/** One class of several, or the set of outputs that are on. */
export type Target = number | readonly number[]

/** The rows that heads learn from: those of the labelled sentences, and those with danger features of all sentences. */
export const ROW_SETS = ['words', 'danger'] as const
export type RowSet = (typeof ROW_SETS)[number]
export type Rows = Readonly<Record<RowSet, readonly SparseRow[]>>

export interface HeadTask {
  rows: RowSet
  /** Numbers of the rows to learn from, one as often as it weighs; all of them, once each, where absent. */
  seen?: readonly number[]
  /** Of each row that is seen. */
  targets: readonly Target[]
  options: TrainOptions
  /** Wider classes that learn with them (shared-softmax.ts). */
  wider?: { families: readonly (readonly number[])[]; familyRate: number }
  /** Word odds to add: share of them, and the wider class of each class, if any (word-odds.ts). */
  odds?: { share: number; family?: readonly number[] }
}

export function learnHead({ rows: set, seen, targets, options, wider, odds }: HeadTask, rows: Rows): LinearModel {
  const own = seen ? seen.map(i => rows[set][i]!) : rows[set]
  const model = wider
    ? trainSharedSoftmax(own, targets as number[], { ...options, ...wider })
    : trainLinearModel(own, targets, options)
  if (odds) {
    const classes = targets.map(target => (typeof target === 'number' ? [target] : target))
    addWordOdds(model, own, classes, odds.share, odds.family)
  }
  return model
}

/** The same task from so many seeds on; their mean is less of chance than any one of them. */
export const inRuns = (task: HeadTask, runs: number): HeadTask[] =>
  Array.from({ length: runs }, (_, run) => ({ ...task, options: { ...task.options, seed: task.options.seed + run } }))

export function meanModel(runs: readonly LinearModel[]): LinearModel {
  const { outputs, weights } = runs[0]!
  if (runs.length === 1) return runs[0]!
  return { outputs, weights: weights.map((_, i) => runs.reduce((sum, run) => sum + run.weights[i]!, 0) / runs.length) }
}
