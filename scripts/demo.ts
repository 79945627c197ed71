// `npm run demo`: six citizens tell their stories to a running instance (--url), or to one started for it; the talk and the
// work orders that arrived at the intake are printed. Exit 1 when one did not arrive.
import { loadConfig, readEnvironment } from '../core/config.ts'
import { sandboxUrl } from '../sandbox/index.ts'
import { type Activity, choicesOf, hotlineOf } from '../web/direct-line/index.ts'
import { readArguments, readUrl, runCommand } from './line/arguments.ts'
import { startInstance } from './line/instance.ts'
import { arrivedOrders, type IntakeAddress, shownOrder } from './line/intake-orders.ts'
import { Line } from './line/line.ts'
import { play } from './line/play.ts'
import { loadScripts, type Script } from './line/script.ts'

const USAGE = 'usage: npm run demo -- [--url http://127.0.0.1:3978]'

const print = (line = '') => process.stdout.write(`${line}\n`)
const indented = (text: string, first: string) => first + text.replaceAll('\n', `\n${' '.repeat(6)}`)

function printHeard(messages: readonly Activity[]): void {
  for (const message of messages) print(indented(message.text ?? '', '  🤖  '))
  const last = messages.at(-1)
  if (!last) return
  const choices = choicesOf(last).map(({ title }) => `[${title}]`)
  if (choices.length > 0) print(`      ${choices.join(' ')}`)
  const asks = hotlineOf(last)?.asks
  if (asks) print(`      (asks: ${asks})`)
}

/** Plays one conversation and shows what arrived; false where something is missing. */
async function show(script: Script, url: string, intake: IntakeAddress, offsetMinutes: number): Promise<boolean> {
  print(`\n━━━ ${script.title}`)
  const line = new Line(url)
  const played = await play(line, script, {
    onSaid: text => print(indented(text, '  👤  ')),
    onHeard: printHeard
  })
  line.close()
  const orders = await arrivedOrders(
    intake,
    played.filed.map(({ ticketNo }) => ticketNo),
    offsetMinutes
  )
  for (const [index, { ticketNo, kind }] of played.filed.entries()) {
    const order = orders[index]
    print(`  → ${kind} ${ticketNo}: ${order ? `arrived as ${order.workOrderNo} (${order.status})` : 'DID NOT ARRIVE'}`)
    for (const text of (order && (await shownOrder(intake.url, order.workOrderNo))) ?? []) print(`      ${text}`)
  }
  if (played.problem) print(`  ✗ ${played.problem}`)
  return played.problem === null && orders.every(order => order !== null)
}

await runCommand(async () => {
  const url = readUrl(readArguments(USAGE, { url: { type: 'string' } }).url, USAGE)
  const { intake, offsetMinutes } = loadConfig(readEnvironment())
  const own = url === null ? await startInstance() : null
  try {
    const intakeUrl = own?.intakeUrl ?? intake.url ?? sandboxUrl(intake.sandboxPort, intake.profile)
    const failed: string[] = []
    for (const script of loadScripts()) {
      if (!(await show(script, own?.url ?? url ?? '', { ...intake, url: intakeUrl }, offsetMinutes)))
        failed.push(script.title)
    }
    print(failed.length === 0 ? '\nall work orders arrived' : `\nNOT as it should be: ${failed.join('; ')}`)
    return failed.length === 0
  } finally {
    await own?.stop()
  }
})
