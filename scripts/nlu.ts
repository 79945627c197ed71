// `npm run -s nlu -- parse | explain | diff`: understanding for programs (CONTRACT.md section 4) and for people.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import {
  createUnderstand,
  explainMessage,
  modelDifferences,
  modelFile,
  parseLine,
  previousModelFile
} from '../nlu/index.ts'
import { runCommand } from './line/arguments.ts'
import { differencesText } from './nlu/differences-text.ts'
import { explanationText } from './nlu/explanation-text.ts'

const USAGE = `usage: npm run -s nlu -- parse < lines.jsonl
       npm run -s nlu -- explain "text" [--asks FIELD]
       npm run -s nlu -- diff [OLD.bin NEW.bin [FILE]]    FILE: one sentence a line; default: nlu/data/held-out
                                                        OLD and NEW: default dist/model/previous.bin and understanding.bin
`

async function parse(): Promise<void> {
  const { offsetMinutes, regionCode } = loadConfig(readEnvironment())
  const understand = createUnderstand()
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    const answer = parseLine(understand, line, { now: () => new Date(), offsetMinutes, regionCode })
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await once(process.stdout, 'drain')
  }
}

function explain(words: readonly string[]): void {
  const { offsetMinutes, regionCode } = loadConfig(readEnvironment())
  const at = words.indexOf('--asks')
  const asks = at >= 0 ? words[at + 1] : undefined
  const text = (at >= 0 ? words.slice(0, at) : words).join(' ')
  const explanation = explainMessage(text, { now: new Date(), offsetMinutes, regionCode, ...(asks ? { asks } : {}) })
  process.stdout.write(explanationText(explanation))
}

function diff([before = previousModelFile, after = modelFile, file]: readonly string[]): void {
  const texts = file
    ? readFileSync(file, 'utf8')
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== '')
    : undefined
  process.stdout.write(differencesText(modelDifferences(before, after, texts)))
}

const [command, ...words] = process.argv.slice(2)
await runCommand(async () => {
  if (command === 'parse') await parse()
  else if (command === 'explain' && words.length > 0) explain(words)
  else if (command === 'diff') diff(words)
  else throw new AppError('CONFIG_INVALID', { detail: USAGE })
  return true
})
