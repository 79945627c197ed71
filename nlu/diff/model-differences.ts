// What one model decides otherwise than another on the same sentences: looked through before a new model goes live.
import type { ModelCard } from '../classify/model-store.ts'
import { type LabelledText, loadTrainingData } from '../classify/training-data.ts'
import { readModelFile } from '../model-files.ts'
import { classifyWith } from '../understand.ts'
import type { Understanding } from '../understanding.ts'

export type DecisionField = 'intent' | 'kinds' | 'category' | 'emergency' | 'scope'
export interface ModelDifference {
  text: string
  /** `file.txt:12` of a labelled sentence, else the number of the line. */
  where: string
  field: DecisionField
  old: string
  new: string
  /** By the label, which may allow either (both kinds of a matter as its intent); null where there is no label. */
  verdict: 'better' | 'worse' | 'both right' | 'both wrong' | null
}
export interface ModelDifferences {
  old: ModelCard
  new: ModelCard
  sentences: number
  differences: ModelDifference[]
}

interface Line {
  text: string
  where: string
  label: LabelledText | null
}

const FIELDS: Record<DecisionField, (got: Understanding) => string> = {
  intent: got => got.intents[0]?.id ?? '-',
  kinds: got => got.kinds.join('+') || '-',
  category: got => got.category?.code ?? '-',
  emergency: got => got.emergency?.numbers.join(' ') ?? '-',
  scope: got => (got.inScope ? 'in' : 'out')
}

/** Whether a decision is right by the label; null where the label does not say. */
function isRight(field: DecisionField, got: string, label: LabelledText): boolean | null {
  switch (field) {
    case 'intent':
      return got === label.intent || label.kinds.some(kind => kind === got)
    case 'kinds':
      return got === (label.kinds.join('+') || '-')
    case 'category':
      return label.category === null ? null : got === label.category
    case 'emergency':
      return (got !== '-') === label.emergency.length > 0
    case 'scope':
      return label.inScope === null ? null : (got === 'in') === label.inScope
  }
}

function verdictOf(field: DecisionField, before: string, after: string, label: LabelledText | null) {
  if (!label) return null
  const [was, is] = [isRight(field, before, label), isRight(field, after, label)]
  if (was === null || is === null) return null
  if (is === was) return is ? 'both right' : 'both wrong'
  return is ? 'better' : 'worse'
}

/**
 * Compares two model files on `texts`, or on the held-out sentences where none are given. Both read with the lexicons of
 * now, so what differs is what was learnt. AppError NLU_MODEL_INVALID names a file that is no model of this version.
 */
export function modelDifferences(oldFile: string, newFile: string, texts?: readonly string[]): ModelDifferences {
  const [before, after] = [readModelFile(oldFile), readModelFile(newFile)]
  const lines: Line[] = texts
    ? texts.map((text, i) => ({ text, where: String(i + 1), label: null }))
    : loadTrainingData('held-out').map(label => ({ text: label.text, where: label.where, label }))
  const context = { now: new Date(0), offsetMinutes: 480 }
  const [byOld, byNew] = [classifyWith(before.model), classifyWith(after.model)]
  const differences = lines.flatMap(({ text, where, label }) => {
    const [oldGot, newGot] = [byOld(text, context), byNew(text, context)]
    return (Object.keys(FIELDS) as DecisionField[]).flatMap((field): ModelDifference[] => {
      const [was, is] = [FIELDS[field](oldGot), FIELDS[field](newGot)]
      return was === is ? [] : [{ text, where, field, old: was, new: is, verdict: verdictOf(field, was, is, label) }]
    })
  })
  return { old: before.card, new: after.card, sentences: lines.length, differences }
}
