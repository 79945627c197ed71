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

/** 钱不用退 asks for nothing: what is said not to be wanted is no claim. */
function withoutDenied(text: string): string {
  const denied = table().filter(({ name }) => name === 'noClaim')
  return denied.reduce((rest, { pattern }) => rest.replace(new RegExp(pattern, 'gm'), ','), text)
}

/** The words that make each cue, and the line of the lexicon that says so. */
export function appealCueWords(text: string): { name: AppealCue; found: string; where: string }[] {
  let wanted: string | null = null
  return table().flatMap(({ name, pattern, where }) => {
    let found = pattern.exec(text)?.[0]
    if (found && name === 'claim') {
      wanted ??= withoutDenied(text)
      found = pattern.exec(wanted)?.[0]
    }
    return found ? [{ name, found, where }] : []
  })
}

/** The cues found anywhere in a normalised text. */
export function readAppealCues(text: string): Set<AppealCue> {
  return new Set(appealCueWords(text).map(({ name }) => name))
}
