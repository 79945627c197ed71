// One message in, everything we understand of it out: normalise → read → model → decide; entities beside it.
import { decide } from './classify/decision.ts'
import { emergencyFrom, isDanger } from './classify/emergency.ts'
import { readMessage } from './classify/reading.ts'
import { predict, type UnderstandingModel } from './classify/understanding-model.ts'
import { extractAll } from './entities/index.ts'
import { normaliseText } from './normalise/normalised-text.ts'
import type { UnderstandContext, Understanding } from './understanding.ts'

export type Understand = (text: string, context: UnderstandContext) => Understanding

const NO_ENTITIES = { entities: [], claims: [], wishes: {} }

function understandBy(model: UnderstandingModel, text: string, context: UnderstandContext, isWhole: boolean) {
  const source = normaliseText(text)
  const reading = readMessage(source)
  const prediction = predict(model, reading)
  const isEmergency = isDanger(prediction.emergency[0]!, reading.danger)
  return {
    text,
    ...decide(prediction, reading, context, isEmergency),
    emergency: isEmergency ? emergencyFrom(reading.danger, prediction.emergency) : null,
    ...(isWhole ? extractAll(source, context) : NO_ENTITIES)
  }
}

/** Understands by the model that `current` gives at each call, so that the model can be changed under way. */
export function understandWith(current: () => UnderstandingModel): Understand {
  return (text, context) => understandBy(current(), text, context, true)
}

/** As `understandWith`, without entities, claims and wishes: what a model decides, and no more. */
export function classifyWith(model: UnderstandingModel): Understand {
  return (text, context) => understandBy(model, text, context, false)
}
