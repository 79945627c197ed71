// `npm run -s audit -- verify|head|list`: the audit chain from the command line (core/audit.ts).
import { parseArgs } from 'node:util'
import { type AuditHead, auditEntries, auditHead, verifyAudit } from '../core/audit.ts'
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { openStore, type Store } from '../core/open-store.ts'
import { runCommand } from './line/arguments.ts'

const USAGE =
  'usage: npm run -s audit -- verify [--noted COUNT:HASH] | head | list [--action A] [--subject S] [--actor W] [--limit 50]'
const LIMIT = 50

const say = (line: string) => process.stdout.write(`${line}\n`)
const refuse = (cause?: unknown) => new AppError('CONFIG_INVALID', { detail: USAGE, cause })

function readHead(text: string | undefined): AuditHead | undefined {
  if (text === undefined) return undefined
  const [, entries, hash] = /^(\d{1,12}):([\w-]+)$/.exec(text) ?? []
  if (entries === undefined || hash === undefined) throw refuse()
  return { entries: Number(entries), hash }
}

async function verify({ db, vault }: Store, noted: AuditHead | undefined): Promise<boolean> {
  const { entries, hash, faults } = await verifyAudit(db, { vault, ...(noted && { noted }) })
  for (const fault of faults) say(fault)
  say(
    faults.length === 0 ? `${entries} entries, all as they were written` : `${entries} entries, ${faults.length} faults`
  )
  say(`head ${entries}:${hash}`)
  return faults.length === 0
}

async function list({ db }: Store, values: Record<string, string | undefined>): Promise<boolean> {
  const { action, subject, actor, limit } = values
  const rows = await auditEntries(db, {
    limit: Number(limit ?? LIMIT) || LIMIT,
    ...(action && { action }),
    ...(subject && { subject }),
    ...(actor && { actor })
  })
  for (const row of rows) say(JSON.stringify(row))
  return true
}

function readArgs() {
  const text = { type: 'string' as const }
  try {
    return parseArgs({
      allowPositionals: true,
      options: { noted: text, action: text, subject: text, actor: text, limit: text }
    })
  } catch (cause) {
    throw refuse(cause)
  }
}

await runCommand(async () => {
  const { values, positionals } = readArgs()
  const [command, ...rest] = positionals
  if (rest.length > 0 || !['verify', 'head', 'list'].includes(command ?? '')) throw refuse()
  const noted = readHead(values.noted)
  const store = await openStore(loadConfig(readEnvironment()), { clock: systemClock, mustExist: true })
  try {
    if (command === 'verify') return await verify(store, noted)
    if (command === 'list') return await list(store, values)
    const { entries, hash } = await auditHead(store.db)
    say(`${entries}:${hash}`)
    return true
  } finally {
    await store.db.destroy()
  }
})
