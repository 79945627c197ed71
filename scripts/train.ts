// `npm run train`: trains the understanding model from nlu/data/train, seeded, into dist/model. --by NAME goes on its card.
import { trainAndStore } from '../nlu/index.ts'

const at = process.argv.indexOf('--by')
const createdBy = at > 0 ? process.argv[at + 1] : undefined
const startedAt = performance.now()
const { card, bytes } = trainAndStore(createdBy)
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
process.stderr.write(
  `model ${card.version}: ${card.texts} sentences, ${(bytes / 1e6).toFixed(1)} MB, ${seconds} s; held-out intent ${card.metrics.intent ?? '-'}, kinds ${card.metrics.kinds ?? '-'}\n`
)
