// A copy of the database and of citizens' files while they are in use, and the way back. The vault's key is never in it: who has the copy alone has
// ciphertexts, and who lost the key has nothing (docs/operations.md).
import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { type AuditHead, appendAudit, auditHead } from './audit.ts'
import {
  type BackedUpFiles,
  backedUpFilesSchema,
  copyFiles,
  draftFiles,
  type FilesPlace,
  filesBeside,
  putFiles
} from './backup-files.ts'
import { type Clock, localDay } from './clock.ts'
import { type Database, openDatabase } from './database/index.ts'
import { databaseLocation } from './database/location.ts'
import { SqliteHandle } from './database/sqlite-handle.ts'
import { AppError } from './errors.ts'
import type { CipherSuite, Vault } from './vault.ts'
import { unlockVault } from './vault-check.ts'

const manifestSchema = z.strictObject({
  writtenAt: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  schemaVersion: z.int(),
  tickets: z.int(),
  /** Missing in backups of versions that took no files. */
  files: backedUpFilesSchema.optional(),
  /** To be noted down elsewhere: proves later that nothing of the audit is gone. */
  auditHead: z.strictObject({ entries: z.int(), hash: z.string() })
})
export type BackupManifest = z.infer<typeof manifestSchema>

export interface BackupDependencies {
  key: { key: Buffer; suite: CipherSuite }
  clock: Clock
  actor: string
  files: FilesPlace
}

const refuse = (detail: string, cause?: unknown) => new AppError('BACKUP_INVALID', { detail, cause })

/** A database's own file, and what SQLite keeps beside it while it is open or after a crash. */
const DATABASE_FILES = ['', '-wal', '-shm']

/** With its side files: a log left beside a name is replayed into the next database of that name. */
function removeDatabase(file: string): void {
  for (const ending of DATABASE_FILES) rmSync(file + ending, { force: true })
}

function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

/** Whole pages, whole references, a schema. Throws BACKUP_INVALID. */
function checkFile(file: string): { schemaVersion: number; tickets: number } {
  let handle: SqliteHandle | null = null
  try {
    handle = new SqliteHandle(file)
    const integrity = handle.value('PRAGMA integrity_check')
    if (integrity !== 'ok') throw refuse(`the database in it is damaged: ${String(integrity).slice(0, 100)}`)
    if (handle.value('PRAGMA foreign_key_check') !== undefined) throw refuse('references in it lead nowhere')
    return {
      schemaVersion: Number(handle.value('SELECT max(version) FROM schema_migrations')),
      tickets: Number(handle.value('SELECT count(*) FROM tickets'))
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'BACKUP_INVALID') throw error
    throw refuse('it is no database of this program', error)
  } finally {
    try {
      handle?.close()
    } catch {
      // What closing says of a damaged file has been said above.
    }
  }
}

/** Opens a file as the instance would. Throws VAULT_KEY_INVALID where the key at hand does not open it. */
async function withStore<T>(
  file: string,
  { key, clock }: Pick<BackupDependencies, 'key' | 'clock'>,
  work: (db: Database, vault: Vault) => Promise<T>
): Promise<T> {
  const db = await openDatabase(`file:${file}`, { clock })
  try {
    return await work(db, await unlockVault(db, key, clock))
  } finally {
    await db.destroy()
  }
}

/** Audits what was done with a backup file; the head of the chain after it. */
async function noted(
  db: Database,
  vault: Vault,
  { actor, clock }: BackupDependencies,
  action: 'backup.create' | 'backup.restore',
  file: string
): Promise<AuditHead> {
  await appendAudit(db, { actor, role: 'operator', action, subject: path.basename(file), reason: '' }, { vault, clock })
  return auditHead(db)
}

/**
 * Copies the database to `out` (an instance may be at work), then the files of citizens to `<out>.files` where they
 * lie on disk; checks the copy and writes `<out>.json` beside it. All is readable by its owner only. Throws BACKUP_INVALID, VAULT_KEY_INVALID, DATABASE_FAILED (disk full).
 */
export async function backUp(databaseUrl: string, out: string, deps: BackupDependencies): Promise<BackupManifest> {
  const location = databaseLocation(databaseUrl)
  if (location === ':memory:' || !existsSync(location)) throw refuse('there is no database file at DATABASE_URL')
  const file = path.resolve(out)
  if (existsSync(file) || existsSync(filesBeside(file))) {
    throw refuse('the file is there already; a backup never replaces another')
  }
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.part`
  const filesDraft = `${filesBeside(file)}.part`
  removeDatabase(draft)
  const head = await withStore(location, deps, (db, vault) => noted(db, vault, deps, 'backup.create', file))
  try {
    const handle = new SqliteHandle(location)
    try {
      handle.exec(`VACUUM INTO '${draft.replaceAll("'", "''")}'`)
    } finally {
      handle.close()
    }
    chmodSync(draft, 0o600)
    const { schemaVersion, tickets } = checkFile(draft)
    sync(draft)
    // After the rows: a file is stored before its row is written, so each row that was copied has its file.
    const files = deps.files === 'bucket' ? deps.files : copyFiles(deps.files.dir, filesDraft)
    const manifest: BackupManifest = {
      writtenAt: deps.clock.now().toISOString(),
      bytes: statSync(draft).size,
      sha256: sha256Of(draft),
      schemaVersion,
      tickets,
      files,
      auditHead: head
    }
    writeFileSync(`${file}.json`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
    if (existsSync(filesDraft)) renameSync(filesDraft, filesBeside(file))
    renameSync(draft, file)
    return manifest
  } catch (error) {
    removeDatabase(draft)
    rmSync(filesDraft, { recursive: true, force: true })
    throw error
  }
}

/** What the file beside a backup says, where there is one. Throws BACKUP_INVALID where the two do not belong together. */
function readManifest(file: string): BackupManifest | null {
  if (!existsSync(`${file}.json`)) return null
  let content: unknown
  try {
    content = JSON.parse(readFileSync(`${file}.json`, 'utf8'))
  } catch (cause) {
    throw refuse('the .json beside it cannot be read', cause)
  }
  const parsed = manifestSchema.safeParse(content)
  if (!parsed.success) throw refuse('the .json beside it is not a manifest', parsed.error)
  if (parsed.data.sha256 !== sha256Of(file)) throw refuse('its sha256 is not the one in the .json beside it')
  return parsed.data
}

export interface Restored {
  schemaVersion: number
  tickets: number
  auditHead: AuditHead
  /** Files of citizens that were put back; 'bucket': they lie in a bucket as they did; null: the backup knows of none. */
  files: BackedUpFiles | null
  /** Where the database that was there is kept, and beside it the files; null where there was none. */
  movedTo: string | null
}

/** Numbers that a day of the series is moved ahead by: what was filed after the backup has some of them at the intake. */
const NUMBERS_SKIPPED = 100_000

/**
 * Puts a backup in the place of the database. No instance may run. What is there is moved aside, never deleted. Rows that
 * waited for the intake are asked about before they are sent, and today's ticket numbers go on far ahead: the intake may
 * have tickets that the backup does not know. Throws BACKUP_INVALID, VAULT_KEY_INVALID; nothing is changed then.
 */
export async function restore(
  backup: string,
  databaseUrl: string,
  { offsetMinutes, ...deps }: BackupDependencies & { offsetMinutes: number }
): Promise<Restored> {
  const location = databaseLocation(databaseUrl)
  if (location === ':memory:') throw refuse('DATABASE_URL names no file')
  if (!existsSync(backup)) throw refuse('there is no such file')
  const told = readManifest(backup)?.files
  const draft = `${location}.restoring`
  removeDatabase(draft)
  mkdirSync(path.dirname(location), { recursive: true, mode: 0o700 })
  copyFileSync(backup, draft)
  chmodSync(draft, 0o600)
  const dir = deps.files === 'bucket' ? null : deps.files.dir
  const filesDraft = `${dir ?? location}.restoring-files`
  try {
    const { tickets } = checkFile(draft)
    const files = draftFiles(backup, told, deps.files, filesDraft)
    const head = await withStore(draft, deps, async (db, vault) => {
      const now = deps.clock.now()
      await db.updateTable('outbox').set({ unknown_outcome: 1 }).where('state', '=', 'pending').execute()
      await db
        .insertInto('ticket_numbers')
        .values({ day: localDay(now, offsetMinutes), last: NUMBERS_SKIPPED })
        .onConflict(conflict =>
          conflict.column('day').doUpdateSet(eb => ({ last: eb('ticket_numbers.last', '+', NUMBERS_SKIPPED) }))
        )
        .execute()
      return noted(db, vault, deps, 'backup.restore', backup)
    })
    const { schemaVersion } = checkFile(draft)
    sync(draft)
    const now = deps.clock.now()
    if (files && dir !== null) putFiles(filesDraft, dir, asideOf(dir, now))
    const movedTo = moveAside(location, now)
    renameSync(draft, location)
    return { schemaVersion, tickets, auditHead: head, files: files ?? told ?? null, movedTo }
  } catch (error) {
    removeDatabase(draft)
    rmSync(filesDraft, { recursive: true, force: true })
    throw error
  }
}

const asideOf = (place: string, now: Date) => `${place}.before-restore-${now.toISOString().replace(/[:.]/g, '-')}`

/** Also a log whose database is gone: it would be replayed into the one that is put there. */
function moveAside(location: string, now: Date): string | null {
  const there = DATABASE_FILES.filter(ending => existsSync(location + ending))
  if (there.length === 0) return null
  const aside = asideOf(location, now)
  for (const ending of there) renameSync(location + ending, aside + ending)
  return aside
}
