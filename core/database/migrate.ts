import type { Clock } from '../clock.ts'
import { AppError } from '../errors.ts'
import type { Migration } from './migrations/index.ts'
import type { SqliteHandle } from './sqlite-handle.ts'

const RECORD_TABLE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL
) STRICT`

function appliedVersion(handle: SqliteHandle): number {
  return Number(handle.value('SELECT max(version) FROM schema_migrations') ?? 0)
}

/**
 * Applies the migrations that the database does not have yet: all of them, or none where one fails. Safe when two
 * programs start at once. Returns the versions applied now.
 * Throws DATABASE_TOO_NEW for a database of a newer program, MIGRATION_FAILED where a step fails.
 */
export function migrate(handle: SqliteHandle, migrations: readonly Migration[], clock: Clock): number[] {
  const known = migrations.at(-1)?.version ?? 0
  handle.exec('BEGIN IMMEDIATE')
  try {
    handle.exec(RECORD_TABLE)
    const applied = appliedVersion(handle)
    if (applied > known) {
      throw new AppError('DATABASE_TOO_NEW', { detail: `it is at version ${applied}, this program knows ${known}` })
    }
    const missing = migrations.filter(migration => migration.version > applied)
    for (const migration of missing) apply(handle, migration, clock)
    handle.exec('COMMIT')
    return missing.map(migration => migration.version)
  } catch (error) {
    if (handle.inTransaction) handle.exec('ROLLBACK')
    throw error
  }
}

function apply(handle: SqliteHandle, migration: Migration, clock: Clock): void {
  const { version, name } = migration
  try {
    for (const statement of migration.statements) handle.exec(statement)
    handle
      .prepare('INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)')
      .run([version, name, clock.now().toISOString()])
  } catch (cause) {
    const reason = cause instanceof AppError ? ` (${cause.detail ?? cause.code})` : ''
    throw new AppError('MIGRATION_FAILED', { cause, detail: `step ${version} "${name}"${reason}` })
  }
}
