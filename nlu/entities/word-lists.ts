// Word lists of nlu/lexicons/entities-*.txt, read once.
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { readLexicon } from '../lexicons/read-lexicon.ts'

const sets = new Map<string, () => ReadonlySet<string>>()
const groups = new Map<string, () => readonly WordGroup[]>()

export interface WordGroup {
  /** What stands before the colon. */
  key: string
  words: readonly string[]
}

/** Words of a lexicon that has several on a line. */
export function wordSet(name: string): ReadonlySet<string> {
  let known = sets.get(name)
  if (!known) {
    known = lexiconTable(() => new Set(readLexicon(name).flatMap(line => line.split(/\s+/))))
    sets.set(name, known)
  }
  return known()
}

/** Lines `key: word word …`. */
export function wordGroups(name: string): readonly WordGroup[] {
  let known = groups.get(name)
  if (!known) {
    known = lexiconTable(() =>
      readLexicon(name).map(line => {
        const colon = line.indexOf(':')
        return {
          key: line.slice(0, colon).trim(),
          words: line
            .slice(colon + 1)
            .trim()
            .split(/\s+/)
        }
      })
    )
    groups.set(name, known)
  }
  return known()
}

const META = /[.*+?^${}()|[\]\\]/g

/** One pattern for any of the words, longest first, so that the longest wins. */
export function anyOf(words: Iterable<string>): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .map(word => word.replace(META, '\\$&'))
    .join('|')
}
