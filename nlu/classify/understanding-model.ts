// The trained part of understanding: four linear heads over one vocabulary, and a small one over danger expressions.
import { INTENTS } from '../understanding.ts'
import { categoryCodes, categoryFamilies } from './categories.ts'
import type { DangerText } from './danger-data.ts'
import { dangerRow, numberDanger, trainDanger } from './danger-head.ts'
import { DANGER_OUTPUTS, dangerFeatures } from './emergency.ts'
import { featureCounts } from './features.ts'
import { type SparseRow, sigmoid, softmax, trainLinearModel } from './linear-model.ts'
import { matterFamilies, matterSums, mattersOf } from './matters.ts'
import { quickRow } from './quick-row.ts'
import { type Reading, readRaw } from './reading.ts'
import { trainSharedSoftmax } from './shared-softmax.ts'
import { KINDS, type LabelledText } from './training-data.ts'
import { buildVocabulary, toRow, type Vocabulary } from './vocabulary.ts'
import { inSteps, type SteppedModel, scoreSteps } from './weight-steps.ts'
import { addWordOdds } from './word-odds.ts'

export const HEADS = ['intent', 'kinds', 'category', 'scope', 'matter', 'emergency'] as const
export type Head = (typeof HEADS)[number]
type WordHead = Exclude<Head, 'emergency'>

export interface UnderstandingModel {
  vocabulary: Vocabulary
  /** What each output of the matter head stands for (matters.ts). */
  matters: readonly string[]
  /** Features of the danger head beside the words, by name; numbered on from the vocabulary. */
  danger: ReadonlyMap<string, number>
  heads: Record<Head, SteppedModel>
}

/** Outputs of the category head: every leaf, and last "no category meant". */
export const NO_CATEGORY = categoryCodes.length

const SEED = 20261123
const WORD_TRAINING = { epochs: 8, rate: 1, decay: 2e-5, dropout: 0.3, seed: SEED }
/** Families share what they learn, so that smaller steps do. */
const CATEGORY_TRAINING = { ...WORD_TRAINING, rate: 0.5, familyRate: 2, dropout: 0.5 }
/** Wider classes of the category head's outputs; "no category meant" is alone in both. */
const FAMILIES = categoryFamilies.map(family => [...family, 1 + Math.max(...family)])
const MATTER_TRAINING = { ...CATEGORY_TRAINING, dropout: 0.4 }
/** Share of the word odds in each head's weights. */
const ODDS = { intent: 0.15, kinds: 0.15, scope: 0.15, category: 0.3 }
/** How much the matter head says in what the intent, kinds and scope heads decide; they say the rest. */
const MATTER_SHARE = 0.4

type Target = number | readonly number[]
/** Heads whose outputs stand for the same in every model. */
type LabelHead = Exclude<WordHead, 'matter'>

function targetOf(head: LabelHead, item: LabelledText): Target {
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

/** How many outputs each head has; a stored model must have as many, and of matters as many as it names. */
export const OUTPUTS: Record<LabelHead | 'emergency', number> = {
  intent: INTENTS.length,
  kinds: KINDS.length,
  category: categoryCodes.length + 1,
  scope: 1,
  emergency: DANGER_OUTPUTS
}

function trainLabels(head: LabelHead, rows: readonly SparseRow[], texts: readonly LabelledText[], features: number) {
  const targets = texts.map(item => targetOf(head, item))
  const model =
    head === 'category'
      ? trainSharedSoftmax(rows, targets as number[], { ...CATEGORY_TRAINING, features, families: FAMILIES })
      : trainLinearModel(rows, targets, { ...WORD_TRAINING, outputs: OUTPUTS[head], features })
  const classes = targets.map(target => (typeof target === 'number' ? [target] : target))
  addWordOdds(model, rows, classes, ODDS[head], head === 'category' ? FAMILIES[0] : undefined)
  return inSteps(model)
}

function trainMatters(rows: readonly SparseRow[], texts: readonly LabelledText[], features: number) {
  const { matters, targets } = mattersOf(texts)
  const model = trainSharedSoftmax(rows, targets, { ...MATTER_TRAINING, features, families: matterFamilies(matters) })
  return { matters, model: inSteps(model) }
}

/**
 * Trains all heads; the same sentences in the same order always give the same model. `dangers` teach the danger head
 * alone, beside `texts`; they leave vocabulary and weights of the other heads as they are.
 */
export function trainUnderstandingModel(
  texts: readonly LabelledText[],
  dangers: readonly DangerText[] = []
): UnderstandingModel {
  const all = [...texts, ...dangers]
  const readings = all.map(item => readRaw(item.text))
  const counts = readings.map(featureCounts)
  const vocabulary = buildVocabulary(counts.slice(0, texts.length))
  const allRows = counts.map(count => toRow(vocabulary, count))
  const rows = allRows.slice(0, texts.length)
  const train = (head: LabelHead) => trainLabels(head, rows, texts, vocabulary.idf.length)
  const { matters, model: matter } = trainMatters(rows, texts, vocabulary.idf.length)
  const features = readings.map(dangerFeatures)
  const danger = numberDanger(features, vocabulary.idf.length)
  const dangerRows = allRows.map((row, i) => dangerRow(row, danger, features[i]!))
  return {
    vocabulary,
    matters,
    danger,
    heads: {
      intent: train('intent'),
      kinds: train('kinds'),
      category: train('category'),
      scope: train('scope'),
      matter,
      emergency: inSteps(trainDanger(dangerRows, all, vocabulary.idf.length + danger.size, SEED))
    }
  }
}

/** Probabilities of each head's outputs: intent and category sum to 1, the others stand for themselves. */
export type Prediction = Record<Exclude<Head, 'matter'>, Float64Array>

const logit = (p: number) => Math.log(p / (1 - p))
const mixed = (own: number, matter: number) => (1 - MATTER_SHARE) * own + MATTER_SHARE * matter

export function predict(model: UnderstandingModel, reading: Reading): Prediction {
  const row = quickRow(model.vocabulary, reading)
  const score = (head: WordHead) => scoreSteps(model.heads[head], row)
  const sums = matterSums(model.matters, softmax(score('matter')))
  const danger = dangerFeatures(reading)
  return {
    intent: softmax(score('intent').map((own, i) => mixed(own, Math.log(sums.intent[i]!)))),
    kinds: score('kinds').map((own, i) => sigmoid(mixed(own, logit(sums.kinds[i]!)))),
    category: softmax(score('category')),
    scope: score('scope').map(own => sigmoid(mixed(own, logit(sums.scope)))),
    emergency:
      danger.size > 0
        ? scoreSteps(model.heads.emergency, dangerRow(row, model.danger, danger)).map(sigmoid)
        : new Float64Array(DANGER_OUTPUTS)
  }
}
