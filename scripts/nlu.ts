// `npm run -s nlu -- parse`: JSON lines in, JSON lines out, each answered as soon as it is read (CONTRACT.md section 4).
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { createUnderstand, parseLine } from '../nlu/index.ts'

async function parse(): Promise<void> {
  const { offsetMinutes, regionCode } = loadConfig(readEnvironment())
  const understand = createUnderstand()
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    const answer = parseLine(understand, line, { now: () => new Date(), offsetMinutes, regionCode })
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await once(process.stdout, 'drain')
  }
}

if (process.argv[2] === 'parse') await parse()
else {
  process.stderr.write('usage: npm run -s nlu -- parse < lines.jsonl\n')
  process.exitCode = 2
}
