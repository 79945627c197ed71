// `npm run -s privacy -- find|export|erase PHONE`, `reveal TICKET`, `retain [--dry-run]`: personal data (PIPL articles 19, 44 to
// 50). What a person asked for is done after they were recognised; each call is audited with its reason.
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../core/clock.ts'
import { type Config, loadConfig, readEnvironment } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { openStore, type Store } from '../core/open-store.ts'
import {
  erasePerson,
  exportPerson,
  findPerson,
  loadRetention,
  openBlobs,
  type PersonFileCopy,
  retain,
  retentionDue,
  revealIdentity
} from '../tickets/index.ts'
import { runCommand } from './line/arguments.ts'

const USAGE =
  'usage: npm run -s privacy -- find PHONE | export PHONE [--out FILE] | erase PHONE [--dry-run] | reveal TICKET | retain [--dry-run]   (reveal needs --reason "…"; all take --reason and --by NAME)'

const refuse = (detail = USAGE, cause?: unknown) => new AppError('CONFIG_INVALID', { detail, cause })
const say = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
/** What stands in the audit where nothing else is said. */
const AT_OWN_WISH = 'at the request of the person (PIPL articles 44 to 50)'

function readArgs() {
  const text = { type: 'string' as const }
  try {
    return parseArgs({
      allowPositionals: true,
      options: { reason: text, by: text, out: text, 'dry-run': { type: 'boolean' } }
    })
  } catch (cause) {
    throw refuse(USAGE, cause)
  }
}

type Values = ReturnType<typeof readArgs>['values']

function writeCopy(out: string | undefined, copy: unknown): void {
  if (out === undefined) {
    say(copy)
    return
  }
  try {
    writeFileSync(out, `${JSON.stringify(copy, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    throw new AppError('EXPORT_UNWRITABLE', { cause, detail: 'the file is there already, or its folder is not' })
  }
}

/** Keeps the files themselves beside the copy, in a folder of its own. */
function fileSaver(out: string) {
  const folder = `${out}.files`
  return ({ fileName, bytes }: PersonFileCopy) => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeFileSync(path.join(folder, fileName), bytes, { mode: 0o600, flag: 'wx' })
    } catch (cause) {
      throw new AppError('EXPORT_UNWRITABLE', {
        cause,
        detail: 'a file of the person is there already, or cannot be written'
      })
    }
  }
}

async function retention({ db, vault }: Store, isDryRun: boolean, config: Config): Promise<void> {
  const schedule = loadRetention()
  const deps = { vault, clock: systemClock, blobs: openBlobs(config.evidence) }
  say(isDryRun ? await retentionDue(db, schedule, deps) : await retain(db, schedule, deps))
}

async function about(command: string, subject: string, values: Values, store: Store, config: Config): Promise<void> {
  const { db, vault } = store
  const { reason = command === 'reveal' ? '' : AT_OWN_WISH, by: actor = os.userInfo().username } = values
  const deps = { vault, clock: systemClock, blobs: openBlobs(config.evidence) }
  const request = { phone: subject, actor, reason }
  switch (command) {
    case 'find':
      return say(await findPerson(db, request, deps))
    case 'export': {
      const saveFile = values.out === undefined ? {} : { saveFile: fileSaver(values.out) }
      const copy = await exportPerson(db, { ...request, ...saveFile }, deps)
      return writeCopy(values.out, copy)
    }
    case 'erase':
      return say(
        await erasePerson(db, { ...request, schedule: loadRetention(), isDryRun: values['dry-run'] ?? false }, deps)
      )
    case 'reveal':
      return say(
        await revealIdentity(
          db,
          { ticketNo: subject, actor, role: 'operator', reason },
          { ...deps, offsetMinutes: config.offsetMinutes }
        )
      )
    default:
      throw refuse()
  }
}

await runCommand(async () => {
  const { values, positionals } = readArgs()
  const [command, subject, ...rest] = positionals
  if (command === undefined || rest.length > 0 || (command === 'retain') !== (subject === undefined)) throw refuse()
  const config = loadConfig(readEnvironment())
  const store = await openStore(config, { clock: systemClock, mustExist: true })
  try {
    if (subject === undefined) await retention(store, values['dry-run'] ?? false, config)
    else await about(command, subject, values, store, config)
    return true
  } finally {
    await store.db.destroy()
  }
})
