// Why a message was given its intent, kinds, category, scope and emergency.
import { appealCueWords } from '../classify/appeal-cues.ts'
import { CUE_PAIRS, CUE_WEIGHTS } from '../classify/appeals.ts'
import { categoryCodes } from '../classify/categories.ts'
import { categoryCueWords } from '../classify/category-cues.ts'
import { actPatternOf, pureAct, withoutEnd } from '../classify/dialogue-acts.ts'
import { dangerFeatures, emergencyThreshold } from '../classify/emergency.ts'
import type { Reading } from '../classify/reading.ts'
import { KINDS } from '../classify/training-data.ts'
import { NO_CATEGORY, predict, type UnderstandingModel } from '../classify/understanding-model.ts'
import { weightOf } from '../classify/weight-steps.ts'
import { INTENTS, type UnderstandContext, type Understanding } from '../understanding.ts'
import type { Evidence } from './evidence.ts'
import { modelEvidence } from './model-evidence.ts'

/** One decision with its reasons, strongest first. */
export interface Reason {
  about: 'intent' | 'kinds' | 'category' | 'scope' | 'emergency'
  /** What was decided, such as `report` or `WL200204`. */
  decided: string
  /** Of the trained model alone, before cues and rules; null where no model was asked. */
  modelSays: number | null
  evidence: Evidence[]
}

function actReason(reading: Reading, act: string): Reason {
  const text = withoutEnd(reading.source.text)
  const evidence = [...new Set([text, ...text.split(/[,。!?;:~…、\s]+/)])].flatMap((clause): Evidence[] => {
    const line = actPatternOf(clause)
    return line ? [{ by: 'lexicon', found: clause, name: line.act, where: line.where }] : []
  })
  return { about: 'intent', decided: act, modelSays: null, evidence: evidence.slice(0, 5) }
}

function intentReason(
  model: UnderstandingModel,
  reading: Reading,
  got: Understanding,
  says: ArrayLike<number>
): Reason {
  const [first, second] = got.intents
  const decided = first?.id ?? 'out_of_scope'
  const index = INTENTS.indexOf(decided)
  const rival = second ? INTENTS.indexOf(second.id) : undefined
  return {
    about: 'intent',
    decided: second ? `${decided}(而不是 ${second.id})` : decided,
    modelSays: says[index]!,
    evidence: modelEvidence(model, reading, 'intent', index, rival)
  }
}

/** Cues of appeals.txt and pairs of them, with the log-odds that each adds to one kind. */
function kindReasons(model: UnderstandingModel, reading: Reading, says: ArrayLike<number>): Reason[] {
  const cues = appealCueWords(reading.source.text)
  return KINDS.flatMap((kind, i): Reason[] => {
    const lexicon = cues.flatMap(({ name, found, where }): Evidence[] => {
      const weight = CUE_WEIGHTS[name][kind]
      return weight === undefined ? [] : [{ by: 'lexicon', found, name, where, weight }]
    })
    const pairs = CUE_PAIRS.flatMap(({ cues: pair, adds }): Evidence[] => {
      const weight = adds[kind]
      const isThere = pair.every(cue => reading.cues.has(cue))
      return isThere && weight !== undefined
        ? [{ by: 'rule', found: pair.join(' + '), name: '合起来', where: 'nlu/classify/appeals.ts', weight }]
        : []
    })
    const evidence = [...lexicon, ...pairs, ...modelEvidence(model, reading, 'kinds', i).slice(0, 4)]
    return says[i]! < 0.05 && lexicon.length === 0
      ? []
      : [{ about: 'kinds', decided: kind, modelSays: says[i]!, evidence }]
  })
}

function categoryReason(
  model: UnderstandingModel,
  reading: Reading,
  got: Understanding,
  says: ArrayLike<number>
): Reason {
  const code = got.category?.code ?? null
  const index = code === null ? NO_CATEGORY : categoryCodes.indexOf(code)
  const cues = categoryCueWords(reading.source.text, reading.concepts).map(
    ({ code: name, found, where }): Evidence => ({ by: 'lexicon', found, name, where })
  )
  return {
    about: 'category',
    decided: code ?? '-',
    modelSays: says[index]!,
    evidence: [...cues, ...modelEvidence(model, reading, 'category', index)]
  }
}

/** Of the danger words and circumstances, so many that weigh most are told. */
const MAX_DANGER_SIGNS = 8

function emergencyReason(model: UnderstandingModel, reading: Reading, got: Understanding, says: number): Reason {
  const events = reading.danger.events.map(
    ({ found, where, number, reason }): Evidence => ({ by: 'lexicon', found, name: `${number} ${reason}`, where })
  )
  const weighed = [...dangerFeatures(reading)]
    .flatMap(([found, value]): Evidence[] => {
      const id = model.danger.get(found)
      return id === undefined
        ? []
        : [{ by: 'model', found, name: '险情迹象', weight: weightOf(model.heads.emergency, id, 0) * value }]
    })
    .sort((a, b) => Math.abs(b.weight ?? 0) - Math.abs(a.weight ?? 0))
    .slice(0, MAX_DANGER_SIGNS)
  return {
    about: 'emergency',
    decided: got.emergency
      ? `${got.emergency.numbers.join(' ')} ${got.emergency.reason}`
      : `-(界限 ${emergencyThreshold(reading.danger)})`,
    modelSays: says,
    evidence: [...events, ...weighed, ...modelEvidence(model, reading, 'emergency', 0).slice(0, 4)]
  }
}

/** Reasons for all that was decided on a message; the same reading and model that decided it must be given. */
export function explainDecision(
  model: UnderstandingModel,
  reading: Reading,
  got: Understanding,
  context: UnderstandContext
): Reason[] {
  const says = predict(model, reading)
  const danger =
    reading.danger.events.length > 0 || got.emergency ? [emergencyReason(model, reading, got, says.emergency[0]!)] : []
  const act = pureAct(reading.acts, context.asks ?? null)
  if (act) return [actReason(reading, act), ...danger]
  return [
    intentReason(model, reading, got, says.intent),
    ...(got.kinds.length > 0 ? kindReasons(model, reading, says.kinds) : []),
    ...(got.kinds.length > 0 ? [categoryReason(model, reading, got, says.category)] : []),
    {
      about: 'scope',
      decided: got.inScope ? 'in' : 'out',
      modelSays: says.scope[0]!,
      evidence: modelEvidence(model, reading, 'scope', 0)
    },
    ...danger
  ]
}
