// How common a word is, by jieba's dictionary: what keeps typo repair from "repairing" good Chinese.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { derivedTable } from './derived-tables.ts'

const MAX_WORD_LENGTH = 4
/** Sum of all counts in the dictionary (rounded); turns a count into a probability. */
const TOTAL = 60_100_000

/**
 * Open hash table of 2^19 slots for the dictionary's 300,000 words of up to four UTF-16 units, so that a word is its own
 * key: its units in two numbers. Three blocks: first pair of units, second pair, count (0: empty).
 */
const SLOTS = 1 << 19

function* dictionaryWords(): Generator<[string, number]> {
  const text = readFileSync(createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt'), 'utf8')
  for (const line of text.split('\n')) {
    const gap = line.indexOf(' ')
    if (gap > 0 && gap <= MAX_WORD_LENGTH) yield [line.slice(0, gap), Number.parseInt(line.slice(gap + 1), 10)]
  }
}

// a missing unit is 0: charCodeAt gives NaN, which the bit operation makes 0
const firstPair = (word: string) => ((word.charCodeAt(0) << 16) | word.charCodeAt(1)) >>> 0
const secondPair = (word: string) => ((word.charCodeAt(2) << 16) | word.charCodeAt(3)) >>> 0
const slotOf = (first: number, second: number) =>
  (Math.imul(first, 0x9e3779b1) ^ Math.imul(second + 0x7f4a7c15, 0x85ebca6b)) >>> 13

const tableBytes = derivedTable({
  name: 'words',
  layout: 1,
  from: ['@node-rs/jieba'],
  make() {
    const table = new Uint32Array(3 * SLOTS)
    for (const [word, count] of dictionaryWords()) {
      const [first, second] = [firstPair(word), secondPair(word)]
      let slot = slotOf(first, second)
      while (table[2 * SLOTS + slot] !== 0) slot = (slot + 1) % SLOTS
      table[slot] = first
      table[SLOTS + slot] = second
      table[2 * SLOTS + slot] = Math.max(1, count)
    }
    return Buffer.from(table.buffer)
  }
})

let shared: Uint32Array | null = null

function load(): Uint32Array {
  const bytes = tableBytes()
  // a file read whole starts on a boundary of its own
  return bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, 3 * SLOTS)
    : new Uint32Array(new Uint8Array(bytes).buffer)
}

/** How often the dictionary counted a word; 0 for one that it lacks, or that is longer than four characters. */
export function wordCount(word: string): number {
  if (word.length === 0 || word.length > MAX_WORD_LENGTH) return 0
  shared ??= load()
  const [first, second] = [firstPair(word), secondPair(word)]
  for (let slot = slotOf(first, second); ; slot = (slot + 1) % SLOTS) {
    const count = shared[2 * SLOTS + slot]!
    if (count === 0) return 0
    if (shared[slot] === first && shared[SLOTS + slot] === second) return count
  }
}

/** Words of the dictionary that were counted at least so often, in its order. For building tables: it reads the whole. */
export function* commonWords(atLeast: number): Generator<[string, number]> {
  for (const entry of dictionaryWords()) if (entry[1] >= atLeast) yield entry
}

/** Natural logarithm of the probability of a word; a word that the dictionary lacks counts 1. */
export function logFrequency(word: string): number {
  return Math.log((wordCount(word) || 1) / TOTAL)
}
