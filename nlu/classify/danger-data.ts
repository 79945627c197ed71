// Sentences that teach or measure danger alone: nlu/data/danger/train*.txt is learnt from, check.txt only measures.
//
// `120 我妈踩空了` numbers to call, a blank, the sentence; `- 气死我了` for no emergency; `# comment` lines.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'
import type { LabelledText } from './training-data.ts'

/** A sentence with the numbers to call, empty for no emergency. */
export type DangerText = Pick<LabelledText, 'text' | 'emergency' | 'where'>

const LINE = /^(-|1(?:10|19|20|22)(?:,1(?:10|19|20|22))*) (\S.*)$/

/** Sentences of one file's text. AppError NLU_DATA_INVALID names file and line of what can't be read. */
export function parseDangerData(content: string, file: string): DangerText[] {
  return content.split('\n').flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const where = `${file}:${i + 1}`
    const [, numbers = '', text = ''] = LINE.exec(line) ?? []
    if (!text) throw new AppError('NLU_DATA_INVALID', { detail: `${where}: neither numbers nor - before a sentence` })
    return [{ text: text.trim(), emergency: numbers === '-' ? [] : numbers.split(','), where }]
  })
}

/** Where they lie, by part, in the order of the file names. */
export function dangerFiles(part: 'train' | 'check'): string[] {
  const folder = path.join(projectRoot, 'nlu', 'data', 'danger')
  return readdirSync(folder)
    .filter(name => name.startsWith(part) && name.endsWith('.txt'))
    .sort()
    .map(name => path.join(folder, name))
}

export function loadDangerData(part: 'train' | 'check'): DangerText[] {
  return dangerFiles(part).flatMap(file => parseDangerData(readFileSync(file, 'utf8'), `danger/${path.basename(file)}`))
}
