import assert from 'node:assert/strict'
import { Kysely, sql } from 'kysely'
import { fixedClock } from '../../../core/clock.ts'
import { migrate } from '../../../core/database/migrate.ts'
import { migrations } from '../../../core/database/migrations/index.ts'
import { SqliteHandle, SqliteHandleDialect } from '../../../core/database/sqlite-handle.ts'
import type { Tables } from '../../../core/database/tables.ts'
import { groupOf, ticketGroups } from '../../../tickets/index.ts'
import { complaintDraft, NOW } from '../drafts.ts'
import { deskOn, vault } from '../world.ts'

const TICKETS = 10_000
const LARGE = /\b(?:SCAN|AUTOMATIC).*\b(?:tickets|identities|ticket_match_keys|ticket_group_members|ticket_groups)\b/

describe('duplicates among 10,000 tickets', function () {
  this.timeout(60_000)
  const clock = fixedClock(NOW)
  const desk = deskOn(clock)
  const asked: { sql: string; parameters: readonly unknown[] }[] = []
  let db: Kysely<Tables>

  before(async () => {
    const handle = new SqliteHandle(':memory:')
    migrate(handle, migrations, clock)
    const dialect = new SqliteHandleDialect(handle)
    db = new Kysely<Tables>({ dialect, log: ({ query }) => void asked.push(query) })
    await fill()
  })
  after(() => db.destroy())

  /** Copies of one filed ticket under other numbers: half of them about the same agency, each of another person. */
  async function fill(): Promise<void> {
    await db.transaction().execute(trx => desk.file(trx, [complaintDraft], { conversationId: 'first', userId: 'dl_x' }))
    const row = await db.selectFrom('tickets').selectAll().executeTakeFirstOrThrow()
    const identity = await db.selectFrom('identities').selectAll().executeTakeFirstOrThrow()
    const keys = await db.selectFrom('ticket_match_keys').selectAll().execute()
    const body = vault.open(row.body_sealed, `ticket/${row.ticket_no}`)
    await db.transaction().execute(async trx => {
      for (let nth = 1; nth < TICKETS; nth++) {
        const ticket_no = `WL20261122${String(nth).padStart(6, '0')}`
        const body_sealed = vault.seal(body.replace(row.ticket_no, ticket_no), `ticket/${ticket_no}`)
        const identity_id = `identity-${nth}`
        await trx
          .insertInto('identities')
          .values({ ...identity, id: identity_id, phone_fingerprint: `phone-${nth}` })
          .execute()
        await trx
          .insertInto('tickets')
          .values({ ...row, ticket_no, identity_id, conversation_id: `c-${nth}`, body_sealed })
          .execute()
        for (const key of keys) {
          const key_fingerprint = nth % 2 === 0 ? key.key_fingerprint : `other-${nth}`
          await trx
            .insertInto('ticket_match_keys')
            .values({ ...key, key_fingerprint, ticket_no })
            .onConflict(conflict => conflict.doNothing())
            .execute()
        }
      }
    })
    await sql`ANALYZE`.execute(db)
  }

  async function scansOf(work: () => Promise<unknown>): Promise<string[]> {
    asked.length = 0
    await work()
    const reads = asked.filter(query => /^(?:with|select|update|delete)\b/i.test(query.sql))
    assert.ok(reads.length > 0)
    const scans: string[] = []
    for (const { sql: text, parameters } of [...reads]) {
      const { rows } = await db.executeQuery<{ detail: string }>({
        sql: `EXPLAIN QUERY PLAN ${text}`,
        parameters,
        query: sql`x`.toOperationNode(),
        queryId: { queryId: 'plan' }
      })
      scans.push(...rows.filter(row => LARGE.test(row.detail)).map(row => `${row.detail}: ${text}`))
    }
    return scans
  }

  it('are found by indexes, without a scan, when another one is filed', async () => {
    const requester = { ...complaintDraft.requester, phone: '13800007777' }
    let ticketNo = ''
    const scans = await scansOf(async () => {
      const origin = { conversationId: 'new', userId: 'dl_x' }
      const filed = await db.transaction().execute(trx => desk.file(trx, [{ ...complaintDraft, requester }], origin))
      ticketNo = filed[0]?.ticketNo ?? ''
    })
    assert.deepEqual(scans, [])
    assert.ok(await groupOf(db, ticketNo))
  })

  it('are found by indexes when the same person comes again, and when staff look at groups', async () => {
    const { kind, categoryCode, content } = complaintDraft
    const query = { kind, categoryCode, content, respondentName: '康途旅行社', conversationId: 'c-7' }
    const scans = await scansOf(async () => {
      assert.equal((await desk.similar(db, { ...query, phone: '13800007777' })).length, 2)
      assert.equal((await ticketGroups(db)).length, 1)
    })
    // The list of groups walks its own index, newest first, and stops at the limit.
    const others = scans.filter(scan => !scan.startsWith('SCAN ticket_groups USING INDEX'))
    assert.deepEqual(others, [])
  })
})
