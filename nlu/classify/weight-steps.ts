// Weights in one byte each: every feature has a unit, a power of two, and its weights are whole numbers of units (steps). A
// model takes a quarter of the memory by it and is read from its file as it lies there; the loss (half a step, under 1 % of
// the feature's largest weight) changes no figure.
import { addScores, type LinearModel, type SparseRow } from './linear-model.ts'

const MOST_STEPS = 127

/** A trained linear model as it is stored and asked: the weight of a feature is steps[feature × outputs + output] × its unit. */
export interface SteppedModel {
  outputs: number
  steps: Int8Array
  /** Each feature's unit as an exponent of two; the last one is the bias. */
  exponents: Int8Array
  /** The same as a factor. */
  units: Float32Array
}

/** The smallest exponent with which the largest weight is at most 127 steps. */
function exponentOf(weights: Float32Array): number {
  let largest = 0
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight))
  return largest === 0 ? 0 : Math.max(-126, Math.ceil(Math.log2(largest / MOST_STEPS)))
}

export const steppedModel = (steps: Int8Array, exponents: Int8Array): SteppedModel => ({
  outputs: exponents.length > 0 ? steps.length / exponents.length : 1,
  steps,
  exponents,
  units: Float32Array.from(exponents, exponent => 2 ** exponent)
})

export function inSteps({ outputs, weights }: LinearModel): SteppedModel {
  const steps = new Int8Array(weights.length)
  const exponents = new Int8Array(weights.length / outputs)
  for (let i = 0; i < exponents.length; i++) {
    const base = i * outputs
    const own = weights.subarray(base, base + outputs)
    const exponent = exponentOf(own)
    const scale = 2 ** -exponent
    exponents[i] = exponent
    for (let k = 0; k < outputs; k++) steps[base + k] = Math.round(own[k]! * scale)
  }
  return steppedModel(steps, exponents)
}

export const weightOf = ({ outputs, steps, units }: SteppedModel, feature: number, output: number): number =>
  steps[feature * outputs + output]! * units[feature]!

/** Raw scores (logits) of one row, one for each output. */
export function scoreSteps({ outputs, steps, units }: SteppedModel, row: SparseRow): Float64Array {
  const out = new Float64Array(outputs)
  const bias = units.length - 1
  for (let k = 0; k < outputs; k++) out[k] = steps[bias * outputs + k]! * units[bias]!
  // a unit is a power of two: nothing is lost by taking it into the row
  const values = row.values.map((value, i) => value * units[row.ids[i]!]!)
  addScores(out, steps, { ids: row.ids, values })
  return out
}
