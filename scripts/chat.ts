// `npm run chat`: the conversation in a terminal, against a running instance (--url).
import { createInterface } from 'node:readline'
import { loadConfig, readEnvironment } from '../core/config.ts'
import {
  type Activity,
  type Choice,
  type ConnectionState,
  choicesOf,
  hotlineOf,
  typedChoice
} from '../web/direct-line/index.ts'
import { readArguments, readUrl, runCommand } from './line/arguments.ts'
import { Line } from './line/line.ts'

const USAGE = 'usage: npm run chat -- [--url http://127.0.0.1:3978]'

const print = (line: string) => process.stdout.write(`${line}\n`)

function printMessage(message: Activity): Choice[] {
  print(`\n${message.text ?? ''}`)
  const hotline = hotlineOf(message)
  if (hotline?.draft && hotline.draft.missing.length > 0) {
    print(`(${hotline.draft.filled.length} filled, missing: ${hotline.draft.missing.join(', ')})`)
  }
  const choices = choicesOf(message)
  for (const { number, title } of choices) print(`  ${number === null ? '·' : `${number}.`} ${title}`)
  return choices
}

const STATE_LINES: Partial<Record<ConnectionState, string>> = {
  waiting: '(no connection, trying again by itself; what you type is kept)',
  polling: '(connected by polling)'
}

await runCommand(async () => {
  const given = readUrl(readArguments(USAGE, { url: { type: 'string' } }).url, USAGE)
  const url = given ?? `http://127.0.0.1:${loadConfig(readEnvironment()).port}`
  let choices: Choice[] = []
  let lastState = ''
  const input = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
  const line = new Line(url, {
    onMessage: message => {
      choices = printMessage(message)
      input.prompt(true)
    },
    onState: state => {
      const told = STATE_LINES[state]
      if (told !== undefined && state !== lastState) print(told)
      lastState = state
    }
  })
  let last: Promise<unknown> = line.open()
  for await (const typed of input) {
    // A piped conversation is played in turns; a person may type several messages in a row.
    if (!process.stdin.isTTY) await last
    const text = typedChoice(typed, choices) ?? typed.trim()
    if (text === '') input.prompt()
    else if (process.stdin.isTTY) line.send(text)
    else last = line.say(text)
  }
  await last
  line.close()
  return line.failedCount === 0
})
