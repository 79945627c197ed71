// Understanding of what citizens write: the one door of nlu/.
export { isCategoryCode } from './classify/categories.ts'
export { ensureModelFile, trainAndStore } from './classify/model-store.ts'
export { evaluateUnderstanding, type UnderstandingEvaluation } from './evaluate.ts'
export type { Figure } from './figures.ts'
export { type ParseAnswer, type ParseDefaults, parseLine } from './parse-line.ts'
export { createUnderstand, type Understand } from './understand.ts'
export type * from './understanding.ts'
export { normalise, segment, segmentClean, soundsOf } from './words.ts'
