// `npm run -s outbox -- list|show|edit|retry`: what the intake refused, put right by a person and sent again.
import { readFileSync } from 'node:fs'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { appendAudit } from '../core/audit.ts'
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import type { Database, Db } from '../core/database/index.ts'
import { AppError } from '../core/errors.ts'
import { openStore } from '../core/open-store.ts'
import type { Vault } from '../core/vault.ts'
import { type Correction, correctRow, deadLetters, outboxCounts, pushAgain, rowContent } from '../tickets/index.ts'
import { runCommand } from './line/arguments.ts'

const USAGE = `usage: npm run -s outbox -- list [--all]            dead rows; --all: also those that wait for the intake
       npm run -s outbox -- show ID                  the row, its reason and what it sends, without name, phone, address
       npm run -s outbox -- edit ID FIELD=VALUE …    sets fields of a dead row (FIELD= takes one away), e.g. place.text=古城南门
       npm run -s outbox -- edit ID --file FILE      the same from a YAML or JSON file: {"field.path": value, …}
       npm run -s outbox -- retry ID …|--all         sends dead rows again`

const print = (line: string) => process.stdout.write(`${line}\n`)
const wrong = (detail: string) => new AppError('CONFIG_INVALID', { detail: `${detail}\n${USAGE}` })

function rowId(text: string | undefined): number {
  if (text === undefined || !/^[1-9]\d{0,14}$/.test(text)) throw wrong('which row? list shows the numbers')
  return Number(text)
}

async function list(db: Database, includePending: boolean): Promise<void> {
  for (const letter of await deadLetters(db, { includePending })) {
    const reason = letter.errorDetail ?? letter.errorCode ?? 'not tried yet'
    const tries = `${letter.attempts} tries`
    print([letter.id, letter.state, letter.operation, letter.ticketNo, letter.createdAt, tries, reason].join('\t'))
  }
  const { pending, dead, oldestPendingAt } = await outboxCounts(db)
  print(`${dead} dead, ${pending} waiting${oldestPendingAt === null ? '' : `, the oldest since ${oldestPendingAt}`}`)
}

async function show(db: Database, vault: Vault, id: number): Promise<void> {
  const { row, body } = await rowContent(db, id, vault)
  const { ticket_no, operation, state, attempts, last_error_code, last_error_detail, next_attempt_at } = row
  const about = { id, ticket_no, operation, state, attempts, last_error_code, last_error_detail, next_attempt_at }
  print(JSON.stringify({ ...about, body }, null, 2))
}

/** `FIELD=VALUE`: a number or a JSON value where it reads as one, else the text itself. */
function assignment(text: string): Correction {
  const at = text.indexOf('=')
  if (at < 1) throw wrong(`not FIELD=VALUE: ${text.slice(0, 40)}`)
  const [path, given] = [text.slice(0, at), text.slice(at + 1)]
  if (given === '') return { path, value: null }
  // Digits with a leading zero or of a telephone's length are no quantity.
  if (/^(?:true|false|null|[[{"].*|-?(?:0|[1-9]\d{0,8})(?:\.\d+)?)$/su.test(given)) {
    try {
      return { path, value: JSON.parse(given) }
    } catch {
      return { path, value: given }
    }
  }
  return { path, value: given }
}

function fromFile(file: string): Correction[] {
  const value: unknown = parse(readFileSync(file, 'utf8'))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('the file holds no fields')
  return Object.entries(value).map(([path, entry]) => ({ path, value: entry as unknown }))
}

async function main(): Promise<boolean> {
  const { values, positionals } = readLine()
  const [command, ...rest] = positionals
  if (!['list', 'show', 'edit', 'retry'].includes(command ?? '')) throw wrong('which command?')
  const config = loadConfig(readEnvironment())
  const { db, vault } = await openStore(config, { clock: systemClock, mustExist: true })
  /** Who changed or pushed what: a row holds what a citizen filed. */
  const audited = (trx: Db, action: string, id: number, fields: string) => {
    const actor = os.userInfo().username
    const entry = { actor, role: 'operator', action, subject: `outbox/${id}`, reason: '', detail: { fields } }
    return appendAudit(trx, entry, { vault, clock: systemClock })
  }
  try {
    if (command === 'list') await list(db, values.all === true)
    if (command === 'show') await show(db, vault, rowId(rest[0]))
    if (command === 'edit') {
      const id = rowId(rest[0])
      const corrections = [
        ...(values.file === undefined ? [] : fromFile(values.file)),
        ...rest.slice(1).map(assignment)
      ]
      if (corrections.length === 0) throw wrong('which fields?')
      const fields = corrections.map(({ path }) => path).join(', ')
      await db.transaction().execute(async trx => {
        await correctRow(trx, id, corrections, { vault, clock: systemClock })
        await audited(trx, 'outbox.edit', id, fields)
      })
      print(`${id}: set ${fields}; send it with: retry ${id}`)
    }
    if (command === 'retry') {
      const ids = values.all === true ? (await deadLetters(db)).map(letter => letter.id) : rest.map(rowId)
      if (ids.length === 0 && values.all !== true) throw wrong('which rows?')
      for (const id of ids) {
        await db.transaction().execute(async trx => {
          await pushAgain(trx, id, systemClock)
          await audited(trx, 'outbox.retry', id, '')
        })
      }
      print(`${ids.length} rows are sent again`)
    }
    return true
  } finally {
    await db.destroy()
  }
}

function readLine() {
  try {
    return parseArgs({ options: { all: { type: 'boolean' }, file: { type: 'string' } }, allowPositionals: true })
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', { detail: USAGE, cause })
  }
}

await runCommand(main)
