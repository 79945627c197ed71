// Concepts (概念): groups of words that say the same thing to the classifier, so that it generalises beyond its sentences.
import { lexiconTable } from './lexicon-table.ts'
import { lexiconLines } from './read-lexicon.ts'

const table = lexiconTable(() =>
  lexiconLines('concepts.txt').map(({ text, where }) => {
    const colon = text.indexOf(':')
    const parts = text
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
    return { name: text.slice(0, colon), pattern: new RegExp(parts.join('|')), where }
  })
)

/** Names of the concepts that normalised text mentions, in the order of lexicons/concepts.txt. */
export function conceptsIn(text: string): string[] {
  return table()
    .filter(({ pattern }) => pattern.test(text))
    .map(({ name }) => name)
}

/** Which words of a text make each concept, and where the lexicon says so. */
export function conceptWords(text: string): { name: string; found: string; where: string }[] {
  return table().flatMap(({ name, pattern, where }) => {
    const found = pattern.exec(text)?.[0]
    return found ? [{ name, found, where }] : []
  })
}
