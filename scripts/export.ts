// `npm run -s export -- --from 2026-11-01 --to 2026-11-08 --format csv|xlsx|json --out FILE`: the file for the national
// platform (CONTRACT.md section 6). `check FILE` reads a file
// back and compares it with its manifest and the tickets; `trace MARK TICKET` tells which file a copied row came from.
import os from 'node:os'
import { parseArgs } from 'node:util'
import { auditEntries } from '../core/audit.ts'
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { randomIds } from '../core/ids.ts'
import { openStore, type Store } from '../core/open-store.ts'
import {
  checkExport,
  exportTickets,
  FORMATS,
  type Format,
  KINDS,
  type Kind,
  loadMapping,
  readWatermark,
  type TimeLimits
} from '../tickets/index.ts'
import { runCommand } from './line/arguments.ts'
import { readPeriod, withPeriodDefaults } from './line/period-arguments.ts'
import { commandTimeLimits } from './line/time-limits.ts'

const USAGE =
  'usage: npm run -s export -- (--from DAY --to DAY | --week [last|this|2026-W47] | --month [last|this|2026-10]) --format csv|xlsx|json --out FILE [--kinds report,complaint] [--mapping SHEET] [--with-identity --reason "…"] [--by NAME] | check FILE | trace WATERMARK TICKET'

const refuse = (detail = USAGE, cause?: unknown) => new AppError('CONFIG_INVALID', { detail, cause })
const say = (line: string) => process.stdout.write(`${line}\n`)

function readArgs() {
  const text = { type: 'string' as const }
  try {
    return parseArgs({
      args: withPeriodDefaults(process.argv.slice(2)),
      allowPositionals: true,
      options: {
        from: text,
        to: text,
        week: text,
        month: text,
        format: text,
        out: text,
        kinds: text,
        mapping: text,
        reason: text,
        by: text,
        'with-identity': { type: 'boolean' }
      }
    })
  } catch (cause) {
    throw refuse(USAGE, cause)
  }
}

function readKinds(text: string | undefined): Kind[] | undefined {
  if (text === undefined) return undefined
  const kinds = text.split(',').filter((kind): kind is Kind => KINDS.includes(kind as Kind))
  if (kinds.length !== text.split(',').length) throw refuse(`--kinds takes ${KINDS.join(',')}`)
  return kinds
}

type Arguments = ReturnType<typeof readArgs>['values']

function readFormat({ format, out }: Arguments): Format {
  const wanted = format ?? out?.match(/\.(\w+)$/)?.[1]
  const known = FORMATS.find(name => name === wanted)
  if (!known) throw refuse(`--format takes ${FORMATS.join(', ')}`)
  return known
}

async function write(store: Store, values: Arguments, limits: TimeLimits): Promise<void> {
  const { offsetMinutes } = limits
  const { out, kinds: kindList, mapping, by } = values
  if (!out) throw refuse()
  if (values['with-identity'] && values.reason === undefined) throw refuse('--with-identity needs --reason "…"')
  if (!values['with-identity'] && values.reason !== undefined) throw refuse('--reason belongs to --with-identity')
  const kinds = readKinds(kindList)
  const manifest = await exportTickets(
    store.db,
    {
      period: readPeriod(values, systemClock.now(), offsetMinutes, USAGE),
      format: readFormat(values),
      out,
      mapping: loadMapping(mapping),
      ...(kinds && { kinds }),
      ...(values.reason !== undefined && { identityReason: values.reason }),
      actor: by ?? os.userInfo().username,
      role: 'operator'
    },
    { vault: store.vault, clock: systemClock, ids: randomIds, offsetMinutes, limits }
  )
  say(JSON.stringify(manifest))
}

async function check({ db }: Store, file: string): Promise<boolean> {
  const checked = await checkExport(db, file)
  say(JSON.stringify(checked))
  return checked.faults.length === 0
}

async function trace({ db, vault }: Store, mark: string, ticketNo: string): Promise<boolean> {
  const code = readWatermark(vault, mark, ticketNo)
  const entries = code === null ? [] : await auditEntries(db, { action: 'export.identity', limit: 100_000 })
  const entry = entries.find(({ detail }) => detail.watermark === code)
  say(entry ? JSON.stringify(entry) : 'this mark was not made here for this ticket')
  return entry !== undefined
}

await runCommand(async () => {
  const { values, positionals } = readArgs()
  const [command, subject, ticketNo] = positionals
  const wanted = command === undefined ? 1 : command === 'check' ? 2 : command === 'trace' ? 3 : 0
  if (Math.max(positionals.length, 1) !== wanted) throw refuse()
  const config = loadConfig(readEnvironment())
  const store = await openStore(config, { clock: systemClock, mustExist: true })
  try {
    if (command === 'check' && subject !== undefined) return await check(store, subject)
    if (subject !== undefined && ticketNo !== undefined) return await trace(store, subject, ticketNo)
    await write(store, values, commandTimeLimits(config))
    return true
  } finally {
    await store.db.destroy()
  }
})
