// From probabilities and high-precision rules to what the message is: intents, kinds, category, scope.
import { INTENTS, type Intent, type Kind, type UnderstandContext, type Understanding } from '../understanding.ts'
import { kindProbabilities, kindsFrom, withReportLead } from './appeals.ts'
import { categoryCodes, categoryGroup, categoryGroups } from './categories.ts'
import { pureAct } from './dialogue-acts.ts'
import { isDoneByOthers } from './emergency.ts'
import type { Reading } from './reading.ts'
import { KINDS } from './training-data.ts'
import { NO_CATEGORY, type Prediction } from './understanding-model.ts'

type Intents = Understanding['intents']

const KIND_SET = new Set<Intent>(KINDS)
const isKind = (intent: Intent): intent is Kind => KIND_SET.has(intent)

/** How sure a message is that consists of nothing but one dialogue act. */
const PURE_ACT = 0.96
const MIN_CONFIDENCE = 0.01
const MAX_INTENTS = 5

const round = (value: number) => Math.floor(value * 1000) / 1000

/** Intents best first, summing to at most 1; `lead` is put on top with `confidence`, the others share the rest. */
function rank(probabilities: ArrayLike<number>, lead?: { intent: Intent; confidence: number }): Intents {
  const rest = lead ? 1 - lead.confidence : 1
  const others = 1 - (lead ? probabilities[INTENTS.indexOf(lead.intent)]! : 0)
  const scored = INTENTS.map((id, i) => ({
    id,
    confidence: lead?.intent === id ? lead.confidence : (probabilities[i]! * rest) / Math.max(others, 1e-9)
  }))
  return scored
    .sort((a, b) => b.confidence - a.confidence)
    .filter(item => item.confidence >= MIN_CONFIDENCE)
    .slice(0, MAX_INTENTS)
    .map(item => ({ id: item.id, confidence: round(item.confidence) }))
}

/** Log-odds that a leaf gains where place and problem are named (lexicons/category-cues.txt). */
const HINT = 1.2
/** "No category meant" must be this likely, so that an appeal rather has a category to be put right than none. */
const NO_CATEGORY_THRESHOLD = 0.9

/** Index of the largest of `weights` among those that `takes`. */
function largest(weights: readonly number[], takes: (index: number) => boolean): number {
  let best = -1
  for (let i = 0; i < weights.length; i++) if (takes(i) && (best < 0 || weights[i]! > weights[best]!)) best = i
  return best
}

/** The likeliest level-2 group by all its leaves together, then the likeliest leaf in it. */
function categoryFrom(model: ArrayLike<number>, hinted: readonly string[]): Understanding['category'] {
  const weights = categoryCodes.map((code, i) => model[i]! * (hinted.includes(code) ? Math.exp(HINT) : 1))
  const none = model[NO_CATEGORY]!
  const sum = weights.reduce((total, weight) => total + weight, none)
  if (none / sum > NO_CATEGORY_THRESHOLD) return null
  const groupWeights = categoryGroups.map(group =>
    weights.reduce((total, weight, i) => (categoryGroup(categoryCodes[i]!) === group ? total + weight : total), 0)
  )
  const group = categoryGroups[largest(groupWeights, () => true)]!
  const best = largest(weights, i => categoryGroup(categoryCodes[i]!) === group)
  return { code: categoryCodes[best]!, confidence: round(weights[best]! / sum) }
}

export interface Decision {
  intents: Intents
  kinds: Kind[]
  category: Understanding['category']
  inScope: boolean
}

/** The probability that the intent head gives to appeals, shared out among the kinds by their own probabilities. */
function withKinds(intent: ArrayLike<number>, kinds: readonly number[]): number[] {
  const mass = INTENTS.reduce((sum, id, i) => (isKind(id) ? sum + intent[i]! : sum), 0)
  const total = kinds.reduce((sum, p) => sum + p, 0)
  return INTENTS.map((id, i) => (isKind(id) ? (mass * kinds[KINDS.indexOf(id)]!) / total : intent[i]!))
}

/** Decides on one message; an emergency has been decided on before. `context.asks` tells what was asked just before, which settles short answers. */
export function decide(
  prediction: Prediction,
  reading: Reading,
  context: UnderstandContext,
  isEmergency: boolean
): Decision {
  const act = pureAct(reading.acts, context.asks ?? null)
  if (act) {
    const intents = rank(prediction.intent, { intent: act, confidence: PURE_ACT })
    return { intents, kinds: [], category: null, inScope: true }
  }
  const kinds = kindProbabilities(prediction.kinds, reading.cues, isEmergency && !isDoneByOthers(reading.danger))
  const leading = withReportLead(kinds)
  const intents = rank(withKinds(prediction.intent, leading))
  const top = intents[0]?.id ?? 'out_of_scope'
  const inScope = prediction.scope[0]! >= 0.5 && top !== 'out_of_scope'
  if (!isKind(top)) return { intents, kinds: [], category: null, inScope }
  return {
    intents,
    kinds: kindsFrom(kinds, leading),
    category: categoryFrom(prediction.category, reading.hinted),
    inScope
  }
}
