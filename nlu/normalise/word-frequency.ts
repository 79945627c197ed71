// How common a word is, by jieba's dictionary: what keeps typo repair from "repairing" good Chinese.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const MAX_WORD_LENGTH = 4
/** Sum of all counts in the dictionary (rounded); turns a count into a probability. */
const TOTAL = 60_100_000

let counts: Map<string, number> | null = null

function dictionaryText(): string {
  return readFileSync(createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt'), 'utf8')
}

function load(): Map<string, number> {
  const map = new Map<string, number>()
  for (const line of dictionaryText().split('\n')) {
    const gap = line.indexOf(' ')
    if (gap > 0 && gap <= MAX_WORD_LENGTH) map.set(line.slice(0, gap), Number.parseInt(line.slice(gap + 1), 10))
  }
  return map
}

/** Counts of the dictionary's words of up to four characters. */
export function wordCounts(): ReadonlyMap<string, number> {
  counts ??= load()
  return counts
}

/** Natural logarithm of the probability of a word; a word that the dictionary lacks counts 1. */
export function logFrequency(word: string): number {
  return Math.log((wordCounts().get(word) ?? 1) / TOTAL)
}
