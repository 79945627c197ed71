// The trained part of understanding: four linear heads over one vocabulary, and a small one over danger expressions.
import { INTENTS } from '../understanding.ts'
import { categoryCodes, categoryFamilies } from './categories.ts'
import type { DangerText } from './danger-data.ts'
import { dangerRow, dangerTasks, numberDanger } from './danger-head.ts'
import { DANGER_OUTPUTS, dangerFeatures } from './emergency.ts'
import { featureCounts } from './features.ts'
import { type HeadTask, meanModel, type Target } from './head-task.ts'
import { learnHeads } from './learn-heads.ts'
import { sigmoid, softmax } from './linear-model.ts'
import { matterFamilies, matterSums, mattersOf } from './matters.ts'
import { quickRow } from './quick-row.ts'
import { type Reading, readRaw } from './reading.ts'
import { KINDS, type LabelledText } from './training-data.ts'
import { buildVocabulary, toRow, type Vocabulary } from './vocabulary.ts'
import { inSteps, type SteppedModel, scoreSteps } from './weight-steps.ts'

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

const SEED = 20261130
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

function labelTask(head: LabelHead, texts: readonly LabelledText[], features: number): HeadTask {
  const isCategory = head === 'category'
  const { familyRate, ...category } = CATEGORY_TRAINING
  return {
    rows: 'words',
    targets: texts.map(item => targetOf(head, item)),
    options: { ...(isCategory ? category : WORD_TRAINING), outputs: OUTPUTS[head], features },
    ...(isCategory ? { wider: { families: FAMILIES, familyRate } } : {}),
    odds: { share: ODDS[head], ...(isCategory ? { family: FAMILIES[0]! } : {}) }
  }
}

function matterTask(matters: readonly string[], targets: readonly number[], features: number): HeadTask {
  const { familyRate, ...options } = MATTER_TRAINING
  return {
    rows: 'words',
    targets,
    options: { ...options, outputs: matters.length, features },
    wider: { families: matterFamilies(matters), familyRate }
  }
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
  const features = vocabulary.idf.length
  const { matters, targets } = mattersOf(texts)
  const told = readings.map(dangerFeatures)
  const danger = numberDanger(told, features)
  const dangerRows = allRows.map((row, i) => dangerRow(row, danger, told[i]!))
  const label = (head: LabelHead) => labelTask(head, texts, features)
  // the longest first, so that both threads end at about the same time
  const tasks: Record<Head, readonly HeadTask[]> = {
    category: [label('category')],
    matter: [matterTask(matters, targets, features)],
    intent: [label('intent')],
    kinds: [label('kinds')],
    scope: [label('scope')],
    emergency: dangerTasks(all, features + danger.size, SEED)
  }
  const models = learnHeads(Object.values(tasks).flat(), { words: rows, danger: dangerRows })
  const heads = Object.entries(tasks).map(([head, runs]) => [head, inSteps(meanModel(models.splice(0, runs.length)))])
  return { vocabulary, matters, danger, heads: Object.fromEntries(heads) as Record<Head, SteppedModel> }
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
