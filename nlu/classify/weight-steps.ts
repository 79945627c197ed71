// Weights in one byte each: every feature has a step, a power of two, and its weights are whole numbers of steps. A model
// file is a quarter as large by it; the loss (half a step, under 1 % of the feature's largest weight) changes no figure.
import type { LinearModel } from './linear-model.ts'

const MOST_STEPS = 127

/** The step of one feature as an exponent of two: the smallest with which its largest weight is at most 127 steps. */
function exponentOf(weights: Float32Array): number {
  let largest = 0
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight))
  return largest === 0 ? 0 : Math.max(-126, Math.ceil(Math.log2(largest / MOST_STEPS)))
}

/** Weights in steps, and each feature's step. */
export interface PackedWeights {
  steps: Int8Array
  exponents: Int8Array
}

/** `packWeights(unpackWeights(x))` is x: what has been rounded once stays as it is. */
export function packWeights({ outputs, weights }: LinearModel): PackedWeights {
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
  return { steps, exponents }
}

export function unpackWeights({ steps, exponents }: PackedWeights): LinearModel {
  const outputs = exponents.length > 0 ? steps.length / exponents.length : 1
  const weights = new Float32Array(steps.length)
  for (let i = 0; i < exponents.length; i++) {
    const step = 2 ** exponents[i]!
    const end = (i + 1) * outputs
    for (let at = i * outputs; at < end; at++) weights[at] = steps[at]! * step
  }
  return { outputs, weights }
}

/** Rounds a model's weights in place, so that it decides the same before and after it was stored. */
export function roundToSteps(model: LinearModel): void {
  model.weights.set(unpackWeights(packWeights(model)).weights)
}
