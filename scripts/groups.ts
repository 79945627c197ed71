// `npm run -s groups -- list|show|split|join|master`: tickets of several people about one event (群体事件), as staff see and set
// them right. Each change needs a reason and is audited.
import os from 'node:os'
import { parseArgs } from 'node:util'
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import type { Database } from '../core/database/index.ts'
import { AppError } from '../core/errors.ts'
import { randomIds } from '../core/ids.ts'
import { openStore } from '../core/open-store.ts'
import {
  chooseMaster,
  type GroupChange,
  groupOf,
  putInGroup,
  splitFromGroup,
  type TicketGroup,
  ticketGroups
} from '../tickets/index.ts'
import { runCommand } from './line/arguments.ts'

const USAGE = `usage: npm run -s groups -- list [--before TIME]         the newest 50 groups; --before: those founded earlier
       npm run -s groups -- show TICKET                 its group, and why each ticket is in it
       npm run -s groups -- split TICKET --reason "…"   takes it out; it is not put back by itself
       npm run -s groups -- join TICKET WITH --reason "…"
       npm run -s groups -- master TICKET --reason "…"  makes it the one that stands for the others
       all changes: --by NAME, else the name of the account`

const print = (line: string) => process.stdout.write(`${line}\n`)
const wrong = (detail: string, cause?: unknown) =>
  new AppError('CONFIG_INVALID', { detail: `${detail}\n${USAGE}`, cause })

function readLine() {
  const text = { type: 'string' as const }
  try {
    return parseArgs({ options: { reason: text, by: text, before: text }, allowPositionals: true })
  } catch (cause) {
    throw wrong('unknown option', cause)
  }
}

function printGroup({ id, masterTicketNo, createdAt, members }: TicketGroup): void {
  print(`${id}\t${createdAt}\t${members.length} tickets`)
  for (const { ticketNo, joinedAt, why } of members) {
    const mark = ticketNo === masterTicketNo ? '*' : ' '
    print(`${mark} ${ticketNo}\t${joinedAt}\t${why.join(';')}`)
  }
}

async function show(db: Database, ticketNo: string): Promise<void> {
  const group = await groupOf(db, ticketNo)
  if (!group) throw new AppError('TICKET_NOT_FOUND', { detail: `${ticketNo} is in no group` })
  printGroup(group)
}

async function main(): Promise<boolean> {
  const { values, positionals } = readLine()
  const [command = '', ticketNo = '', other = ''] = positionals
  const wanted: Record<string, number> = { list: 1, show: 2, split: 2, join: 3, master: 2 }
  if (positionals.length !== wanted[command]) throw wrong('which command, which ticket?')
  const isChange = command !== 'list' && command !== 'show'
  if (isChange && !values.reason) throw wrong('a change needs --reason')
  const { db, vault } = await openStore(loadConfig(readEnvironment()), { clock: systemClock, mustExist: true })
  const change: GroupChange = {
    actor: values.by ?? os.userInfo().username,
    role: 'operator',
    reason: values.reason ?? ''
  }
  const deps = { vault, clock: systemClock, ids: randomIds }
  try {
    if (command === 'list') for (const group of await ticketGroups(db, { before: values.before })) printGroup(group)
    if (command === 'split') await splitFromGroup(db, ticketNo, change, deps)
    if (command === 'join') await putInGroup(db, ticketNo, other, change, deps)
    if (command === 'master') await chooseMaster(db, ticketNo, change, deps)
    if (command === 'split') print(`${ticketNo} stands alone`)
    else if (command !== 'list') await show(db, ticketNo)
    return true
  } finally {
    await db.destroy()
  }
}

await runCommand(main)
