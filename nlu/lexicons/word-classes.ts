// Word classes (词类): everyday words grouped by what they name, so that a word which no training sentence holds counts as the
// others of its class do. Broader than concepts, which are cut for one question each; found as whole strings, longest first.
import { AppError } from '../../core/errors.ts'
import { lexiconTable } from './lexicon-table.ts'
import { lexiconLines } from './read-lexicon.ts'
import { WordTrie } from './word-trie.ts'

const FILES = ['word-classes-things.txt', 'word-classes-people.txt']

interface Entry {
  name: string
  where: string
}
function readClasses(): { name: string; words: string[]; where: string }[] {
  return FILES.flatMap(lexiconLines).map(({ text, where }) => {
    const [, name = '', words = ''] = /^([a-z0-9-]+): (.+)$/.exec(text) ?? []
    if (!words) throw new AppError('NLU_DATA_INVALID', { detail: `${where}: a class is written "name: word word"` })
    return { name, words: words.split(/\s+/), where }
  })
}

/** Every word of every class, and where it stands. */
export const wordsOfClasses = (): { word: string; where: string }[] =>
  readClasses().flatMap(({ words, where }) => words.map(word => ({ word, where })))

const table = lexiconTable(() => {
  const words = new WordTrie<Entry>()
  for (const { name, words: own, where } of readClasses()) {
    const entry = { name, where }
    for (const word of own) words.add(word, entry)
  }
  return words
})

/** The class of each word of normalised text that has one, in its order; a word of two classes gives both. */
export function wordClassesIn(text: string): string[] {
  const names: string[] = []
  table().longest(text, entries => {
    for (const { name } of entries) names.push(name)
  })
  return names
}

/** Which word of a text first gives each class, and where the lexicon says so. */
export function classWords(text: string): { name: string; found: string; where: string }[] {
  const first = new Map<string, { name: string; found: string; where: string }>()
  table().longest(text, (entries, start, end) => {
    for (const { name, where } of entries)
      if (!first.has(name)) first.set(name, { name, found: text.slice(start, end), where })
  })
  return [...first.values()]
}
