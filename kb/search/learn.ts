// Two small learners without chance in them: the same data always gives the same numbers.

const ORDER_STEPS = 300
const DECISION_STEPS = 12
/** Draws weights towards zero; in units of the mean example. */
const ORDER_RESTRAINT = 1e-4
/** The same for the decision; in examples, of terms of spread 1. */
const DECISION_RESTRAINT = 300

/** A question's candidates with what they are measured by; `isRight` for each that answers it. */
export interface Choice {
  rows: Float64Array[]
  isRight: boolean[]
  weight: number
}

/**
 * Weights under which the right candidates of each choice get most of a softmax over all its candidates.
 * @param size how many measures a row has
 */
export function learnOrder(choices: readonly Choice[], size: number): number[] {
  const weights = new Float64Array(size)
  const speed = new Float64Array(size)
  const total = choices.reduce((sum, { weight }) => sum + weight, 0)
  for (let step = 0; step < ORDER_STEPS; step++) {
    const gradient = new Float64Array(size)
    for (const { rows, isRight, weight } of choices) {
      const values = rows.map(row => row.reduce((sum, value, k) => sum + value * weights[k]!, 0))
      const highest = Math.max(...values)
      const powers = values.map(value => Math.exp(value - highest))
      const all = powers.reduce((sum, power) => sum + power, 0)
      const right = powers.reduce((sum, power, i) => sum + (isRight[i] ? power : 0), 0)
      for (const [i, row] of rows.entries()) {
        const error = weight * ((isRight[i] ? powers[i]! / right : 0) - powers[i]! / all)
        for (let k = 0; k < size; k++) gradient[k]! += error * row[k]!
      }
    }
    for (let k = 0; k < size; k++) {
      // Adagrad: measures of different spread learn equally fast
      const slope = gradient[k]! / total - ORDER_RESTRAINT * weights[k]!
      speed[k]! += slope ** 2
      weights[k]! += (2 * slope) / Math.sqrt(speed[k]! + 1e-9)
    }
  }
  return [...weights]
}

export interface Labelled {
  row: number[]
  isRight: boolean
  weight: number
}

/** Solves A x = b for a symmetric positive matrix, in place. */
function solve(a: Float64Array[], b: Float64Array): Float64Array {
  const size = b.length
  for (let k = 0; k < size; k++)
    for (let i = k + 1; i < size; i++) {
      const share = a[i]![k]! / a[k]![k]!
      for (let j = k; j < size; j++) a[i]![j]! -= share * a[k]![j]!
      b[i]! -= share * b[k]!
    }
  for (let k = size - 1; k >= 0; k--) {
    for (let j = k + 1; j < size; j++) b[k]! -= a[k]![j]! * b[j]!
    b[k]! /= a[k]![k]!
  }
  return b
}

/** Mean and spread of each column, by weight; a column that never changes has spread 1. */
export function spreads(rows: readonly (readonly number[])[], weights: readonly number[]): [number, number][] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const meanOf = (value: (row: readonly number[]) => number) =>
    rows.reduce((sum, row, i) => sum + weights[i]! * value(row), 0) / total
  return rows[0]!.map((_, k) => {
    const mean = meanOf(row => row[k]!)
    return [mean, Math.sqrt(meanOf(row => (row[k]! - mean) ** 2)) || 1]
  })
}

/** Logistic regression by Newton's steps; terms are held back as if all had spread 1. */
export function learnDecision(examples: readonly Labelled[]): { weights: number[]; bias: number } {
  const size = examples[0]!.row.length + 1
  const held = spreads(
    examples.map(({ row }) => row),
    examples.map(({ weight }) => weight)
  ).map(([, spread]) => DECISION_RESTRAINT * spread ** 2)
  held.push(DECISION_RESTRAINT / 1000)
  const weights = new Float64Array(size)
  for (let step = 0; step < DECISION_STEPS; step++) {
    const slope = Float64Array.from(weights, (weight, k) => -held[k]! * weight)
    const curve = Array.from({ length: size }, (_, k) => {
      const row = new Float64Array(size)
      row[k] = held[k]!
      return row
    })
    const x = new Float64Array(size).fill(1)
    for (const { row, isRight, weight } of examples) {
      x.set(row)
      let sum = 0
      for (let k = 0; k < size; k++) sum += x[k]! * weights[k]!
      const p = 1 / (1 + Math.exp(-sum))
      const error = weight * ((isRight ? 1 : 0) - p)
      const spread = weight * p * (1 - p)
      for (let k = 0; k < size; k++) {
        slope[k]! += error * x[k]!
        const line = curve[k]!
        const scaled = spread * x[k]!
        for (let j = k; j < size; j++) line[j]! += scaled * x[j]!
      }
    }
    for (let k = 0; k < size; k++) for (let j = 0; j < k; j++) curve[k]![j] = curve[j]![k]!
    const change = solve(curve, slope)
    for (let k = 0; k < size; k++) weights[k]! += change[k]!
  }
  return { weights: [...weights.subarray(0, size - 1)], bias: weights[size - 1]! }
}
