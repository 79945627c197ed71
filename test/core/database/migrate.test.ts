import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { fixedClock } from '../../../core/clock.ts'
import { openDatabase } from '../../../core/database/index.ts'
import { migrate } from '../../../core/database/migrate.ts'
import { type Migration, migrations } from '../../../core/database/migrations/index.ts'
import { SqliteHandle } from '../../../core/database/sqlite-handle.ts'
import { AppError, type ErrorCode } from '../../../core/errors.ts'

const clock = fixedClock('2026-11-23T02:00:00Z')
const step = (version: number, ...statements: string[]): Migration => ({ version, name: `step-${version}`, statements })
const one = step(1, 'CREATE TABLE a (x INTEGER)')
const two = step(2, 'ALTER TABLE a ADD COLUMN y INTEGER', 'INSERT INTO a VALUES (1, 2)')
const has =
  (code: ErrorCode, about = /./) =>
  (error: unknown) =>
    error instanceof AppError && error.code === code && about.test(error.message)

describe('migrations', () => {
  let handle: SqliteHandle
  beforeEach(() => {
    handle = new SqliteHandle(':memory:')
  })
  afterEach(() => handle.close())

  it('are applied once each, in order, and recorded with their time', () => {
    assert.deepEqual(migrate(handle, [one], clock), [1])
    assert.deepEqual(migrate(handle, [one], clock), [])
    assert.deepEqual(migrate(handle, [one, two], clock), [2])
    assert.deepEqual(migrate(handle, [one, two], clock), [])
    assert.equal(handle.value('SELECT y FROM a'), 2)
    assert.equal(handle.value('SELECT count(*) FROM a'), 1)
    assert.deepEqual(handle.prepare('SELECT version, name, applied_at FROM schema_migrations').all([]), [
      { version: 1, name: 'step-1', applied_at: '2026-11-23T02:00:00.000Z' },
      { version: 2, name: 'step-2', applied_at: '2026-11-23T02:00:00.000Z' }
    ])
  })

  it('leave nothing behind where one fails, and can be tried again', () => {
    const broken = step(2, 'CREATE TABLE b (x INTEGER)', 'CREATE TABLE a (x INTEGER)')
    assert.throws(
      () => migrate(handle, [one, broken], clock),
      has('MIGRATION_FAILED', /step 2 "step-2".*already exists/)
    )
    assert.equal(handle.value('SELECT count(*) FROM sqlite_master'), 0)
    assert.equal(handle.inTransaction, false)
    assert.deepEqual(migrate(handle, [one, two], clock), [1, 2])
  })

  it('refuse a database of a newer program, and leave it as it is', () => {
    migrate(handle, [one, two], clock)
    assert.throws(() => migrate(handle, [one], clock), has('DATABASE_TOO_NEW', /at version 2, this program knows 1/))
    assert.equal(handle.value('SELECT max(version) FROM schema_migrations'), 2)
  })

  it('of this program are numbered 1, 2, 3 …', () => {
    assert.deepEqual(
      migrations.map(({ version }) => version),
      migrations.map((_, index) => index + 1)
    )
  })

  it('stop the opening of a file that a newer program wrote', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'migrate-'))
    const url = `file:${path.join(folder, 'x.db')}`
    try {
      const db = await openDatabase(url, { clock })
      await sql`INSERT INTO schema_migrations VALUES (999, 'future', '2030')`.execute(db)
      await db.destroy()
      await assert.rejects(openDatabase(url, { clock }), has('DATABASE_TOO_NEW', /999/))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('of two programs that start at once are applied by one of them', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'migrate-'))
    const url = `file:${path.join(folder, 'x.db')}`
    try {
      const both = await Promise.all([openDatabase(url, { clock }), openDatabase(url, { clock })])
      await Promise.all(both.map(db => db.destroy()))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
