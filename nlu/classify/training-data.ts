// Labelled sentences: nlu/data/train/*.txt and nlu/data/held-out/*.txt.
//
// `# comment` lines; a header `@ intent=complaint kinds=complaint category=WL200204 scope=in emergency=-` applies to the
// sentences below it, one a line, until the next header. `-` is none. Behind a tab stands what is named in the sentence:
// `r:康途旅行社|t:上周六|m:3800,120` (r respondent, t time, m money, p phone, l place), or `-` where nothing is.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'
import { INTENTS, type Intent, KINDS, type Kind } from '../understanding.ts'
import { isCategoryCode } from './categories.ts'

export { KINDS } from '../understanding.ts'

const MARKS = { r: 'respondent', t: 'time', m: 'money', p: 'phone', l: 'place' } as const

/** Something named in a sentence, by its own words. */
export interface EntityMark {
  type: (typeof MARKS)[keyof typeof MARKS]
  text: string
}

export interface LabelledText {
  text: string
  intent: Intent
  kinds: Kind[]
  category: string | null
  /** null where the header says neither in nor out, as for dialogue acts. */
  inScope: boolean | null
  /** Numbers to call, empty for no emergency. */
  emergency: string[]
  /** All that is named of the five types; null where the sentence was not looked through for them. */
  marks: EntityMark[] | null
  /** `file.txt:12`, for messages. */
  where: string
}

type Labels = Omit<LabelledText, 'text' | 'where' | 'marks'>
const list = (value: string | undefined) => (!value || value === '-' ? [] : value.split(','))

function parseHeader(line: string, where: string): Labels {
  const fail = (detail: string) => new AppError('NLU_DATA_INVALID', { detail: `${where}: ${detail}` })
  const fields = new Map<string, string>()
  for (const word of line.slice(1).trim().split(/\s+/)) {
    const [key = '', value = ''] = word.split('=')
    if (!['intent', 'kinds', 'category', 'scope', 'emergency'].includes(key)) throw fail(`unknown field "${key}"`)
    fields.set(key, value)
  }
  const intent = INTENTS.find(id => id === fields.get('intent'))
  if (!intent) throw fail(`unknown intent "${fields.get('intent') ?? ''}"`)
  const kinds = list(fields.get('kinds')).map(id => {
    const kind = KINDS.find(known => known === id)
    if (!kind) throw fail(`unknown kind "${id}"`)
    return kind
  })
  const category = list(fields.get('category'))[0] ?? null
  if (category && !isCategoryCode(category)) throw fail(`unknown category "${category}"`)
  const scope = fields.get('scope') ?? '-'
  if (!['in', 'out', '-'].includes(scope)) throw fail(`scope is in, out or -, not "${scope}"`)
  const emergency = list(fields.get('emergency'))
  for (const number of emergency) if (!/^1(10|19|20|22)$/.test(number)) throw fail(`unknown number "${number}"`)
  return { intent, kinds, category, inScope: scope === '-' ? null : scope === 'in', emergency }
}

function parseMarks(marks: string | undefined, text: string, where: string): EntityMark[] | null {
  if (marks === undefined) return null
  return marks.split('|').flatMap(group => {
    const [, letter = '', words = ''] = /^([rtmpl]):(.+)$/.exec(group) ?? []
    if (group !== '-' && !words) throw new AppError('NLU_DATA_INVALID', { detail: `${where}: unreadable mark` })
    const type = MARKS[letter as keyof typeof MARKS]
    return (words ? words.split(',') : []).map(word => {
      if (!text.includes(word))
        throw new AppError('NLU_DATA_INVALID', { detail: `${where}: a mark is not in the text` })
      return { type, text: word }
    })
  })
}

/** Sentences of one file's text. AppError NLU_DATA_INVALID names file and line of what can't be read. */
export function parseTrainingData(content: string, file: string): LabelledText[] {
  const texts: LabelledText[] = []
  let labels: Labels | null = null
  for (const [i, line] of content.split('\n').entries()) {
    const where = `${file}:${i + 1}`
    if (line.trim() === '' || line.startsWith('#')) continue
    if (line.startsWith('@')) {
      labels = parseHeader(line, where)
      continue
    }
    if (!labels) throw new AppError('NLU_DATA_INVALID', { detail: `${where}: a sentence before the first @ header` })
    const [words = '', marks] = line.split('\t')
    const text = words.trim().replaceAll('\\n', '\n')
    if (text) texts.push({ text, ...labels, marks: parseMarks(marks, text, where), where })
  }
  return texts
}

/** Where the sentences lie, by part. */
export function dataFiles(part: 'train' | 'held-out'): string[] {
  const folder = path.join(projectRoot, 'nlu', 'data', part)
  return readdirSync(folder)
    .filter(name => name.endsWith('.txt'))
    .sort()
    .map(name => path.join(folder, name))
}

/** All labelled sentences of a part, in the order of the file names. */
export function loadTrainingData(part: 'train' | 'held-out'): LabelledText[] {
  return dataFiles(part).flatMap(file => parseTrainingData(readFileSync(file, 'utf8'), path.basename(file)))
}
