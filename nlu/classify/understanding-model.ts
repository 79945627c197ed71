// The trained part of understanding: four linear heads over one vocabulary, and a small one over danger expressions.
import { INTENTS } from '../understanding.ts'
import { categoryCodes } from './categories.ts'
import { DANGER_FEATURES, dangerRow } from './emergency.ts'
import { featureCounts } from './features.ts'
import { type LinearModel, type SparseRow, scoreRow, sigmoid, softmax, trainLinearModel } from './linear-model.ts'
import { quickRow } from './quick-row.ts'
import { type Reading, readRaw } from './reading.ts'
import { KINDS, type LabelledText } from './training-data.ts'
import { buildVocabulary, toRow, type Vocabulary } from './vocabulary.ts'

export const HEADS = ['intent', 'kinds', 'category', 'scope', 'emergency'] as const
export type Head = (typeof HEADS)[number]
type WordHead = Exclude<Head, 'emergency'>

export interface UnderstandingModel {
  vocabulary: Vocabulary
  heads: Record<Head, LinearModel>
}

/** Outputs of the category head: every leaf, and last "no category meant". */
export const NO_CATEGORY = categoryCodes.length

/** Divides the scores so that confidences mean what they say (reliability table of `npm run eval`). */
const TEMPERATURE: Record<WordHead, number> = { intent: 1, kinds: 1, category: 1, scope: 1 }

const SEED = 20261123
const TRAINING: Record<WordHead, { epochs: number; rate: number; decay: number; seed: number }> = {
  intent: { epochs: 12, rate: 2, decay: 2e-5, seed: SEED },
  kinds: { epochs: 12, rate: 2, decay: 2e-5, seed: SEED },
  category: { epochs: 12, rate: 2, decay: 2e-5, seed: SEED },
  scope: { epochs: 12, rate: 2, decay: 2e-5, seed: SEED }
}

type Target = number | readonly number[]

function targetOf(head: WordHead, item: LabelledText): Target {
  switch (head) {
    case 'intent':
      return INTENTS.indexOf(item.intent)
    case 'kinds':
      return item.kinds.map(kind => KINDS.indexOf(kind))
    case 'category':
      return item.category ? categoryCodes.indexOf(item.category) : NO_CATEGORY
    case 'scope':
      return item.inScope === false ? [] : [0]
  }
}

/** How many outputs each head has; a stored model must have as many. */
export const OUTPUTS: Record<Head, number> = {
  intent: INTENTS.length,
  kinds: KINDS.length,
  category: categoryCodes.length + 1,
  scope: 1,
  emergency: 1
}

/** Danger is one sentence in thirty here and a miss is worse than a false alarm, so a positive is seen more often. */
const DANGER_REPEATS = 3
const DANGER_TRAINING = { epochs: 40, rate: 0.5, decay: 1e-4, seed: 20261123 }

function trainDanger(rows: readonly SparseRow[], texts: readonly LabelledText[]): LinearModel {
  const kept = rows.flatMap((row, i) => {
    if (row.ids.length === 0) return []
    const isDanger = texts[i]!.emergency.length > 0
    return Array.from({ length: isDanger ? DANGER_REPEATS : 1 }, () => ({ row, target: isDanger ? [0] : [] }))
  })
  return trainLinearModel(
    kept.map(item => item.row),
    kept.map(item => item.target),
    { ...DANGER_TRAINING, outputs: 1, features: DANGER_FEATURES }
  )
}

/** Trains all heads; the same sentences in the same order always give the same model. */
export function trainUnderstandingModel(texts: readonly LabelledText[]): UnderstandingModel {
  const readings = texts.map(item => readRaw(item.text))
  const counts = readings.map(featureCounts)
  const vocabulary = buildVocabulary(counts)
  const rows = counts.map(count => toRow(vocabulary, count))
  const train = (head: WordHead): LinearModel =>
    trainLinearModel(
      rows,
      texts.map(item => targetOf(head, item)),
      { ...TRAINING[head], outputs: OUTPUTS[head], features: vocabulary.idf.length }
    )
  return {
    vocabulary,
    heads: {
      intent: train('intent'),
      kinds: train('kinds'),
      category: train('category'),
      scope: train('scope'),
      emergency: trainDanger(readings.map(dangerRow), texts)
    }
  }
}

/** Probabilities of each head's outputs: intent and category sum to 1, the others stand for themselves. */
export type Prediction = Record<Head, Float64Array>

export function predict(model: UnderstandingModel, reading: Reading): Prediction {
  const row = quickRow(model.vocabulary, reading)
  const soft = (head: WordHead) => softmax(scoreRow(model.heads[head], row), TEMPERATURE[head])
  const each = (head: WordHead) => scoreRow(model.heads[head], row).map(score => sigmoid(score / TEMPERATURE[head]))
  const dangerous = dangerRow(reading)
  return {
    intent: soft('intent'),
    kinds: each('kinds'),
    category: soft('category'),
    scope: each('scope'),
    emergency: dangerous.ids.length > 0 ? scoreRow(model.heads.emergency, dangerous).map(sigmoid) : new Float64Array(1)
  }
}
