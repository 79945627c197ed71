// A classifier trained here and now, for the bench that sets us beside other libraries.
import type { LabelledText } from './classify/training-data.ts'
import { trainUnderstandingModel } from './classify/understanding-model.ts'
import { classifyWith } from './understand.ts'

/** Trains on these sentences and gives the function that names the intent of a text. */
export function classifierOf(texts: readonly LabelledText[]): (text: string) => string {
  const understand = classifyWith(trainUnderstandingModel(texts))
  const context = { now: new Date(0), offsetMinutes: 480 }
  return text => understand(text, context).intents[0]?.id ?? 'out_of_scope'
}
