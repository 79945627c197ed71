// Multinomial logistic regression over classes that belong to wider classes and learn from one another: leaves of the
// category tree, with their level-2 group (2004 住宿) and their theme in other groups (退改, 卫生, 态度 …).
import { seededRandom } from '../../core/seeded-random.ts'
import {
  activeOutputs,
  addScores,
  type LinearModel,
  roomFor,
  type SparseRow,
  shuffled,
  softmax,
  thinned
} from './linear-model.ts'

export interface SharedSoftmaxOptions {
  /** For each way of widening: output → its wider class, numbered from 0. */
  families: readonly (readonly number[])[]
  features: number
  epochs: number
  /** First step size; falls linearly to a tenth. */
  rate: number
  /** Step size of the wider classes next to that of the classes themselves. */
  familyRate: number
  /** L2 penalty on each touched weight and step. */
  decay: number
  /** Share of a row's features that each step leaves out. */
  dropout: number
  seed: number
}

/** Weights of one set of classes, and what they score and learn in the step under way. */
interface Layer {
  size: number
  weights: Float32Array
  scores: Float64Array
  gradient: Float64Array
}

function layerOf(size: number, features: number): Layer {
  return {
    size,
    weights: new Float32Array(features * size),
    scores: new Float64Array(size),
    gradient: new Float64Array(size)
  }
}

function score({ weights, scores }: Layer, row: SparseRow): void {
  scores.fill(0)
  addScores(scores, weights, row)
}

function learn({ size, weights, gradient }: Layer, row: SparseRow, eta: number, decay: number): void {
  const active = activeOutputs(gradient)
  const shrink = 1 - eta * decay
  for (let i = 0; i < row.ids.length; i++) {
    const base = row.ids[i]! * size
    const scale = eta * row.values[i]!
    for (const k of active) weights[base + k] = weights[base + k]! * shrink - scale * gradient[k]!
  }
}

/**
 * A class scores by its own weights and by those of each wider class that it belongs to, so that a thin class has what its
 * family has learnt. `targets[i]` is the class of row i. The sums are what is given back: one plain linear model.
 */
export function trainSharedSoftmax(
  rows: readonly SparseRow[],
  targets: readonly number[],
  options: SharedSoftmaxOptions
): LinearModel {
  const { families, features, epochs, rate, familyRate, decay, dropout } = options
  const outputs = families[0]!.length
  const own = layerOf(outputs, features)
  const wider = families.map(family => layerOf(1 + Math.max(...family), features))
  const bias = new Float32Array(outputs)
  const random = seededRandom(options.seed)
  const room = roomFor(rows)
  const steps = epochs * rows.length
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const index of shuffled(rows.length, random)) {
      const row = thinned(rows[index]!, dropout, random, room)
      const eta = rate * (1 - (0.9 * step++) / steps)
      score(own, row)
      for (const layer of wider) score(layer, row)
      for (let k = 0; k < outputs; k++) {
        own.scores[k]! += bias[k]!
        for (let f = 0; f < wider.length; f++) own.scores[k]! += wider[f]!.scores[families[f]![k]!]!
      }
      own.gradient = softmax(own.scores)
      own.gradient[targets[index]!]! -= 1
      for (let f = 0; f < wider.length; f++) {
        wider[f]!.gradient.fill(0)
        for (let k = 0; k < outputs; k++) wider[f]!.gradient[families[f]![k]!]! += own.gradient[k]!
        learn(wider[f]!, row, familyRate * eta, decay)
      }
      learn(own, row, eta, decay)
      for (let k = 0; k < outputs; k++) bias[k]! -= 0.1 * eta * own.gradient[k]!
    }
  }
  const weights = new Float32Array((features + 1) * outputs)
  weights.set(own.weights)
  weights.set(bias, features * outputs)
  for (let f = 0; f < wider.length; f++) {
    const { size, weights: shared } = wider[f]!
    for (let id = 0; id < features; id++)
      for (let k = 0; k < outputs; k++) weights[id * outputs + k]! += shared[id * size + families[f]![k]!]!
  }
  return { outputs, weights }
}
