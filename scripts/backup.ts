// `npm run -s backup -- create --out FILE` (the instance may run) and `backup -- restore FILE` (it must not).
import os from 'node:os'
import { parseArgs } from 'node:util'
import { backUp, restore } from '../core/backup.ts'
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { loadOrCreateDataKey } from '../core/data-key.ts'
import { AppError } from '../core/errors.ts'
import { runCommand } from './line/arguments.ts'
import { refuseWhileServing } from './line/refuse-while-serving.ts'

const USAGE = 'usage: npm run -s backup -- create --out FILE | restore FILE   [--by NAME]'

const BUCKET_NOTE =
  "Citizens' files lie in the bucket of EVIDENCE_BUCKET_URL and are not in this backup: its owner backs it up (docs/operations.md).\n"

const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
const refuse = (cause?: unknown) => new AppError('CONFIG_INVALID', { detail: USAGE, cause })

function readArgs() {
  const text = { type: 'string' as const }
  try {
    return parseArgs({ allowPositionals: true, options: { out: text, by: text } })
  } catch (cause) {
    throw refuse(cause)
  }
}

await runCommand(async () => {
  const { values, positionals } = readArgs()
  const [command, file, ...rest] = positionals
  const config = loadConfig(readEnvironment())
  const deps = () => ({
    key: { key: loadOrCreateDataKey(config), suite: config.cipherSuite },
    clock: systemClock,
    actor: values.by ?? os.userInfo().username,
    files: config.evidence.s3 ? ('bucket' as const) : { dir: config.evidence.dir }
  })
  if (command === 'create' && file === undefined && values.out !== undefined) {
    say(await backUp(config.databaseUrl, values.out, deps()))
    if (config.evidence.s3) process.stderr.write(BUCKET_NOTE)
  } else if (command === 'restore' && file !== undefined && rest.length === 0 && values.out === undefined) {
    await refuseWhileServing(config)
    say(await restore(file, config.databaseUrl, { ...deps(), offsetMinutes: config.offsetMinutes }))
  } else throw refuse()
  return true
})
