// `npm run bench`: 100 citizens at the same time, and one alone, at the hotline and at an echo bot on the same server and
// storage; then the pure cost of understanding and of the knowledge base. Exit 1 where any conversation failed.
// `npm run bench -- nlu`: understanding beside other libraries, by accuracy and time.
// `npm run bench -- drain`: scripts/bench/drain.ts; `npm run bench -- knowledge`: scripts/bench/knowledge.ts.
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { benchDrain } from './bench/drain.ts'
import { benchKnowledgeBase, benchLargeBase } from './bench/knowledge.ts'
import { type Load, percentile, playAll, repeatAll } from './bench/load.ts'
import { ownCosts } from './bench/own-costs.ts'
import { pureTimes } from './bench/pure-times.ts'
import { printComparison } from './bench/understanding/print.ts'
import { readArguments, runCommand } from './line/arguments.ts'
import { startInstance } from './line/instance.ts'
import { arrivedOrders } from './line/intake-orders.ts'
import { loadScripts } from './line/script.ts'

const USAGE =
  'usage: npm run bench -- [--conversations 100] | drain [--tickets 10000] [--chats 8] | nlu | knowledge [--large]'
const CONVERSATIONS = 100
const ALONE = 6
/** Everything takes about a minute; a bench that hangs must not hang whoever waits for it. */
const BENCH_MS_MAX = 300_000

const print = (line = '') => process.stdout.write(`${line}\n`)
const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`.padStart(10)
const ratio = (one: number, other: number) => `${(one / other).toFixed(2)} ×`.padStart(9)

function printTurns(title: string, hotline: Load, echo: Load): void {
  print(`\n${title}: ${hotline.said.length} conversations, ${hotline.turnsMs.length} turns`)
  print(`  ${''.padEnd(28)}${'hotline'.padStart(10)}${'echo bot'.padStart(10)}${'ratio'.padStart(9)}`)
  for (const [name, share] of [
    ['turn p50', 0.5],
    ['turn p95', 0.95]
  ] as const) {
    const [one, other] = [percentile(hotline.turnsMs, share), percentile(echo.turnsMs, share)]
    print(`  ${name.padEnd(28)}${ms(one)}${ms(other)}${ratio(one, other)}`)
  }
  const perSecond = ({ turnsMs, tookMs }: Load) => `${((turnsMs.length / tookMs) * 1000).toFixed(0)}`.padStart(10)
  print(`  ${'turns a second'.padEnd(28)}${perSecond(hotline)}${perSecond(echo)}`)
  print(
    `  ${'errors'.padEnd(28)}${String(hotline.errors.length).padStart(10)}${String(echo.errors.length).padStart(10)}`
  )
}

async function benchTurns(): Promise<boolean> {
  const watchdog = setTimeout(() => {
    process.stderr.write(`the bench took longer than ${BENCH_MS_MAX / 1000} s and was ended\n`)
    process.exit(1)
  }, BENCH_MS_MAX)
  const given = readArguments(USAGE, { conversations: { type: 'string' } }).conversations
  const count = Number(given ?? CONVERSATIONS)
  const { intake, offsetMinutes, regionCode } = loadConfig(readEnvironment())
  const scripts = loadScripts()
  const folder = mkdtempSync(path.join(tmpdir(), 'hotline-bench-'))
  // Quiet time off at both: it is a wait for more messages, not a cost.
  const environment = (name: string) => ({
    DATABASE_URL: `file:${path.join(folder, name, 'hotline.db')}`,
    TURN_QUIET_MS: '0',
    CHAT_TOKENS_PER_MINUTE: '100000'
  })
  print(
    `node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB`
  )
  print('clients run on the same machine; SQLite in a file')
  const instances = []
  try {
    const hotline = await startInstance({ environment: environment('hotline') })
    instances.push(hotline)
    const echo = await startInstance({ environment: environment('echo'), entry: 'scripts/bench/echo-server' })
    instances.push(echo)
    const crowd = await playAll(hotline.url, scripts, count, true)
    const echoCrowd = await repeatAll(echo.url, crowd.said, true)
    const alone = await playAll(hotline.url, scripts, ALONE, false)
    const echoAlone = await repeatAll(echo.url, alone.said, false)
    printTurns('all at the same time', crowd, echoCrowd)
    printTurns('one after the other', alone, echoAlone)
    const costs = await ownCosts(scripts, count, environment('own-costs'))
    print(`\nown cost of a turn, ${count} conversations at the same time, ${costs.turnsMs.length} turns`)
    print(
      `  p50 ${ms(percentile(costs.turnsMs, 0.5))}   p95 ${ms(percentile(costs.turnsMs, 0.95))} (at most 15 ms wanted)`
    )
    const ticketNos = [...crowd.filed, ...alone.filed].map(({ ticketNo }) => ticketNo)
    const orders = await arrivedOrders({ ...intake, url: hotline.intakeUrl }, ticketNos, offsetMinutes)
    const missing = orders.filter(order => order === null).length
    print(`\nwork orders: ${ticketNos.length} told to citizens, ${missing} of them not at the intake`)
    print('\nby themselves')
    for (const { what, medianMs, p95Ms } of pureTimes(scripts, { offsetMinutes, regionCode })) {
      print(`  ${what.padEnd(44)}median ${ms(medianMs)}   p95 ${ms(p95Ms)}`)
    }
    const errors = [crowd, echoCrowd, alone, echoAlone, costs].flatMap(load => load.errors)
    for (const error of errors.slice(0, 20)) print(`  ✗ ${error}`)
    return errors.length === 0 && missing === 0
  } finally {
    clearTimeout(watchdog)
    for (const instance of instances) await instance.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the first word asks for; without one, turns are measured. */
const [, , named] = process.argv
if (named === 'drain' || named === 'knowledge') process.argv.splice(2, 1)
if (named === 'knowledge') (process.argv.includes('--large') ? benchLargeBase : benchKnowledgeBase)()
else await runCommand(named === 'nlu' ? printComparison : named === 'drain' ? benchDrain : benchTurns)
