import { closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { Kysely } from 'kysely'
import { type Clock, systemClock } from '../clock.ts'
import { AppError } from '../errors.ts'
import { databaseLocation } from './location.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { SqliteHandle, SqliteHandleDialect } from './sqlite-handle.ts'
import type { Tables } from './tables.ts'

export { isUniqueViolation } from './sqlite-handle.ts'
export type { Tables } from './tables.ts'

/** What logic works on: the database, or the transaction that its caller is in. */
export type Db = Kysely<Tables>
/** The opened database; end it with `destroy()`. */
export type Database = Kysely<Tables>

const BUSY_TIMEOUT_MS = 5000

/** Creates the folder and an empty file that only this user reads; SQLite gives -wal and -shm the same mode. */
function prepareFile(file: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    closeSync(openSync(file, 'a', 0o600))
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new AppError('DATABASE_FAILED', { cause, detail: `the file of DATABASE_URL cannot be written (${reason})` })
  }
}

/**
 * Opens `file:…` (created with its folder where missing; relative paths start at the project's root) or `:memory:` and
 * brings it up to date. One connection serves the whole process, so inside a transaction everything must be done on
 * that transaction: a query on the outer Db would wait for it for ever.
 * Throws CONFIG_INVALID, DATABASE_FAILED, DATABASE_BUSY, DATABASE_TOO_NEW or MIGRATION_FAILED.
 */
export async function openDatabase(url: string, { clock = systemClock }: { clock?: Clock } = {}): Promise<Database> {
  const location = databaseLocation(url)
  if (location !== ':memory:') prepareFile(location)
  const handle = new SqliteHandle(location)
  try {
    // First, so that the switch to WAL waits too. FULL: what a citizen was told is filed survives a power cut.
    handle.value(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    handle.value('PRAGMA journal_mode = WAL')
    handle.value('PRAGMA synchronous = FULL')
    handle.value('PRAGMA foreign_keys = ON')
    migrate(handle, migrations, clock)
  } catch (error) {
    handle.close()
    throw error
  }
  return new Kysely<Tables>({ dialect: new SqliteHandleDialect(handle) })
}
