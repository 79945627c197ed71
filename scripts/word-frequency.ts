// `npm run -s word-frequency`: counts in how many of the sentences that the NLU is trained on a sign or a pair of signs occurs, and
// writes tickets/duplicates/word-frequency.txt. To be run when the training sentences have grown much; the duplicate score
// changes a little then, so test/tickets/duplicates/pairs.test.ts has the last word.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../core/paths.ts'
import { FREQUENCY_FILE, piecesOf } from '../tickets/index.ts'

/** Rarer pieces are not listed: they all weigh the same. */
const COUNT_MIN = 6
const LENGTH_MIN = 6

const folder = path.join(projectRoot, 'nlu', 'data', 'train')
const sentences = readdirSync(folder)
  .filter(name => name.endsWith('.txt'))
  .sort()
  .flatMap(name => readFileSync(path.join(folder, name), 'utf8').split('\n'))
  .filter(line => line.length >= LENGTH_MIN && !/^[#@]/.test(line))

const counts = new Map<string, number>()
for (const sentence of sentences)
  for (const piece of piecesOf(sentence)) counts.set(piece, (counts.get(piece) ?? 0) + 1)

const byCount = new Map<number, string[]>()
for (const [piece, count] of counts) if (count >= COUNT_MIN) byCount.set(count, [...(byCount.get(count) ?? []), piece])
const lines = [...byCount.entries()]
  .sort(([a], [b]) => b - a)
  .map(([count, pieces]) => `${count} ${pieces.sort().join(' ')}`)

writeFileSync(FREQUENCY_FILE, `${sentences.length} ${COUNT_MIN}\n${lines.join('\n')}\n`)
process.stdout.write(`${sentences.length} sentences, ${[...byCount.values()].flat().length} pieces\n`)
