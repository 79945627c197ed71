// What a text asks for, by how it is said: 举报, 要求查处, 退款, 请问, 帮忙, 建议 … (lexicons/appeals.txt).
import { readLexicon } from '../lexicons/read-lexicon.ts'

const NAMES = ['reportWord', 'enforce', 'violation', 'claim', 'noClaim', 'ask', 'help', 'suggest', 'rule'] as const
export type AppealCue = (typeof NAMES)[number]

let table: { name: AppealCue; pattern: RegExp }[] | null = null

function load(): { name: AppealCue; pattern: RegExp }[] {
  return readLexicon('appeals.txt').flatMap(line => {
    const colon = line.indexOf(': ')
    const name = NAMES.find(known => known === line.slice(0, colon))
    return name ? [{ name, pattern: new RegExp(line.slice(colon + 2), 'm') }] : []
  })
}

/** The cues found anywhere in a normalised text. */
export function readAppealCues(text: string): Set<AppealCue> {
  table ??= load()
  return new Set(table.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name))
}
