// Weights in one byte each: every feature has a unit, a power of two, and its weights are whole numbers of units (steps). A
// model takes a quarter of the memory by it and is read from its file as it lies there; the loss (half a step, under 1 % of
// the feature's largest weight) changes no figure.
import type { LinearModel, SparseRow } from './linear-model.ts'

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
  const { ids, values } = row
  const scaled = (i: number) => values[i]! * units[ids[i]!]!
  // four features at a time: each sum is then read and written once instead of four times
  let i = 0
  for (; i + 4 <= ids.length; i += 4) {
    const a = ids[i]! * outputs
    const b = ids[i + 1]! * outputs
    const c = ids[i + 2]! * outputs
    const d = ids[i + 3]! * outputs
    const [va, vb, vc, vd] = [scaled(i), scaled(i + 1), scaled(i + 2), scaled(i + 3)]
    for (let k = 0; k < outputs; k++)
      out[k] = out[k]! + steps[a + k]! * va + steps[b + k]! * vb + steps[c + k]! * vc + steps[d + k]! * vd
  }
  for (; i < ids.length; i++) {
    const base = ids[i]! * outputs
    const value = scaled(i)
    for (let k = 0; k < outputs; k++) out[k]! += steps[base + k]! * value
  }
  return out
}
