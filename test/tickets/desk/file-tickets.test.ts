import assert from 'node:assert/strict'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { AppError } from '../../../core/errors.ts'
import type { TicketDraft } from '../../../tickets/index.ts'
import { openBody, openIdentity } from '../../../tickets/store/sealed-order.ts'
import { anonymousDraft, complaintDraft, inquiryDraft, NOW, reportDraft } from '../drafts.ts'
import { deskOn, vault } from '../world.ts'

const ORIGIN = { conversationId: 'c1', userId: 'dl_1' }

describe('filing', () => {
  let db: Database
  let clock: FixedClock
  let desk: ReturnType<typeof deskOn>
  beforeEach(async () => {
    db = await openDatabase(':memory:')
    clock = fixedClock(NOW)
    desk = deskOn(clock)
  })
  afterEach(() => db.destroy())

  const file = (...drafts: TicketDraft[]) => db.transaction().execute(trx => desk.file(trx, drafts, ORIGIN))
  const orders = async () =>
    (await db.selectFrom('tickets').selectAll().orderBy('ticket_no').execute()).map(row => openBody(vault, row))

  it('gives the draft its number, its time with offset and its route', async () => {
    assert.deepEqual(await file(complaintDraft), [{ ticketNo: 'WL20261123000001', kind: 'complaint' }])
    const [order] = await orders()
    assert.deepEqual([order?.submittedAt, order?.route], [NOW, { body: 'tourism_complaint' }])
  })

  it('counts by the day where the citizens live', async () => {
    clock.advance(13.9 * 3_600_000)
    assert.equal((await file(inquiryDraft))[0]?.ticketNo, 'WL20261123000001')
    clock.advance(0.2 * 3_600_000)
    assert.equal((await file(inquiryDraft))[0]?.ticketNo, 'WL20261124000001')
  })

  it('links the tickets of one matter both ways', async () => {
    const [report, complaint] = await file(reportDraft, complaintDraft)
    const stored = await orders()
    assert.deepEqual(stored[0]?.linked, [{ ticketNo: complaint?.ticketNo, relation: 'split_of' }])
    assert.deepEqual(stored[1]?.linked, [{ ticketNo: report?.ticketNo, relation: 'split_of' }])
    assert.equal((await db.selectFrom('ticket_links').selectAll().execute()).length, 2)
  })

  it('links to the earlier ticket that it follows', async () => {
    const relatedTo = [{ ticketNo: 'WL20261120000007', relation: 'follow_up_of' as const }]
    await db.transaction().execute(trx => desk.file(trx, [inquiryDraft], { ...ORIGIN, relatedTo }))
    assert.deepEqual((await orders())[0]?.linked, relatedTo)
  })

  it('gives numbers without gaps or doubles to transactions that run, and fail, at the same time', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        db.transaction().execute(async trx => {
          const filed = await desk.file(trx, [inquiryDraft, inquiryDraft], ORIGIN)
          await new Promise(resolve => setTimeout(resolve, index % 3))
          if (index % 5 === 4) throw new AppError('TURN_FAILED')
          return filed
        })
      )
    )
    const numbers = attempts.flatMap(attempt => (attempt.status === 'fulfilled' ? attempt.value : []))
    assert.deepEqual(
      numbers.map(({ ticketNo }) => ticketNo).sort(),
      Array.from({ length: 96 }, (_, index) => `WL20261123${String(index + 1).padStart(6, '0')}`)
    )
  })

  it('stores ticket and outbox row together, or neither', async () => {
    await assert.rejects(
      db.transaction().execute(async trx => {
        await desk.file(trx, [complaintDraft], ORIGIN)
        throw new AppError('TURN_FAILED')
      })
    )
    for (const table of ['tickets', 'outbox', 'identities', 'ticket_numbers'] as const) {
      assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [], table)
    }
  })

  it('refuses an incomplete draft by the names of its fields, without a value, and takes no number for it', async () => {
    const { place: _place, ...rest } = complaintDraft
    const draft: TicketDraft = { ...rest, title: '短', requester: { ...rest.requester, phone: '12345' } }
    await assert.rejects(file(draft), (error: unknown) => {
      assert.ok(error instanceof AppError && error.code === 'TICKET_INVALID')
      assert.match(error.detail ?? '', /title/)
      assert.match(error.detail ?? '', /requester\.phone/)
      assert.ok(!error.message.includes('12345'))
      return true
    })
    await assert.rejects(file({ ...rest }), /place/)
    await file(complaintDraft)
    assert.equal((await orders())[0]?.ticketNo, 'WL20261123000001')
  })

  it('refuses an anonymous complaint: a dispute has two parties', async () => {
    const requester = { ...complaintDraft.requester, anonymous: true }
    await assert.rejects(file({ ...complaintDraft, requester }), /requester\.anonymous/)
  })

  it('keeps who filed it in one sealed place only', async () => {
    await file({
      ...complaintDraft,
      content: `${complaintDraft.content}我叫王小满,电话138 0000 1234。`,
      title: '王小满投诉旅行社强迫购物'
    })
    const { requester, title, content } = (await orders())[0]!
    assert.deepEqual(requester, { anonymous: false, confidential: false, wantsReply: true })
    assert.equal(title, '***投诉旅行社强迫购物')
    assert.match(content, /我叫\*\*\*,电话\*\*\*。$/)
    const identity = await db.selectFrom('identities').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual(openIdentity(vault, identity), {
      name: '王小满',
      phone: '13800001234',
      address: '昆明市五华区学府路1号'
    })
    for (const table of ['tickets', 'outbox', 'identities', 'ticket_links'] as const) {
      const text = JSON.stringify(await db.selectFrom(table).selectAll().execute())
      for (const secret of ['王小满', '1380000', '学府路', '手镯'])
        assert.ok(!text.includes(secret), `${table} ${secret}`)
    }
  })

  it('stores no identity where none was given', async () => {
    await file(anonymousDraft)
    assert.deepEqual(await db.selectFrom('identities').selectAll().execute(), [])
    const row = await db.selectFrom('tickets').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual([row.identity_id, row.anonymous, row.route_body], [null, 1, 'enforcement'])
  })
})
