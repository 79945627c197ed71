// `npm run -s kb -- ask|check|stats|hit-test|calibrate`: the knowledge base from the command line (CONTRACT.md section 5).
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { askLine, calibrateSearch, checkKnowledge, knowledgeStats, openKnowledge, runHitTest } from '../kb/index.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

async function ask(): Promise<void> {
  const { regionCode } = loadConfig(readEnvironment())
  const knowledge = openKnowledge()
  const defaults = { now: () => new Date(), regionCode }
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    if (!say(JSON.stringify(askLine(knowledge, line, defaults)))) await once(process.stdout, 'drain')
}

/** Faults go to stdout, one a line, with the file; exit 1 where there is one. */
function check(corpusFolder: string | undefined): void {
  const { articles, citations, faults, doubts } = checkKnowledge(corpusFolder)
  for (const fault of faults) say(fault)
  for (const doubt of doubts) say(`look: ${doubt}`)
  say(`${articles} articles, ${citations} citations, ${faults.length} faults, ${doubts.length} to look at`)
  if (faults.length > 0) process.exitCode = 1
}

function hitTest(file: string): void {
  const { figures, misses } = runHitTest(readFileSync(file, 'utf8'))
  for (const { name, value, of } of figures)
    say(`${name.padEnd(16)}${value === null ? '-' : `${(100 * value).toFixed(1)} %`}  of ${of}`)
  for (const { question, wanted, got, outcome } of misses)
    say(`${outcome}\twanted ${wanted ?? 'none'}\tgot ${got ?? '-'}\t${question}`)
}

/** Prints, for each threshold, what would be answered; the choice is a person's. */
function calibrate(): void {
  const { leftOutHit1, listedHit1, thresholds } = calibrateSearch()
  say(
    `left-out questions found first: ${(100 * leftOutHit1).toFixed(1)} %, listed ones: ${(100 * listedHit1).toFixed(1)} %`
  )
  say('at    right  wrong  unanswerable  listed right  listed wrong')
  for (const { at, right, wrong, unanswerable, listedRight, listedWrong } of thresholds)
    say([at.toFixed(2), ...[right, wrong, unanswerable, listedRight, listedWrong].map(n => n.toFixed(3))].join('  '))
}

const [command, argument] = process.argv.slice(2)
if (command === 'ask') await ask()
else if (command === 'check') check(argument)
else if (command === 'calibrate') calibrate()
else if (command === 'stats')
  for (const [name, value] of Object.entries(knowledgeStats())) say(`${name.padEnd(28)}${value}`)
else if (command === 'hit-test' && argument !== undefined) hitTest(argument)
else {
  process.stderr.write(
    'usage: npm run -s kb -- ask < lines.jsonl | check [LAW_FOLDER] | stats | hit-test FILE | calibrate\n'
  )
  process.exitCode = 2
}
