// The row of one text for a trained vocabulary, without writing out the names of its features: what understanding does at
// every message. Training goes the long way (features.ts, vocabulary.ts); a test holds both equal.
import { cueFeatures, HAN_RUN, IS_WORD, placeFeatures, wordShape } from './features.ts'
import type { SparseRow } from './linear-model.ts'
import type { Reading } from './reading.ts'
import { isWordPart, scaleOfParts, type Vocabulary } from './vocabulary.ts'

const UNITS = 1 << 16

/** The vocabulary turned so that words, word pairs and characters are looked up by themselves. */
interface Index {
  words: Map<string, number>
  /** First word → second word → id. */
  pairs: Map<string, Map<string, number>>
  /** Id by UTF-16 unit, -1 for none. */
  units: Int32Array
  unitPairs: Map<number, number>
  isWord: Uint8Array
  /** Scratch: how often each feature was seen, all zero between texts. */
  counts: Uint16Array
  seen: Int32Array
}

/** Two units as one small integer. */
const pairOf = (first: number, second: number) => (first << 16) | second

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
    isWord: new Uint8Array(size),
    counts: new Uint16Array(size),
    seen: new Int32Array(size)
  }
  for (const [name, id] of vocabulary.ids) {
    index.isWord[id] = isWordPart(name) ? 1 : 0
    if (name[0] === 'w') index.words.set(name.slice(1), id)
    else if (name[0] === 'c' && name.length === 2) index.units[name.charCodeAt(1)] = id
    else if (name[0] === 'c') index.unitPairs.set(pairOf(name.charCodeAt(1), name.charCodeAt(2)), id)
    else if (name[0] === 'b') {
      const gap = name.indexOf(' ', 2)
      const first = name.slice(1, gap)
      const seconds = index.pairs.get(first)
      if (seconds) seconds.set(name.slice(gap + 1), id)
      else index.pairs.set(first, new Map([[name.slice(gap + 1), id]]))
    }
  }
  indexes.set(vocabulary, index)
  return index
}

/** As `toRow(vocabulary, featureCounts(reading))`, several times as fast. */
export function quickRow(vocabulary: Vocabulary, reading: Reading): SparseRow {
  const index = indexOf(vocabulary)
  const { words, pairs, units, unitPairs, isWord, counts, seen } = index
  let n = 0
  const see = (id: number | undefined) => {
    if (id === undefined || id < 0) return
    if (counts[id] === 0) seen[n++] = id
    if (counts[id]! < 0xffff) counts[id]!++
  }
  const { text, tokens } = reading.source
  let previous = '^'
  for (const token of tokens) {
    if (!IS_WORD.test(token.text)) continue
    const word = wordShape(token.text)
    see(words.get(word))
    see(pairs.get(previous)?.get(word))
    previous = word
  }
  see(pairs.get(previous)?.get('$'))
  for (const run of text.match(HAN_RUN) ?? []) {
    let before = run.charCodeAt(0)
    see(units[before])
    for (let i = 1; i < run.length; i++) {
      const unit = run.charCodeAt(i)
      see(units[unit])
      see(unitPairs.get(pairOf(before, unit)))
      before = unit
    }
  }
  for (const name of cueFeatures(reading)) see(vocabulary.ids.get(name))
  for (const name of placeFeatures(reading.source)) see(vocabulary.ids.get(name))

  const ids = seen.slice(0, n).sort()
  const values = new Float32Array(n)
  let wordSquares = 0
  let otherSquares = 0
  for (let i = 0; i < n; i++) {
    const id = ids[i]!
    const value = (1 + Math.log(counts[id]!)) * vocabulary.idf[id]!
    counts[id] = 0
    values[i] = value
    if (isWord[id]) wordSquares += value * value
    else otherSquares += value * value
  }
  const scale = scaleOfParts(wordSquares, otherSquares)
  for (let i = 0; i < n; i++) values[i]! *= isWord[ids[i]!] ? scale.words : scale.others
  return { ids, values }
}
