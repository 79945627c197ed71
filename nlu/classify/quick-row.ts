// The row of one text for a trained vocabulary, without writing out the names of its features: what understanding does at
// every message. Training goes the long way (features.ts, vocabulary.ts); a test holds both equal.
import { classFeatures, cueFeatures, hasLetter, placeFeatures, wordShape } from './features.ts'
import type { SparseRow } from './linear-model.ts'
import type { Reading } from './reading.ts'
import { PARTS, partOf, scaleOfParts, type Vocabulary } from './vocabulary.ts'

const UNITS = 1 << 16
/** The first unit of Script=Han (⺀). */
const FIRST_HAN = 0x2e80

/** The vocabulary turned so that words, word pairs and characters are looked up by themselves. */
interface Index {
  words: Map<string, number>
  /** By the two words' numbers; a pair is only known where both words are. */
  pairs: Map<number, number>
  /** Id by UTF-16 unit, -1 for none. */
  units: Int32Array
  unitPairs: Map<number, number>
  /** Number of each feature's part of the row. */
  parts: Uint8Array
  /** Scratch: how often each feature was seen, all zero between texts. */
  counts: Uint16Array
  seen: Int32Array
}

/** Stand before the first word and behind the last. */
const START = '^'
const END = '$'
/** Two units as one small integer. */
const pairOf = (first: number, second: number) => (first << 16) | second

const wordPairOf = (first: number, second: number, size: number) => first * (size + 2) + second

const indexes = new WeakMap<Vocabulary, Index>()

function indexOf(vocabulary: Vocabulary): Index {
  let index = indexes.get(vocabulary)
  if (index) return index
  const size = vocabulary.idf.length
  index = {
    words: new Map(),
    pairs: new Map(),
    units: new Int32Array(UNITS).fill(-1),
    unitPairs: new Map(),
    parts: new Uint8Array(size),
    counts: new Uint16Array(size),
    seen: new Int32Array(size)
  }
  const { words, pairs, units, unitPairs, parts } = index
  for (const [name, id] of vocabulary.ids) {
    parts[id] = partOf(name)
    if (name[0] === 'w') words.set(name.slice(1), id)
    else if (name[0] === 'c' && name.length === 2) units[name.charCodeAt(1)] = id
    else if (name[0] === 'c') unitPairs.set(pairOf(name.charCodeAt(1), name.charCodeAt(2)), id)
  }
  words.set(START, size)
  words.set(END, size + 1)
  for (const [name, id] of vocabulary.ids) {
    if (name[0] !== 'b') continue
    const gap = name.indexOf(' ', 2)
    pairs.set(wordPairOf(words.get(name.slice(1, gap))!, words.get(name.slice(gap + 1))!, size), id)
  }
  indexes.set(vocabulary, index)
  return index
}

/** As `toRow(vocabulary, featureCounts(reading))`, several times as fast. */
export function quickRow(vocabulary: Vocabulary, reading: Reading): SparseRow {
  const index = indexOf(vocabulary)
  const { words, pairs, units, unitPairs, parts, counts, seen } = index
  let n = 0
  const see = (id: number | undefined) => {
    if (id === undefined || id < 0) return
    if (counts[id] === 0) seen[n++] = id
    if (counts[id]! < 0xffff) counts[id]!++
  }
  const { text, tokens } = reading.source
  const size = vocabulary.idf.length
  let previous = words.get(START)
  const seePair = (next: number | undefined) => {
    if (previous !== undefined && next !== undefined) see(pairs.get(wordPairOf(previous, next, size)))
    previous = next
  }
  for (const token of tokens) {
    if (!hasLetter(token.text)) continue
    const word = words.get(wordShape(token.text))
    see(word)
    seePair(word)
  }
  seePair(words.get(END))
  // what is no Han character has no id, alone or in a pair
  let before = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= FIRST_HAN) {
      see(units[unit])
      if (before >= FIRST_HAN) see(unitPairs.get(pairOf(before, unit)))
    }
    before = unit
  }
  for (const name of cueFeatures(reading)) see(vocabulary.ids.get(name))
  for (const name of placeFeatures(reading.source)) see(vocabulary.ids.get(name))
  for (const name of classFeatures(reading)) see(vocabulary.ids.get(name))

  const ids = seen.slice(0, n).sort()
  const values = new Float32Array(n)
  const squares = new Float64Array(PARTS.length)
  for (let i = 0; i < n; i++) {
    const id = ids[i]!
    const value = (1 + Math.log(counts[id]!)) * vocabulary.idf[id]!
    counts[id] = 0
    values[i] = value
    squares[parts[id]!]! += value * value
  }
  const scales = scaleOfParts(squares)
  for (let i = 0; i < n; i++) values[i]! *= scales[parts[ids[i]!]!]!
  return { ids, values }
}
