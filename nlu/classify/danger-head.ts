// The danger head (险情): a linear model over the word row and, beside it, the danger words, events and circumstances.
import type { DangerText } from './danger-data.ts'
import { DANGER_NUMBERS, DANGER_OUTPUTS } from './emergency.ts'
import { type HeadTask, inRuns } from './head-task.ts'
import type { SparseRow } from './linear-model.ts'

const NUMBERS: readonly string[] = DANGER_NUMBERS

/** Danger is one sentence in eight here and a miss is worse than a false alarm, so a positive is seen more often. */
const DANGER_REPEATS = 3
const DANGER_TRAINING = { epochs: 9, rate: 2, decay: 2e-5, dropout: 0.5 }
/** Mean of so many runs: what one run finds of hard dangers differs by 7 of 100 from seed to seed, the mean of three by 2. */
const DANGER_RUNS = 3
/** Texts that a danger feature must stand in to be kept. */
const MIN_DANGER_TEXTS = 3

/** The word row, lengthened by the danger features that the model knows. */
export function dangerRow(
  row: SparseRow,
  danger: ReadonlyMap<string, number>,
  features: ReadonlyMap<string, number>
): SparseRow {
  const known = [...features].filter(([name]) => danger.has(name))
  const ids = new Int32Array(row.ids.length + known.length)
  const values = new Float32Array(ids.length)
  ids.set(row.ids)
  values.set(row.values)
  for (const [i, [name, value]] of known.entries()) {
    ids[row.ids.length + i] = danger.get(name)!
    values[row.ids.length + i] = value
  }
  return { ids, values }
}

/** Ids from `from` on for the danger features that stand in enough texts. */
export function numberDanger(texts: readonly ReadonlyMap<string, number>[], from: number): Map<string, number> {
  const inTexts = new Map<string, number>()
  for (const features of texts) for (const name of features.keys()) inTexts.set(name, (inTexts.get(name) ?? 0) + 1)
  const kept = [...inTexts].filter(([, n]) => n >= MIN_DANGER_TEXTS)
  return new Map(kept.map(([name], i) => [name, from + i]))
}

/** What the danger head learns, `features` ids in all: one task a run, their mean is the head (meanModel). */
export function dangerTasks(
  texts: readonly Pick<DangerText, 'emergency'>[],
  features: number,
  seed: number
): HeadTask[] {
  const seen: number[] = []
  const targets: number[][] = []
  for (const [i, { emergency }] of texts.entries()) {
    const target = emergency.length > 0 ? [0, ...emergency.map(number => 1 + NUMBERS.indexOf(number))] : []
    for (let n = 0; n < (emergency.length > 0 ? DANGER_REPEATS : 1); n++) {
      seen.push(i)
      targets.push(target)
    }
  }
  const options = { ...DANGER_TRAINING, seed, outputs: DANGER_OUTPUTS, features }
  return inRuns({ rows: 'danger', seen, targets, options }, DANGER_RUNS)
}
