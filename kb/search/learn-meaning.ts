// Learns what terms mean from which article each question belongs to: the vectors of its terms are moved until their sum
// lies nearer to the other questions of its article than to those of any other. Seeded: the same data gives the same
// numbers. (A bag of words with learned vectors, as in fastText; classes are the means of their own questions.)
import { seededRandom } from '../../core/seeded-random.ts'
import type { MeaningModel } from './meaning.ts'

/** Length of a vector; passes over all questions; share of terms left out at random in each. */
const SIZE = 48
const EPOCHS = 10
const LEFT_OUT = 0.4
/** How sharply likeness (cosine) is turned into a probability; first step of learning. */
const SHARPNESS = 16
const FIRST_STEP = 0.1
/** Terms that stand in fewer questions are not learned. */
const LEAST_QUESTIONS = 3
/** Questions between two reckonings of what the classes mean. */
const REFRESH = 1500
const SEED = 7
/** First length of a vector by family of terms, beside rarity. */
const FIRST_LENGTHS: Readonly<Record<string, number>> = { w: 1, '=': 1, c: 0.5, s: 0.4, u: 0.4, b: 0.4, y: 0.3, z: 0.4 }

export interface MeantQuestion {
  terms: string[]
  /** Numbers of the articles or matters it belongs to, any of them. */
  classes: number[]
  weight: number
  /** True where it makes part of what its (only) class means; others only learn. */
  isOwn: boolean
}

function toUnitAt(values: Float32Array, from: number): number {
  let sum = 0
  for (let k = 0; k < SIZE; k++) sum += values[from + k]! ** 2
  const length = Math.sqrt(sum) || 1
  for (let k = 0; k < SIZE; k++) values[from + k]! /= length
  return length
}

function termsOf(questions: readonly MeantQuestion[]): { ids: Map<string, number>; rarity: Float32Array } {
  const counts = new Map<string, number>()
  for (const { terms, isOwn } of questions)
    if (isOwn) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  const kept = [...counts].filter(([, count]) => count >= LEAST_QUESTIONS)
  return {
    ids: new Map(kept.map(([term], id) => [term, id])),
    rarity: Float32Array.from(
      kept,
      ([term, count]) => Math.log(questions.length / count) * (FIRST_LENGTHS[term[0]!] ?? 1)
    )
  }
}

function pack(ids: ReadonlyMap<string, number>, rarity: Float32Array, vectors: Float32Array): MeaningModel {
  const scales = new Float32Array(ids.size)
  const small = new Int8Array(vectors.length)
  for (let id = 0; id < ids.size; id++) {
    const row = vectors.subarray(id * SIZE, (id + 1) * SIZE)
    const most = row.reduce((max, value) => Math.max(max, Math.abs(value)), 0) || 1
    scales[id] = (most / 127) * rarity[id]!
    for (let k = 0; k < SIZE; k++) small[id * SIZE + k] = Math.round((row[k]! / most) * 127)
  }
  return { size: SIZE, terms: [...ids.keys()], scales, vectors: small }
}

/** @param classCount classes are numbered from 0 */
export function learnMeaning(questions: readonly MeantQuestion[], classCount: number): MeaningModel {
  const { ids, rarity } = termsOf(questions)
  const next = seededRandom(SEED)
  const vectors = Float32Array.from(
    { length: ids.size * SIZE },
    () => ((next() + next() + next() - 1.5) * 2) / Math.sqrt(SIZE)
  )
  const speed = new Float32Array(vectors.length)
  const rows = questions.map(({ terms }) => Int32Array.from(terms.flatMap(term => ids.get(term) ?? [])))
  const meant = new Float32Array(questions.length * SIZE)
  const sums = new Float32Array(classCount * SIZE)
  const classes = new Float32Array(classCount * SIZE)

  const refresh = () => {
    sums.fill(0)
    meant.fill(0)
    for (const [i, { classes: of, isOwn }] of questions.entries()) {
      if (!isOwn) continue
      const at = i * SIZE
      for (const id of rows[i]!) for (let k = 0; k < SIZE; k++) meant[at + k]! += rarity[id]! * vectors[id * SIZE + k]!
      toUnitAt(meant, at)
      for (let k = 0; k < SIZE; k++) sums[of[0]! * SIZE + k]! += meant[at + k]!
    }
    classes.set(sums)
    for (let c = 0; c < classCount; c++) toUnitAt(classes, c * SIZE)
  }

  // worked on in place
  const query = new Float32Array(SIZE)
  const slope = new Float32Array(SIZE)
  const others = new Float32Array(SIZE)
  const likely = new Float32Array(classCount)
  const isRight = new Uint8Array(classCount)

  const learnFrom = (i: number, step: number) => {
    const { classes: right, weight, isOwn } = questions[i]!
    const used = rows[i]!.filter(() => next() >= LEFT_OUT)
    if (used.length === 0) return
    query.fill(0)
    for (const id of used) for (let k = 0; k < SIZE; k++) query[k]! += rarity[id]! * vectors[id * SIZE + k]!
    const length = toUnitAt(query, 0)
    const own = isOwn ? right[0]! : -1
    if (isOwn) {
      // its class without itself, or every question would be nearest to its own
      for (let k = 0; k < SIZE; k++) others[k] = sums[own * SIZE + k]! - meant[i * SIZE + k]!
      toUnitAt(others, 0)
    }
    const classAt = (c: number) => (c === own ? others : classes)
    let highest = Number.NEGATIVE_INFINITY
    for (let c = 0; c < classCount; c++) {
      const from = c === own ? 0 : c * SIZE
      const vector = classAt(c)
      let like = 0
      for (let k = 0; k < SIZE; k++) like += query[k]! * vector[from + k]!
      likely[c] = SHARPNESS * like
      if (likely[c]! > highest) highest = likely[c]!
    }
    let all = 0
    for (let c = 0; c < classCount; c++) {
      likely[c] = Math.exp(likely[c]! - highest)
      all += likely[c]!
    }
    let rights = 0
    for (const c of right) {
      rights += likely[c]!
      isRight[c] = 1
    }
    slope.fill(0)
    for (let c = 0; c < classCount; c++) {
      const error = weight * (likely[c]! / all - (isRight[c] ? likely[c]! / rights : 0))
      if (Math.abs(error) < 1e-4) continue
      const from = c === own ? 0 : c * SIZE
      const vector = classAt(c)
      for (let k = 0; k < SIZE; k++) slope[k]! += error * vector[from + k]!
    }
    for (const c of right) isRight[c] = 0
    let along = 0
    for (let k = 0; k < SIZE; k++) along += slope[k]! * query[k]!
    for (let k = 0; k < SIZE; k++) slope[k] = (SHARPNESS * (slope[k]! - along * query[k]!)) / length
    for (const id of used)
      for (let k = 0; k < SIZE; k++) {
        const at = id * SIZE + k
        const change = rarity[id]! * slope[k]!
        speed[at]! += change * change
        vectors[at]! -= (step * change) / Math.sqrt(speed[at]! + 1e-6)
      }
  }

  const order = Uint32Array.from(questions, (_, i) => i)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    for (const [at, i] of order.entries()) {
      if (at % REFRESH === 0) refresh()
      learnFrom(i, FIRST_STEP * (1 - epoch / EPOCHS))
    }
  }
  return pack(ids, rarity, vectors)
}
