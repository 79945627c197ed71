// Labelled sentences: nlu/data/train/*.txt and nlu/data/held-out/*.txt.
//
// `# comment` lines; a header `@ intent=complaint kinds=complaint category=WL200204 scope=in emergency=-` applies to the
// sentences below it, one a line, until the next header. `-` is none. What follows a tab in a sentence line is not ours.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'
import { INTENTS, type Intent, type Kind } from '../understanding.ts'
import { isCategoryCode } from './categories.ts'

export const KINDS: readonly Kind[] = ['report', 'complaint', 'inquiry', 'assistance', 'suggestion']

export interface LabelledText {
  text: string
  intent: Intent
  kinds: Kind[]
  category: string | null
  /** null where the header says neither in nor out, as for dialogue acts. */
  inScope: boolean | null
  /** Numbers to call, empty for no emergency. */
  emergency: string[]
  /** `file.txt:12`, for messages. */
  where: string
}

type Labels = Omit<LabelledText, 'text' | 'where'>
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
    const text = (line.split('\t')[0] ?? '').trim().replaceAll('\\n', '\n')
    if (text) texts.push({ text, ...labels, where })
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
