// What a text asks for, by how it is said: 举报, 要求查处, 退款, 请问, 帮忙, 建议 … (lexicons/appeals.txt).
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { lexiconLines } from '../lexicons/read-lexicon.ts'

const NAMES = ['reportWord', 'enforce', 'violation', 'claim', 'noClaim', 'ask', 'help', 'suggest', 'rule'] as const
export type AppealCue = (typeof NAMES)[number]

const table = lexiconTable(() =>
  lexiconLines('appeals.txt').flatMap(({ text, where }) => {
    const colon = text.indexOf(': ')
    const name = NAMES.find(known => known === text.slice(0, colon))
    return name ? [{ name, pattern: new RegExp(text.slice(colon + 2), 'm'), where }] : []
  })
)

/** The cues found anywhere in a normalised text. */
export function readAppealCues(text: string): Set<AppealCue> {
  return new Set(
    table()
      .filter(({ pattern }) => pattern.test(text))
      .map(({ name }) => name)
  )
}

/** The words that make each cue, and the line of the lexicon that says so. */
export function appealCueWords(text: string): { name: AppealCue; found: string; where: string }[] {
  return table().flatMap(({ name, pattern, where }) => {
    const found = pattern.exec(text)?.[0]
    return found ? [{ name, found, where }] : []
  })
}
