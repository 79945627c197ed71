// `npm run train`: trains the understanding model from nlu/data/train, seeded, into dist/model.
import { trainAndStore } from '../nlu/index.ts'

const startedAt = performance.now()
const { bytes, texts } = trainAndStore()
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
process.stderr.write(`model: ${texts} sentences, ${(bytes / 1e6).toFixed(1)} MB, ${seconds} s\n`)
