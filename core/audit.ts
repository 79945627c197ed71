// Who did what to whom, when and why: a chain in which each entry holds the hash of the one before it. GB/T 22239 level 3
// asks for an audit of every user with protected records; PIPL article 54 for audits; DOMAIN.md section 5 for each reveal.
import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Clock } from './clock.ts'
import type { Db } from './database/index.ts'
import type { AuditEntriesTable } from './database/tables.ts'
import { AppError } from './errors.ts'
import { maskNumbers, maskText } from './masking.ts'
import { createVault, DATA_KEY_BYTES, type Vault } from './vault.ts'

export interface AuditEntry {
  /** Login of a person, or `system` with what acted: `system/retention`. */
  actor: string
  /** As what they acted: `agent`, `editor`, `admin`, `operator` (command line), `system`. */
  role: string
  /** Dotted, object first: `identity.reveal`, `export.identity`, `kb.publish`. */
  action: string
  /** What it was done to, by number or id, never by name or telephone. */
  subject: string
  /** In the person's own words, without names of citizens; numbers in it are masked. */
  reason: string
  /** Counts, ids, versions; texts in it are masked. */
  detail?: Readonly<Record<string, string | number | boolean | null>>
}

export interface StoredAuditEntry extends Required<AuditEntry> {
  /** 1, 2, 3 … */
  id: number
  /** ISO 8601 UTC. */
  at: string
}

export interface AuditDependencies {
  vault: Vault
  clock: Clock
}

/** What the first entry stands on. */
const GENESIS = 'genesis'
const HEAD_ID = 1
const HEAD_CONTEXT = 'audit-head'
const KEY_CONTEXT = 'audit-key'

type EntryRow = Selectable<AuditEntriesTable>
type Unhashed = Omit<EntryRow, 'hash' | 'id'>

export interface AuditHead {
  entries: number
  /** Of the last entry; `genesis` before the first. */
  hash: string
}

/** A keyed hash (HMAC-SHA256 or HMAC-SM3): whoever can write the table but has no key cannot make a chain that fits. */
function hasher(vault: Vault, keySealed: string): (row: Unhashed) => string {
  const key = Buffer.from(vault.open(keySealed, KEY_CONTEXT), 'base64url')
  const chain = createVault({ key, suite: vault.suite })
  return ({ at, actor, role, action, subject, reason, detail, previous_hash }) =>
    chain.fingerprint(JSON.stringify([at, actor, role, action, subject, reason, detail, previous_hash]), 'audit-entry')
}

const sealHead = (vault: Vault, { entries, hash }: AuditHead) => vault.seal(`${entries}:${hash}`, HEAD_CONTEXT)

async function headRow(db: Db) {
  return db.selectFrom('audit_heads').selectAll().where('id', '=', HEAD_ID).executeTakeFirst()
}

/** Keys in the order of their names, so that equal details are equal texts. */
function canonicalDetail(detail: AuditEntry['detail'] = {}): string {
  const entries = Object.entries(detail).map(([key, value]) => [
    key,
    typeof value === 'string' ? maskText(value) : value
  ])
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))))
}

function checkEntry(entry: AuditEntry): void {
  for (const field of ['actor', 'role', 'action', 'subject'] as const) {
    if (entry[field].trim() === '') throw new AppError('AUDIT_INVALID', { detail: `${field} is empty` })
  }
}

async function append(db: Db, entry: AuditEntry, { vault, clock }: AuditDependencies): Promise<StoredAuditEntry> {
  let head = await headRow(db)
  if (!head) {
    const first = { entries: 0, hash: GENESIS }
    const key_sealed = vault.seal(randomBytes(DATA_KEY_BYTES).toString('base64url'), KEY_CONTEXT)
    head = { id: HEAD_ID, ...first, key_sealed, head_sealed: sealHead(vault, first) }
    await db.insertInto('audit_heads').values(head).execute()
  }
  const row = {
    at: clock.now().toISOString(),
    actor: entry.actor,
    role: entry.role,
    action: entry.action,
    subject: maskText(entry.subject),
    reason: maskNumbers(entry.reason),
    detail: canonicalDetail(entry.detail),
    previous_hash: head.hash
  }
  const next = { entries: head.entries + 1, hash: hasher(vault, head.key_sealed)(row) }
  await db
    .insertInto('audit_entries')
    .values({ id: next.entries, ...row, hash: next.hash })
    .execute()
  await db
    .updateTable('audit_heads')
    .set({ ...next, head_sealed: sealHead(vault, next) })
    .where('id', '=', HEAD_ID)
    .execute()
  return stored({ id: next.entries, ...row, hash: next.hash })
}

function stored({ id, at, actor, role, action, subject, reason, detail }: EntryRow): StoredAuditEntry {
  return { id, at, actor, role, action, subject, reason, detail: JSON.parse(detail) as Required<AuditEntry>['detail'] }
}

/**
 * Writes one entry at the end of the chain. In a transaction it is kept with all else that is committed there, or not at
 * all; a reveal must be audited in the transaction that reads it. Throws AUDIT_INVALID for an entry that says nothing.
 */
export async function appendAudit(db: Db, entry: AuditEntry, deps: AuditDependencies): Promise<StoredAuditEntry> {
  checkEntry(entry)
  return db.isTransaction ? append(db, entry, deps) : db.transaction().execute(trx => append(trx, entry, deps))
}

/** Newest first. */
export async function auditEntries(
  db: Db,
  filter: { action?: string; subject?: string; actor?: string; limit: number }
): Promise<StoredAuditEntry[]> {
  let query = db.selectFrom('audit_entries').selectAll().orderBy('id', 'desc').limit(filter.limit)
  for (const column of ['action', 'subject', 'actor'] as const) {
    const wanted = filter[column]
    if (wanted !== undefined) query = query.where(column, '=', wanted)
  }
  return (await query.execute()).map(stored)
}

/** Where the chain ends now, to be noted down elsewhere; `genesis` and 0 before the first entry. */
export async function auditHead(db: Db): Promise<AuditHead> {
  const head = await headRow(db)
  return head ? { entries: head.entries, hash: head.hash } : { entries: 0, hash: GENESIS }
}

export interface AuditVerdict {
  entries: number
  hash: string
  /** One line each, naming the entry; empty where all is as it was written. */
  faults: string[]
}

interface Chain {
  rows: EntryRow[]
  hashOf: (row: Unhashed) => string
}

/** What is wrong with the entry itself or with its place; null where nothing is. */
function faultOf(row: EntryRow, before: EntryRow | undefined, { rows, hashOf }: Chain): string | null {
  const name = `entry ${row.id}`
  if (hashOf(row) !== row.hash) return `${name} was changed after it was written (${row.action} by ${row.actor})`
  if (row.previous_hash === (before?.hash ?? GENESIS)) return null
  const predecessor = rows.find(other => other.hash === row.previous_hash)
  if (predecessor) return `${name} was moved: it was written behind what is now entry ${predecessor.id}`
  return row.previous_hash === GENESIS
    ? `${name} was moved: it was written first`
    : `what was written before ${name} was removed or changed`
}

function* missing(rows: readonly EntryRow[], entries: number): Generator<string> {
  let expected = 1
  for (const { id } of [...rows, { id: entries + 1 }]) {
    if (id > expected)
      yield id - expected === 1 ? `entry ${expected} is missing` : `entries ${expected} to ${id - 1} are missing`
    expected = Math.max(expected, id + 1)
  }
}

function opens(vault: Vault, sealed: string, head: AuditHead): boolean {
  try {
    return vault.open(sealed, HEAD_CONTEXT) === `${head.entries}:${head.hash}`
  } catch {
    return false
  }
}

/**
 * Goes through the whole chain. `noted` is a head that was written down earlier (auditHead): it must still be part of
 * the chain, which also finds a whole database that was put back to an older state.
 */
export async function verifyAudit(
  db: Db,
  { vault, noted }: { vault: Vault; noted?: AuditHead }
): Promise<AuditVerdict> {
  const rows = await db.selectFrom('audit_entries').selectAll().orderBy('id').execute()
  const head = await headRow(db)
  if (!head) {
    const faults = rows.length > 0 ? [`the head is missing, though there are ${rows.length} entries`] : []
    if (noted && noted.entries > 0) faults.push(`the noted entry ${noted.entries} is missing`)
    return { entries: rows.length, hash: GENESIS, faults }
  }
  const faults = [...missing(rows, head.entries)]
  if (!opens(vault, head.head_sealed, head)) faults.push('the head was changed')
  let hashOf: Chain['hashOf']
  try {
    hashOf = hasher(vault, head.key_sealed)
  } catch {
    return { entries: rows.length, hash: head.hash, faults: [...faults, 'the key of the chain cannot be opened'] }
  }
  for (const [index, row] of rows.entries()) {
    const fault = faultOf(row, rows[index - 1], { rows, hashOf })
    if (fault) faults.push(fault)
  }
  const last = rows.at(-1)
  if (last?.id === head.entries && last.hash !== head.hash)
    faults.push(`entry ${last.id} is not the one the head names`)
  if (last && last.id > head.entries) faults.push(`entry ${last.id} stands behind the end of the chain`)
  if (noted && noted.entries > 0 && rows.find(row => row.id === noted.entries)?.hash !== noted.hash) {
    faults.push(`entry ${noted.entries} is not the one that was noted`)
  }
  return { entries: rows.length, hash: head.hash, faults }
}

/** For key rotation: the chain's key and head under the new vault; the hashes stay as they are. */
export async function resealAudit(db: Db, from: Vault, to: Vault): Promise<void> {
  const head = await headRow(db)
  if (!head) return
  await db
    .updateTable('audit_heads')
    .set({
      key_sealed: to.seal(from.open(head.key_sealed, KEY_CONTEXT), KEY_CONTEXT),
      head_sealed: to.seal(from.open(head.head_sealed, HEAD_CONTEXT), HEAD_CONTEXT)
    })
    .where('id', '=', HEAD_ID)
    .execute()
}
