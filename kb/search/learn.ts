// Two small learners, both by plain gradient ascent from zero, so that the same data always gives the same numbers.

const ORDER_STEPS = 400
const DECISION_STEPS = 1500
/** Draws weights towards zero; in units of the mean example. */
const ORDER_RESTRAINT = 1e-4

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

/** Logistic regression; the measures are brought to one scale while learning. Gives weights, then the bias. */
export function learnDecision(examples: readonly Labelled[]): { weights: number[]; bias: number } {
  const size = examples[0]!.row.length
  const total = examples.reduce((sum, { weight }) => sum + weight, 0)
  const scales = Array.from({ length: size }, (_, k) => {
    const mean = examples.reduce((sum, { row, weight }) => sum + weight * row[k]!, 0) / total
    const variance = examples.reduce((sum, { row, weight }) => sum + weight * (row[k]! - mean) ** 2, 0) / total
    return { mean, spread: Math.sqrt(variance) || 1 }
  })
  const rows = examples.map(({ row }) => row.map((value, k) => (value - scales[k]!.mean) / scales[k]!.spread))
  const weights = new Float64Array(size)
  let bias = 0
  for (let step = 0; step < DECISION_STEPS; step++) {
    const gradient = new Float64Array(size)
    let biasGradient = 0
    for (const [i, row] of rows.entries()) {
      const { isRight, weight } = examples[i]!
      let sum = bias
      for (let k = 0; k < size; k++) sum += row[k]! * weights[k]!
      const error = weight * ((isRight ? 1 : 0) - 1 / (1 + Math.exp(-sum)))
      biasGradient += error
      for (let k = 0; k < size; k++) gradient[k]! += error * row[k]!
    }
    bias += biasGradient / total
    for (let k = 0; k < size; k++) weights[k]! += gradient[k]! / total
  }
  const scaled = [...weights].map((weight, k) => weight / scales[k]!.spread)
  return { weights: scaled, bias: bias - scaled.reduce((sum, weight, k) => sum + weight * scales[k]!.mean, 0) }
}
