// One message in, everything we understand of it out: normalise → read → model → decide; entities beside it.
import { decide } from './classify/decision.ts'
import { EMERGENCY_THRESHOLD, emergencyFrom } from './classify/emergency.ts'
import { loadModel } from './classify/model-store.ts'
import { readMessage } from './classify/reading.ts'
import { predict } from './classify/understanding-model.ts'
import { extractAll } from './entities/index.ts'
import { normaliseText } from './normalise/normalised-text.ts'
import type { UnderstandContext, Understanding } from './understanding.ts'

export type Understand = (text: string, context: UnderstandContext) => Understanding

/**
 * Gives the function that understands messages. Loads the model (or trains it, about 3 s, where none is built) and the
 * dictionaries at once, so that the first citizen does not wait.
 */
export function createUnderstand(): Understand {
  const model = loadModel()
  const understand: Understand = (text, context) => {
    const source = normaliseText(text)
    const reading = readMessage(source)
    const prediction = predict(model, reading)
    const { entities, claims, wishes } = extractAll(source, context)
    return {
      text,
      ...decide(prediction, reading, context),
      emergency: prediction.emergency[0]! >= EMERGENCY_THRESHOLD ? emergencyFrom(reading.danger) : null,
      entities,
      claims,
      wishes
    }
  }
  understand('您好，daoyou强至购物', { now: new Date(0), offsetMinutes: 480 })
  return understand
}
