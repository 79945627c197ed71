// From feature names to numbered, weighted rows (tf-idf).
import type { SparseRow } from './linear-model.ts'

export interface Vocabulary {
  /** Feature name → id. */
  ids: Map<string, number>
  idf: Float32Array
}

/** Texts that a feature must stand in to be kept; concepts are few and always kept. */
const MIN_TEXTS = 2
/** Length of the concept part of a row next to the word part, whose length is 1. */
const CONCEPT_LENGTH = 0.8

// feature names by first letter: w word, b word pair, c character pair; all else is cues, concepts and shape
export const isWordPart = (name: string) => /^[wbc]/.test(name)

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

/** What the word part and the rest of a row are multiplied by, from the sums of their squares. */
export function scaleOfParts(words: number, others: number): { words: number; others: number } {
  return {
    words: words > 0 ? 1 / Math.sqrt(words) : 0,
    others: others > 0 ? CONCEPT_LENGTH / Math.sqrt(others) : 0
  }
}

/** A text as the model reads it: features it does not know are left out. */
export function toRow(vocabulary: Vocabulary, counts: ReadonlyMap<string, number>): SparseRow {
  const found: { id: number; value: number; isWord: boolean }[] = []
  let words = 0
  let concepts = 0
  for (const [name, count] of counts) {
    const id = vocabulary.ids.get(name)
    if (id === undefined) continue
    const value = (1 + Math.log(count)) * vocabulary.idf[id]!
    const isWord = isWordPart(name)
    if (isWord) words += value * value
    else concepts += value * value
    found.push({ id, value, isWord })
  }
  const scale = scaleOfParts(words, concepts)
  found.sort((a, b) => a.id - b.id)
  return {
    ids: Int32Array.from(found, item => item.id),
    values: Float32Array.from(found, item => item.value * (item.isWord ? scale.words : scale.others))
  }
}
