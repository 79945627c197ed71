// A sparse linear model: multinomial or one-against-rest logistic regression, trained by seeded stochastic gradient.
import { seededRandom } from '../../core/seeded-random.ts'

/** Active features of one text: ids ascending, values L2-normalised. */
export interface SparseRow {
  ids: Int32Array
  values: Float32Array
}

/** Weights are stored feature by feature: weights[feature * outputs + output]; the last row is the bias. */
export interface LinearModel {
  outputs: number
  weights: Float32Array
}

export interface TrainOptions {
  outputs: number
  features: number
  epochs: number
  /** First step size; falls linearly to a tenth. */
  rate: number
  /** L2 penalty on each touched weight and step. */
  decay: number
  /** Share of a row's features that each step leaves out, so that no single word is relied upon. */
  dropout: number
  seed: number
}

/** The numbers below n in an order that `random` gives. */
export function shuffled(n: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const swap = order[i]!
    order[i] = order[j]!
    order[j] = swap
  }
  return order
}

/** Raw scores (logits) of one row, one for each output. */
export function scoreRow(model: LinearModel, row: SparseRow, out = new Float64Array(model.outputs)): Float64Array {
  const { outputs, weights } = model
  const bias = weights.length - outputs
  for (let k = 0; k < outputs; k++) out[k] = weights[bias + k]!
  addScores(out, weights, row)
  return out
}

/** Adds what a row's features weigh for each output; four features at a time, so that each sum is read and written less. */
export function addScores(out: Float64Array, weights: Float32Array | Int8Array, { ids, values }: SparseRow): void {
  const n = out.length
  let i = 0
  for (; i + 4 <= ids.length; i += 4) {
    const a = ids[i]! * n
    const b = ids[i + 1]! * n
    const c = ids[i + 2]! * n
    const d = ids[i + 3]! * n
    const [va, vb, vc, vd] = [values[i]!, values[i + 1]!, values[i + 2]!, values[i + 3]!]
    for (let k = 0; k < n; k++)
      out[k] = out[k]! + weights[a + k]! * va + weights[b + k]! * vb + weights[c + k]! * vc + weights[d + k]! * vd
  }
  for (; i < ids.length; i++) {
    const base = ids[i]! * n
    const value = values[i]!
    for (let k = 0; k < n; k++) out[k]! += weights[base + k]! * value
  }
}

export function softmax(scores: ArrayLike<number>, temperature = 1): Float64Array {
  let max = Number.NEGATIVE_INFINITY
  for (let k = 0; k < scores.length; k++) max = Math.max(max, scores[k]!)
  const out = new Float64Array(scores.length)
  let sum = 0
  for (let k = 0; k < scores.length; k++) {
    out[k] = Math.exp((scores[k]! - max) / temperature)
    sum += out[k]!
  }
  for (let k = 0; k < out.length; k++) out[k]! /= sum
  return out
}

export const sigmoid = (score: number) => 1 / (1 + Math.exp(-score))

/** Room for one thinned row at a time, as long as the longest of `rows`. */
export function roomFor(rows: readonly SparseRow[]): SparseRow {
  const longest = rows.reduce((most, row) => Math.max(most, row.ids.length), 0)
  return { ids: new Int32Array(longest), values: new Float32Array(longest) }
}

/**
 * A row with a share of its features left out and the others raised, so that scores keep their size on average. It lies in
 * `room` and lasts until the next one is made there.
 */
export function thinned(row: SparseRow, dropout: number, random: () => number, room: SparseRow): SparseRow {
  if (dropout === 0) return row
  const { ids, values } = room
  const raise = 1 / (1 - dropout)
  let n = 0
  for (let i = 0; i < row.ids.length; i++) {
    if (random() < dropout) continue
    ids[n] = row.ids[i]!
    values[n++] = row.values[i]! * raise
  }
  return { ids: ids.subarray(0, n), values: values.subarray(0, n) }
}

const NEGLIGIBLE = 1e-3

/** Outputs with anything to learn; those that are as good as right are left alone: nine tenths of the work saved. */
export function activeOutputs(gradient: Float64Array): number[] {
  const active: number[] = []
  for (let k = 0; k < gradient.length; k++) if (Math.abs(gradient[k]!) > NEGLIGIBLE) active.push(k)
  return active
}

/** `targets[i]` is the class of row i (multinomial), or the set of outputs that are on (one against rest). */
export function trainLinearModel(
  rows: readonly SparseRow[],
  targets: readonly (number | readonly number[])[],
  options: TrainOptions
): LinearModel {
  const { outputs, features, epochs, rate, decay, dropout } = options
  const model: LinearModel = { outputs, weights: new Float32Array((features + 1) * outputs) }
  const { weights } = model
  const bias = features * outputs
  const random = seededRandom(options.seed)
  const scores = new Float64Array(outputs)
  const room = roomFor(rows)
  const steps = epochs * rows.length
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const index of shuffled(rows.length, random)) {
      const row = thinned(rows[index]!, dropout, random, room)
      const target = targets[index]!
      const eta = rate * (1 - (0.9 * step++) / steps)
      scoreRow(model, row, scores)
      let gradient: Float64Array
      if (typeof target === 'number') {
        gradient = softmax(scores)
        gradient[target]! -= 1
      } else {
        gradient = new Float64Array(outputs)
        for (let k = 0; k < outputs; k++) gradient[k] = sigmoid(scores[k]!) - (target.includes(k) ? 1 : 0)
      }
      for (let k = 0; k < outputs; k++) weights[bias + k]! -= 0.1 * eta * gradient[k]!
      const active = activeOutputs(gradient)
      const shrink = 1 - eta * decay
      for (let i = 0; i < row.ids.length; i++) {
        const base = row.ids[i]! * outputs
        const scale = eta * row.values[i]!
        for (const k of active) weights[base + k] = weights[base + k]! * shrink - scale * gradient[k]!
      }
    }
  }
  return model
}
