// Naive Bayes beside the regression: how much more often a feature stands in texts of a class than in all others. It errs
// elsewhere than the regression does, and being linear in the row too, it is added into the same weights at no cost.
import type { LinearModel, SparseRow } from './linear-model.ts'

/** Feature mass that the prior counts for, and the mass that a wider class counts for where there is one. */
const PRIOR_MASS = 200
const FAMILY_MASS = 100
/** Share of the prior that is equal for all features; the rest goes by how common they are. */
const EQUAL_SHARE = 0.5

/** Feature mass of each class: counts[feature * classes + class], and sums over features and over classes. */
interface Mass {
  counts: Float64Array
  ofClass: Float64Array
  ofFeature: Float64Array
  all: number
}

function massOf(
  rows: readonly SparseRow[],
  targets: readonly (readonly number[])[],
  classes: number,
  features: number
) {
  const mass: Mass = {
    counts: new Float64Array(features * classes),
    ofClass: new Float64Array(classes),
    ofFeature: new Float64Array(features),
    all: 0
  }
  for (const [n, { ids, values }] of rows.entries())
    for (let i = 0; i < ids.length; i++) {
      mass.ofFeature[ids[i]!]! += values[i]!
      mass.all += values[i]!
      for (const k of targets[n]!) {
        mass.counts[ids[i]! * classes + k]! += values[i]!
        mass.ofClass[k]! += values[i]!
      }
    }
  return mass
}

/**
 * Adds `share` of the log-odds of each feature in each class (against all other texts) to a model's weights. `targets[i]`
 * are the classes of row i; with `family` (class → wider class) a thin class leans on its family.
 */
export function addWordOdds(
  model: LinearModel,
  rows: readonly SparseRow[],
  targets: readonly (readonly number[])[],
  share: number,
  family?: readonly number[]
): void {
  const { outputs, weights } = model
  const features = weights.length / outputs - 1
  const mass = massOf(rows, targets, outputs, features)
  const families = family ? 1 + Math.max(...family) : 0
  const ofFamily = new Float64Array(families)
  if (family) for (let k = 0; k < outputs; k++) ofFamily[family[k]!]! += mass.ofClass[k]!
  const inFamily = new Float64Array(families)
  for (let id = 0; id < features; id++) {
    const base = id * outputs
    const prior = (EQUAL_SHARE / features + ((1 - EQUAL_SHARE) * mass.ofFeature[id]!) / mass.all) * PRIOR_MASS
    if (family) {
      inFamily.fill(0)
      for (let k = 0; k < outputs; k++) inFamily[family[k]!]! += mass.counts[base + k]!
    }
    for (let k = 0; k < outputs; k++) {
      const own = mass.counts[base + k]!
      const total = mass.ofClass[k]!
      const g = family?.[k] ?? 0
      const inside = family
        ? (own + (FAMILY_MASS * (inFamily[g]! + prior)) / (ofFamily[g]! + PRIOR_MASS)) / (total + FAMILY_MASS)
        : (own + prior) / (total + PRIOR_MASS)
      const outside = (mass.ofFeature[id]! - own + prior) / (mass.all - total + PRIOR_MASS)
      weights[base + k]! += share * Math.log(inside / outside)
    }
  }
  const sizes = new Float64Array(outputs)
  for (const classes of targets) for (const k of classes) sizes[k]!++
  for (let k = 0; k < outputs; k++)
    weights[features * outputs + k]! += share * Math.log((sizes[k]! + 1) / (rows.length - sizes[k]! + 1))
}
