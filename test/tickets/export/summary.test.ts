import assert from 'node:assert/strict'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { spanOf, summarise, type TicketDraft } from '../../../tickets/index.ts'
import { complaintDraft, inquiryDraft, NOW, reportDraft } from '../drafts.ts'
import { deskOn, OFFSET_MINUTES, vault } from '../world.ts'

describe('summary', () => {
  const clock = fixedClock(NOW)
  let db: Database
  const file = async (draft: TicketDraft, dueAt: string | null, repliedAt: string | null) => {
    const [ticket] = await db
      .transaction()
      .execute(trx => deskOn(clock).file(trx, [draft], { conversationId: 'c1', userId: 'dl_1' }))
    const ticketNo = ticket!.ticketNo
    await db.updateTable('tickets').set({ due_at: dueAt }).where('ticket_no', '=', ticketNo).execute()
    if (repliedAt !== null) {
      const event = { event_id: ticketNo, ticket_no: ticketNo, seq: 1, status: 'replied', at: repliedAt }
      await db
        .insertInto('ticket_events')
        .values({ ...event, received_at: NOW })
        .execute()
    }
    return ticketNo
  }
  beforeEach(async () => {
    db = await openDatabase(':memory:')
  })
  afterEach(() => db.destroy())

  it('counts kinds, categories, regions, limits and ratings; a report has no satisfaction', async () => {
    const late = await file(complaintDraft, '2026-11-20T00:00:00+08:00', '2026-11-20T00:00:01+08:00')
    const inTime = await file(complaintDraft, '2026-11-20T00:00:00+08:00', '2026-11-19T16:00:00Z')
    await file(complaintDraft, '2026-11-30T00:00:00+08:00', null)
    await file(complaintDraft, '2026-11-22T00:00:00+08:00', null)
    await file(inquiryDraft, null, NOW)
    const reported = await file(reportDraft, null, null)
    const rate = (ticketNo: string, satisfaction: number, resolved = true) =>
      deskOn(clock).evaluate(db, ticketNo, { contacted: true, resolved, satisfaction })
    await rate(late, 2, false)
    await rate(inTime, 5)
    await rate(reported, 1)
    const summary = await summarise(db, spanOf('2026-11-23', '2026-11-24', OFFSET_MINUTES), { vault, clock })
    assert.deepEqual(summary.byKind, { report: 1, complaint: 4, inquiry: 1, assistance: 0, suggestion: 0 })
    assert.equal(summary.total, 6)
    assert.deepEqual(summary.timeLimits.complaint, { withLimit: 4, inTime: 1, late: 2, running: 1, unverified: 0 })
    assert.deepEqual(summary.timeLimits.inquiry, { withLimit: 0, inTime: 0, late: 0, running: 0, unverified: 0 })
    assert.deepEqual(summary.ratings.complaint, { answered: 2, contacted: 2, resolved: 1, satisfaction: 3.5, rated: 2 })
    assert.deepEqual(summary.ratings.report, { answered: 1, contacted: 1, resolved: 1, satisfaction: null, rated: 0 })
    assert.deepEqual(
      summary.byRegion.map(({ code, count }) => [code, count]),
      [
        ['530702', 5],
        ['530700', 1]
      ]
    )
    assert.deepEqual(summary.byCategory[0], { code: 'WL200204', name: '导游领队/诱骗、强迫购物', count: 5 })
    const text = JSON.stringify(summary)
    for (const secret of ['王小满', '13800001234', '康途', 'WL2026']) assert.ok(!text.includes(secret), secret)
  })

  it('is of the span alone', async () => {
    await file(inquiryDraft, null, null)
    assert.equal((await summarise(db, spanOf('2026-11-24', '2026-11-25', OFFSET_MINUTES), { vault, clock })).total, 0)
  })
})
