// Concepts (概念): groups of words that say the same thing to the classifier, so that it generalises beyond its sentences.
import { readLexicon } from './read-lexicon.ts'

let table: { name: string; pattern: RegExp }[] | null = null

function load(): { name: string; pattern: RegExp }[] {
  return readLexicon('concepts.txt').map(line => {
    const colon = line.indexOf(':')
    const parts = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
    return { name: line.slice(0, colon), pattern: new RegExp(parts.join('|')) }
  })
}

/** Names of the concepts that normalised text mentions, in the order of lexicons/concepts.txt. */
export function conceptsIn(text: string): string[] {
  table ??= load()
  return table.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name)
}
