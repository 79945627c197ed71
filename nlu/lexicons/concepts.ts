// Concepts (概念): groups of words that say the same thing to the classifier, so that it generalises beyond its sentences.
import { lexiconTable } from './lexicon-table.ts'
import { lexiconLines } from './read-lexicon.ts'
import { WordTrie } from './word-trie.ts'

/** A part of a concept that is no plain word. */
const IS_PATTERN = /[\\^$.*+?()[\]{}|]/

const table = lexiconTable(() => {
  const words = new WordTrie<number>()
  const concepts = lexiconLines('concepts.txt').map(({ text, where }, i) => {
    const colon = text.indexOf(':')
    const parts = text
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
    const patterns = parts.filter(part => IS_PATTERN.test(part))
    for (const part of parts) if (!IS_PATTERN.test(part)) words.add(part, i)
    return {
      name: text.slice(0, colon),
      pattern: new RegExp(parts.join('|')),
      patterns: patterns.length > 0 ? new RegExp(patterns.join('|')) : null,
      where
    }
  })
  return { concepts, words }
})

/** Names of the concepts that normalised text mentions, in the order of lexicons/concepts.txt. */
export function conceptsIn(text: string): string[] {
  const { concepts, words } = table()
  const found = new Set<number>()
  words.all(text, numbers => {
    for (const number of numbers) found.add(number)
  })
  return concepts.filter(({ patterns }, i) => found.has(i) || (patterns?.test(text) ?? false)).map(({ name }) => name)
}

/** Which words of a text make each concept, and where the lexicon says so. */
export function conceptWords(text: string): { name: string; found: string; where: string }[] {
  return table().concepts.flatMap(({ name, pattern, where }) => {
    const found = pattern.exec(text)?.[0]
    return found ? [{ name, found, where }] : []
  })
}
