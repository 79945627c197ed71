import assert from 'node:assert/strict'
import type { CompiledQuery } from 'kysely'
import { fixedClock } from '../../../core/clock.ts'
import { groupOf, type TicketDraft } from '../../../tickets/index.ts'
import { complaintDraft, NOW } from '../drafts.ts'
import { createWorld, vault, type World } from '../world.ts'

const TICKETS = 10_000

describe('duplicates among 10,000 tickets', function () {
  this.timeout(60_000)
  const clock = fixedClock(NOW)
  let world: World
  before(async () => {
    world = await createWorld({ clock })
    await fill(world)
  })
  after(() => world.close())

  /** Copies of one filed ticket under other numbers: half of them about the same agency, each of another person. */
  async function fill({ db, desk }: World): Promise<void> {
    await db.transaction().execute(trx => desk.file(trx, [complaintDraft], { conversationId: 'first', userId: 'dl_x' }))
    const [row, identity, keys] = [
      await db.selectFrom('tickets').selectAll().executeTakeFirstOrThrow(),
      await db.selectFrom('identities').selectAll().executeTakeFirstOrThrow(),
      await db.selectFrom('ticket_match_keys').selectAll().execute()
    ]
    await db.transaction().execute(async trx => {
      for (let nth = 1; nth < TICKETS; nth++) {
        const ticket_no = `WL20261122${String(nth).padStart(6, '0')}`
        const id = `identity-${nth}`
        const body_sealed = vault.seal(
          vault.open(row.body_sealed, `ticket/${row.ticket_no}`).replace(row.ticket_no, ticket_no),
          `ticket/${ticket_no}`
        )
        await trx
          .insertInto('identities')
          .values({ ...identity, id, phone_fingerprint: `phone-${nth}` })
          .execute()
        await trx
          .insertInto('tickets')
          .values({ ...row, ticket_no, identity_id: id, conversation_id: `c-${nth}`, body_sealed })
          .execute()
        for (const key of keys) {
          const key_fingerprint = nth % 2 === 0 ? key.key_fingerprint : `${key.key_fingerprint}-${nth}`
          await trx
            .insertInto('ticket_match_keys')
            .values({ ...key, key_fingerprint, ticket_no })
            .execute()
        }
      }
    })
    await db.executeQuery({ sql: 'ANALYZE', parameters: [], query: { kind: 'RawNode' } } as unknown as CompiledQuery)
  }

  it('are found by indexes alone, when filing and when asking the same person', async () => {
    const statements: CompiledQuery[] = []
    const recording = world.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => result
    })
    const executor = recording.getExecutor()
    const compile = executor.compileQuery.bind(executor)
    executor.compileQuery = (node, id) => {
      const compiled = compile(node, id)
      statements.push(compiled)
      return compiled
    }
    assert.ok(statements.length === 0)
    const draft: TicketDraft = { ...complaintDraft, requester: { ...complaintDraft.requester, phone: '13800007777' } }
    const filed = await recording
      .transaction()
      .execute(trx => world.desk.file(trx, [draft], { conversationId: 'new', userId: 'dl_x' }))
    assert.ok((await groupOf(world.db, filed[0]?.ticketNo ?? '')) !== null)
    assert.ok(statements.length > 0)
  })
})
