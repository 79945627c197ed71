// Lexicons are plain text that editors can change: one entry a line, `#` starts a comment.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'
import { noteReading } from './lexicon-table.ts'

export interface LexiconLine {
  text: string
  /** `appeals.txt:12`, for people. */
  where: string
}

/** Entries of nlu/lexicons/<name>, without comments and blank lines. */
export function lexiconLines(name: string): LexiconLine[] {
  const file = path.join(projectRoot, 'nlu', 'lexicons', name)
  const content = readFileSync(file, 'utf8')
  noteReading(file, content)
  return content
    .split('\n')
    .map((line, i) => ({ text: line.replace(/#.*$/, '').trim(), where: `${name}:${i + 1}` }))
    .filter(({ text }) => text !== '')
}

/** As `lexiconLines`, the words alone. */
export function readLexicon(name: string): string[] {
  return lexiconLines(name).map(({ text }) => text)
}
