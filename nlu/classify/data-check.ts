// Keeps the figures honest: the same sentence, or nearly the same, may not be both learnt from and judged by.
import type { LabelledText } from './training-data.ts'

/** Of any label. */
type Sentence = Pick<LabelledText, 'text' | 'where'>

/** Character 3-gram Jaccard from which two sentences count as one. */
export const NEAR_DUPLICATE = 0.7

export interface Duplicate {
  first: Sentence
  second: Sentence
  similarity: number
}

const squeeze = (text: string) => text.replace(/[\s\p{P}\p{S}]/gu, '').toLowerCase()

function grams(text: string): Set<string> {
  const letters = Array.from(squeeze(text))
  if (letters.length < 3) return new Set([letters.join('')])
  return new Set(letters.slice(2).map((_, i) => letters.slice(i, i + 3).join('')))
}

/**
 * Pairs across `train` and `heldOut`, and exact repetitions inside each, that are too much alike. Sentences of up to
 * three characters (好的, 转人工) are compared whole.
 */
export function findDuplicates(train: readonly Sentence[], heldOut: readonly Sentence[]): Duplicate[] {
  const found: Duplicate[] = []
  for (const part of [train, heldOut]) {
    const seen = new Map<string, Sentence>()
    for (const item of part) {
      const key = `${item.text}`
      const first = seen.get(key)
      if (first) found.push({ first, second: item, similarity: 1 })
      else seen.set(key, item)
    }
  }
  const byGram = new Map<string, number[]>()
  const trainGrams = train.map(item => grams(item.text))
  for (const [i, set] of trainGrams.entries())
    for (const gram of set) {
      const list = byGram.get(gram)
      if (list) list.push(i)
      else byGram.set(gram, [i])
    }
  for (const item of heldOut) {
    const own = grams(item.text)
    const shared = new Map<number, number>()
    for (const gram of own) for (const i of byGram.get(gram) ?? []) shared.set(i, (shared.get(i) ?? 0) + 1)
    for (const [i, common] of shared) {
      const similarity = common / (own.size + trainGrams[i]!.size - common)
      if (similarity >= NEAR_DUPLICATE) found.push({ first: train[i]!, second: item, similarity })
    }
  }
  return found
}
