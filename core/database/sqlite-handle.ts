// The libsql handle as Kysely wants it, with our errors. libsql loads as CommonJS: its API is better-sqlite3's.

import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement
} from 'kysely'
import Libsql from 'libsql'
import { AppError } from '../errors.ts'

interface SqliteFailure {
  code: string
  message: string
}

function isSqliteFailure(error: unknown): error is Error & SqliteFailure {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

/**
 * What libsql threw, as an AppError. SQLite's messages name tables and columns, never values; those of libsql's binder
 * name types. So both may be told.
 */
function toDatabaseError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  if (!isSqliteFailure(cause)) {
    return new AppError('DATABASE_FAILED', { cause, detail: cause instanceof Error ? cause.message : undefined })
  }
  const isBusy = /^SQLITE_(BUSY|LOCKED)/.test(cause.code)
  return new AppError(isBusy ? 'DATABASE_BUSY' : 'DATABASE_FAILED', {
    cause,
    detail: `${cause.code}: ${cause.message}`
  })
}

/** True where a row with this key is there already (primary key or UNIQUE). */
export function isUniqueViolation(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : error
  return isSqliteFailure(cause) && /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY|ROWID)$/.test(cause.code)
}

/**
 * Stops values before libsql 0.5 gets them: a boolean ends the whole process there (a panic in the native code), NaN
 * becomes NULL and a text is cut at its first NUL character, both without a word.
 */
function checkParameters(parameters: readonly unknown[]): void {
  parameters.forEach((value, index) => {
    const problem =
      typeof value === 'boolean'
        ? 'a boolean (write 0 or 1)'
        : typeof value === 'number' && !Number.isFinite(value)
          ? 'a number that is not finite'
          : typeof value === 'string' && value.includes('\0')
            ? 'a text with a NUL character'
            : value === undefined
              ? 'undefined (write null)'
              : null
    if (problem) throw new AppError('DATABASE_FAILED', { detail: `parameter ${index + 1} is ${problem}` })
  })
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw toDatabaseError(cause)
  }
}

/** Statements that begin, end or nest a transaction, or may not stand inside one. */
const CONTROL = /^\s*(?:begin|commit|end|rollback|savepoint|release|vacuum|attach|detach)\b/i
const READ = /^\s*(?:select|values|explain|pragma)\b/i

/** Compiled statements kept by their text; Kysely writes the same text for the same query. */
const STATEMENTS_MAX = 200

/** One SQLite connection. All calls are synchronous and throw AppError (DATABASE_FAILED, DATABASE_BUSY). */
export class SqliteHandle implements SqliteDatabase {
  readonly #database: Libsql.Database
  readonly #statements = new Map<string, SqliteStatement>()

  /** @param location a file path or `:memory:` */
  constructor(location: string) {
    this.#database = guarded(() => new Libsql(location))
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction
  }

  prepare(sql: string): SqliteStatement {
    if (CONTROL.test(sql)) return this.#controlStatement(sql)
    const kept = this.#statements.get(sql)
    if (kept) return kept
    const statement = guarded(() => this.#database.prepare<unknown[]>(sql))
    const isRead = READ.test(sql)
    const run = <T>(parameters: readonly unknown[], work: (values: unknown[]) => T): T =>
      guarded(() => {
        checkParameters(parameters)
        const values = [...parameters]
        try {
          return isRead ? work(values) : this.#writing(() => work(values))
        } catch (error) {
          // One that ended in an error may never be reset (see below): the next call compiles it anew.
          this.#statements.delete(sql)
          throw error
        }
      })
    const prepared: SqliteStatement = {
      reader: statement.reader,
      all: parameters => run(parameters, values => statement.all(values)),
      run: parameters => run(parameters, values => statement.run(values)),
      iterate: parameters => run(parameters, values => statement.iterate(values))
    }
    // A long IN list has a text of its own each time; such are not worth their place.
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.delete(this.#statements.keys().next().value ?? '')
    this.#statements.set(sql, prepared)
    return prepared
  }

  /**
   * libsql never resets a statement that ended in SQLITE_BUSY; from then on "SQL statements in progress" would fail
   * each commit of this connection. exec() leaves none behind, so all that may meet a lock goes through it: what
   * begins and ends a transaction, and a lone write is given a transaction of its own.
   */
  #controlStatement(sql: string): SqliteStatement {
    const run = () => {
      this.exec(sql)
      return { changes: 0, lastInsertRowid: 0 }
    }
    return { reader: false, run, all: () => [], iterate: () => [].values() }
  }

  #writing<T>(work: () => T): T {
    if (this.inTransaction) return work()
    this.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.exec('COMMIT')
      return result
    } catch (error) {
      if (this.inTransaction) this.exec('ROLLBACK')
      throw error
    }
  }

  /** First column of the first row of a PRAGMA or query, or undefined. */
  value(sql: string): unknown {
    const [row] = this.prepare(sql).all([]) as Record<string, unknown>[]
    return row && Object.values(row)[0]
  }

  exec(sql: string): void {
    guarded(() => this.#database.exec(sql))
  }

  /** Folds the write-ahead log into the file, so that a copied file is whole, and closes. */
  close(): void {
    if (!this.#database.open) return
    this.#statements.clear()
    try {
      if (!this.inTransaction) this.value('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch (error) {
      // Another connection is at work: the log stays beside the file and nothing is lost.
      if (!(error instanceof AppError && error.code === 'DATABASE_BUSY')) throw error
    } finally {
      this.#database.close()
    }
  }
}

/** One connection with a mutex (Kysely's), transactions that take the write lock when they begin. */
class ImmediateDriver extends SqliteDriver {
  readonly #handle: SqliteHandle

  constructor(handle: SqliteHandle) {
    super({ database: handle })
    this.#handle = handle
  }

  /**
   * Kysely begins "deferred": a transaction that reads first and writes later then fails at once, without waiting,
   * where another process wrote in between (SQLITE_BUSY_SNAPSHOT).
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  /** SQLite rolls back by itself on some errors (disk full); a second ROLLBACK would hide what happened. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#handle.inTransaction) await super.rollbackTransaction(connection)
  }
}

/** Kysely's SQLite dialect on a SqliteHandle. */
export class SqliteHandleDialect extends SqliteDialect {
  readonly #handle: SqliteHandle

  constructor(handle: SqliteHandle) {
    super({ database: handle })
    this.#handle = handle
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#handle)
  }
}
