import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { type Database, type Db, isUniqueViolation, openDatabase } from '../../../core/database/index.ts'
import { AppError, type ErrorCode } from '../../../core/errors.ts'

const AT = '2026-11-23T02:00:00.000Z'
const conversation = (id: string) => ({ id, channel: 'web', user_id: 'dl_1', created_at: AT, last_activity_at: AT })
const activity = (seq: number, more: object = {}) => ({
  conversation_id: 'c1',
  seq,
  id: `a${seq}`,
  direction: 'in' as const,
  visible: 1,
  activity_sealed: 'x',
  created_at: AT,
  ...more
})
const ticket = (ticket_no: string, more: object = {}) => ({
  ticket_no,
  kind: 'report',
  category_code: 'WL200204',
  region_code: '530700',
  route_body: 'enforcement',
  body_sealed: 'x',
  status: 'submitted',
  anonymous: 0,
  urgency: 'normal',
  created_at: AT,
  updated_at: AT,
  ...more
})
const outboxRow = (idempotency_key: string, ticket_no = 'WL20261123000001') => ({
  ticket_no,
  operation: 'create' as const,
  idempotency_key,
  next_attempt_at: AT,
  created_at: AT
})

const fails = (work: Promise<unknown>, code: ErrorCode, about = /./) =>
  assert.rejects(
    work,
    (error: unknown) => error instanceof AppError && error.code === code && about.test(error.message)
  )

const pragma = async (db: Database, name: string) =>
  Object.values((await sql.raw<Record<string, unknown>>(`PRAGMA ${name}`).execute(db)).rows[0] ?? {})[0]

describe('database', () => {
  let folder: string
  let url: string
  const opened: Database[] = []
  const open = async (where = url) => {
    const db = await openDatabase(where)
    opened.push(db)
    return db
  }
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'database-'))
    url = `file:${path.join(folder, 'new', 'hotline.db')}`
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(db => db.destroy()))
    rmSync(folder, { recursive: true })
  })

  it('makes its folder and a file that only its owner reads', async () => {
    const db = await open()
    await db.insertInto('conversations').values(conversation('c1')).execute()
    for (const ending of ['', '-wal', '-shm']) {
      assert.equal(statSync(path.join(folder, 'new', `hotline.db${ending}`)).mode & 0o077, 0, ending)
    }
  })

  it('holds its promises: write-ahead log, full synchronisation, foreign keys, patience', async () => {
    const db = await open()
    assert.equal(await pragma(db, 'journal_mode'), 'wal')
    assert.equal(await pragma(db, 'synchronous'), 2)
    assert.equal(await pragma(db, 'foreign_keys'), 1)
    assert.equal(await pragma(db, 'busy_timeout'), 5000)
  })

  it('finds everything again when opened anew, in the one file that is left', async () => {
    const first = await open()
    await first.insertInto('conversations').values(conversation('c1')).execute()
    await first
      .insertInto('activities')
      .values(activity(1, { turn_state: 'pending' }))
      .execute()
    await opened.pop()?.destroy()
    const copy = path.join(folder, 'copy.db')
    writeFileSync(copy, readFileSync(path.join(folder, 'new', 'hotline.db')))
    for (const where of [url, `file:${copy}`]) {
      const db = await open(where)
      const found = await db.selectFrom('conversations').selectAll().execute()
      assert.deepEqual(found, [
        { ...conversation('c1'), last_seq: 0, reference_sealed: null, state_sealed: null, state_version: 0 }
      ])
      assert.equal((await db.selectFrom('activities').selectAll().executeTakeFirstOrThrow()).turn_state, 'pending')
    }
  })

  it('keeps nothing in memory, and each memory for itself', async () => {
    const [one, other] = [await open(':memory:'), await open(':memory:')]
    await one.insertInto('conversations').values(conversation('c1')).execute()
    assert.deepEqual(await other.selectFrom('conversations').select('id').execute(), [])
  })

  it('commits a transaction whole, and leaves nothing of one that failed', async () => {
    const db = await open()
    await db.transaction().execute(async trx => {
      await trx.insertInto('conversations').values(conversation('c1')).execute()
      await trx.insertInto('activities').values(activity(1)).execute()
    })
    await assert.rejects(
      db.transaction().execute(async trx => {
        await trx.insertInto('activities').values(activity(2)).execute()
        await trx.insertInto('conversations').values(conversation('c1')).execute()
      }),
      isUniqueViolation
    )
    assert.deepEqual(await db.selectFrom('activities').select('seq').execute(), [{ seq: 1 }])
  })

  it('runs transactions one after the other, and stays usable after one that threw', async () => {
    const db = await open(':memory:')
    const count = async (trx: Db, fail: boolean) => {
      const row = await trx.selectFrom('ticket_numbers').select('last').where('day', '=', '20261123').executeTakeFirst()
      await new Promise(resolve => setTimeout(resolve, 1))
      const last = (row?.last ?? 0) + 1
      await trx
        .insertInto('ticket_numbers')
        .values({ day: '20261123', last })
        .onConflict(conflict => conflict.column('day').doUpdateSet({ last }))
        .execute()
      if (fail) throw new AppError('TURN_FAILED')
    }
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => db.transaction().execute(trx => count(trx, index % 4 === 3)))
    )
    assert.equal(results.filter(result => result.status === 'rejected').length, 5)
    assert.deepEqual(await db.selectFrom('ticket_numbers').selectAll().execute(), [{ day: '20261123', last: 15 }])
  })

  it('gives each connection to one file its turn: a reader that then writes is not thrown out', async () => {
    const [one, other] = [await open(), await open()]
    const add = (db: Database) =>
      db.transaction().execute(async trx => {
        const row = await trx.selectFrom('ticket_numbers').select('last').executeTakeFirst()
        const last = (row?.last ?? 0) + 1
        await trx
          .insertInto('ticket_numbers')
          .values({ day: '20261123', last })
          .onConflict(conflict => conflict.column('day').doUpdateSet({ last }))
          .execute()
      })
    for (let round = 0; round < 10; round++) {
      await add(one)
      await add(other)
    }
    assert.equal((await one.selectFrom('ticket_numbers').select('last').executeTakeFirstOrThrow()).last, 20)
  })

  it('says DATABASE_BUSY, which is worth another try, while another program writes, and then goes on', async () => {
    const [one, other] = [await open(), await open()]
    await sql`PRAGMA busy_timeout = 20`.execute(other)
    const add = (db: Db, id: string) => db.insertInto('conversations').values(conversation(id)).execute()
    const isBusy = (error: unknown) => error instanceof AppError && error.code === 'DATABASE_BUSY' && error.retryable
    await one.transaction().execute(async trx => {
      await assert.rejects(add(other, 'c1'), isBusy)
      await assert.rejects(
        other.transaction().execute(inner => add(inner, 'c1')),
        isBusy
      )
      await assert.rejects(
        other.insertInto('conversations').values(conversation('c1')).returning('id').execute(),
        isBusy
      )
      assert.deepEqual(await other.selectFrom('conversations').select('id').execute(), [])
      await add(trx, 'c0')
    })
    await add(other, 'c1')
    await other.transaction().execute(trx => add(trx, 'c2'))
    assert.equal((await one.selectFrom('conversations').select('id').execute()).length, 3)
  })

  it('keeps each promise of the schema', async () => {
    const db = await open(':memory:')
    await db
      .insertInto('tickets')
      .values(ticket('WL20261123000001', { work_order_no: 'n1' }))
      .execute()
    await db
      .insertInto('activities')
      .values(activity(1, { client_activity_id: 'k1' }))
      .execute()
    await db.insertInto('outbox').values(outboxRow('k1')).execute()
    const event = { ticket_no: 'WL20261123000001', seq: 1, status: 'accepted', at: AT, received_at: AT }
    await db
      .insertInto('ticket_events')
      .values({ event_id: 'e1', ...event })
      .execute()
    const twice = [
      db.insertInto('activities').values(activity(1, { id: 'other' })),
      db.insertInto('activities').values(activity(2, { id: 'a1' })),
      db.insertInto('activities').values(activity(2, { client_activity_id: 'k1' })),
      db.insertInto('outbox').values(outboxRow('k1')),
      db.insertInto('tickets').values(ticket('WL20261123000001')),
      db.insertInto('tickets').values(ticket('WL20261123000002', { work_order_no: 'n1' })),
      db.insertInto('ticket_events').values({ event_id: 'e1', ...event, seq: 2 }),
      db.insertInto('ticket_events').values({ event_id: 'e2', ...event })
    ]
    for (const query of twice) await assert.rejects(query.execute(), isUniqueViolation)
    const wrong = [
      db.insertInto('tickets').values(ticket('WL20261123000003', { identity_id: 'nobody' })),
      db.insertInto('outbox').values(outboxRow('k2', 'WL20991231000001')),
      db.insertInto('ticket_events').values({ event_id: 'e3', ...event, ticket_no: 'WL20991231000001' }),
      db.insertInto('activities').values(activity(3, { direction: 'sideways' })),
      db.insertInto('activities').values(activity(3, { turn_state: 'lost' })),
      db.insertInto('activities').values(activity(3, { visible: 2 })),
      db.insertInto('activities').values(activity(0)),
      db.insertInto('tickets').values(ticket('WL20261123000004', { anonymous: 'yes' }))
    ]
    for (const query of wrong) {
      await assert.rejects(
        query.execute(),
        error => error instanceof AppError && error.code === 'DATABASE_FAILED' && !isUniqueViolation(error)
      )
    }
    // A message without a client's id is never a resend of another.
    await db
      .insertInto('activities')
      .values([activity(4), activity(5)])
      .execute()
  })

  it('gives outbox rows growing numbers that are not used again', async () => {
    const db = await open(':memory:')
    await db.insertInto('tickets').values(ticket('WL20261123000001')).execute()
    const insert = async (key: string) =>
      (await db.insertInto('outbox').values(outboxRow(key)).returningAll().executeTakeFirstOrThrow()) ?? {}
    const first = await insert('k1')
    assert.deepEqual([first.id, first.state, first.attempts, first.unknown_outcome], [1, 'pending', 0, 0])
    await db.deleteFrom('outbox').execute()
    assert.equal((await insert('k2')).id, 2)
  })

  it('finds what is due by an index, not by reading everything', async () => {
    const db = await open(':memory:')
    const plan = async (query: string) =>
      (await sql.raw<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`).execute(db)).rows.map(row => row.detail).join()
    const queries: [string, string][] = [
      [`SELECT * FROM activities WHERE turn_state = 'pending' ORDER BY conversation_id, seq`, 'activities_pending'],
      [
        `SELECT * FROM outbox WHERE state = 'pending' AND next_attempt_at <= '2026' ORDER BY next_attempt_at`,
        'outbox_due'
      ],
      [`SELECT * FROM tickets WHERE conversation_id = 'c1' ORDER BY created_at`, 'tickets_conversation'],
      [`SELECT * FROM tickets WHERE identity_id = 'i1'`, 'tickets_identity'],
      [`SELECT * FROM identities WHERE phone_fingerprint = 'f'`, 'identities_phone'],
      [`SELECT * FROM outbox WHERE ticket_no = 't'`, 'outbox_ticket'],
      [`DELETE FROM nonces WHERE seen_at < '2026'`, 'nonces_seen']
    ]
    for (const [query, index] of queries) assert.match(await plan(query), new RegExp(index))
  })

  it('stops values that the driver would garble or die of, and goes on', async () => {
    const db = await open(':memory:')
    const bad: unknown[] = [true, Number.NaN, 'a\0b', new Date(AT), { a: 1 }]
    for (const value of bad) await fails(sql`SELECT ${value}`.execute(db), 'DATABASE_FAILED')
    const { rows } = await sql<{ n: number; t: string }>`SELECT ${1} AS n, ${'丽江😀'} AS t`.execute(db)
    assert.deepEqual(
      rows.map(({ n, t }) => [n, t]),
      [[1, '丽江😀']]
    )
  })

  it('names table and column in an error, never the value', async () => {
    const db = await open(':memory:')
    await db.insertInto('conversations').values(conversation('13800001234')).execute()
    await assert.rejects(
      db.insertInto('conversations').values(conversation('13800001234')).execute(),
      (error: unknown) => {
        assert.ok(error instanceof AppError && error.message.includes('conversations.id'))
        return !error.message.includes('13800001234')
      }
    )
  })

  it('says what is wrong with a file that is no database, or a place that cannot be written', async () => {
    writeFileSync(path.join(folder, 'text.db'), 'not a database, but long enough to be looked at as one. '.repeat(40))
    await fails(open(`file:${path.join(folder, 'text.db')}`), 'DATABASE_FAILED', /SQLITE_NOTADB/)
    await fails(open(`file:${path.join(folder, 'text.db', 'x.db')}`), 'DATABASE_FAILED', /cannot be written/)
    await fails(open(`file:${folder}`), 'DATABASE_FAILED', /EISDIR/)
    await fails(open('postgres://u:p@h/d'), 'CONFIG_INVALID', /SQLite only/)
  })

  it('can be destroyed twice', async () => {
    const db = await openDatabase(':memory:')
    await db.destroy()
    await db.destroy()
  })
})
