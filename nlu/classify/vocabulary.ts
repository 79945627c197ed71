// From feature names to numbered, weighted rows (tf-idf).
import type { SparseRow } from './linear-model.ts'

export interface Vocabulary {
  /** Feature name → id. */
  ids: Map<string, number>
  idf: Float32Array
}

/** Texts that a feature must stand in to be kept; concepts are few and always kept. */
const MIN_TEXTS = 2
/** Parts of a row, each brought to a length of its own: words (w word, b word pair, c characters), word classes (&), and
 * all else: cues, concepts and shape. */
export const PARTS = ['words', 'classes', 'others'] as const
export type Part = (typeof PARTS)[number]
const LENGTHS: Record<Part, number> = { words: 1, classes: 0.4, others: 0.8 }

/** The number in PARTS of a feature, by the first letter of its name. */
export const partOf = (name: string): number => (/^[wbc]/.test(name) ? 0 : name.startsWith('&') ? 1 : 2)

export function buildVocabulary(texts: readonly Map<string, number>[]): Vocabulary {
  const inTexts = new Map<string, number>()
  for (const counts of texts) for (const name of counts.keys()) inTexts.set(name, (inTexts.get(name) ?? 0) + 1)
  const ids = new Map<string, number>()
  const idf: number[] = []
  for (const [name, n] of inTexts) {
    if (n < MIN_TEXTS) continue
    ids.set(name, idf.length)
    idf.push(Math.log((texts.length + 1) / (n + 1)) + 1)
  }
  return { ids, idf: Float32Array.from(idf) }
}

/** What each part of a row is multiplied by, from the sums of the squares of its values. */
export const scaleOfParts = (squares: ArrayLike<number>): number[] =>
  PARTS.map((part, i) => (squares[i]! > 0 ? LENGTHS[part] / Math.sqrt(squares[i]!) : 0))

/** A text as the model reads it: features it does not know are left out. */
export function toRow(vocabulary: Vocabulary, counts: ReadonlyMap<string, number>): SparseRow {
  const found: { id: number; value: number; part: number }[] = []
  const squares = new Float64Array(PARTS.length)
  for (const [name, count] of counts) {
    const id = vocabulary.ids.get(name)
    if (id === undefined) continue
    const value = (1 + Math.log(count)) * vocabulary.idf[id]!
    const part = partOf(name)
    squares[part]! += value * value
    found.push({ id, value, part })
  }
  const scales = scaleOfParts(squares)
  found.sort((a, b) => a.id - b.id)
  return {
    ids: Int32Array.from(found, item => item.id),
    values: Float32Array.from(found, item => item.value * scales[item.part]!)
  }
}
