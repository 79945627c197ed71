import assert from 'node:assert/strict'
import { countDues, createDueWatch } from '../../../bot/schedule/due-watch.ts'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { dueTickets, type StatusEvent, spanOf, summarise, type TicketDraft } from '../../../tickets/index.ts'
import { applyEvent } from '../../../tickets/mirror/apply-event.ts'
import { complaintDraft, inquiryDraft, NOW } from '../drafts.ts'
import { deskOn, listeningLog, OFFSET_MINUTES, vault } from '../world.ts'
import { limitsFor } from './limits-for.ts'

const DAY_MS = 86_400_000

// NOW is Monday 23 November 2026, 10:00.
describe('tickets with due dates', () => {
  const { log } = listeningLog()
  const limits = limitsFor(log)
  let clock = fixedClock(NOW)
  let db: Database
  let serial = 0
  beforeEach(async () => {
    clock = fixedClock(NOW)
    db = await openDatabase(':memory:')
  })
  afterEach(() => db.destroy())

  const file = async (draft: TicketDraft) => {
    const origin = { conversationId: 'c1', userId: 'dl_1' }
    const [ticket] = await db.transaction().execute(trx => deskOn(clock).file(trx, [draft], origin))
    return ticket!.ticketNo
  }
  const move = (ticketNo: string, seq: number, status: StatusEvent['status'], more: Partial<StatusEvent> = {}) => {
    const at = clock.now().toISOString()
    const event = { eventId: `e${serial++}`, seq, workOrderNo: `W${ticketNo}`, ticketNo, status, at, ...more }
    return applyEvent(db, event, { vault, clock, log })
  }
  const found = async () =>
    (await dueTickets(db, { limits, clock })).map(({ ticketNo, due }) => [ticketNo, due.stage, due.state])

  it('are listed when soon or overdue, the most urgent first, and no more when they are done', async () => {
    const complaint = await file(complaintDraft)
    const inquiry = await file(inquiryDraft)
    const unsent = await file(inquiryDraft)
    assert.deepEqual(await found(), [])
    await move(complaint, 1, 'submitted')
    await move(inquiry, 1, 'submitted', { dueAt: '2026-11-24T18:00:00+08:00' })
    assert.deepEqual(await found(), [[inquiry, 'answer', 'soon']])
    clock.advance(2 * DAY_MS)
    assert.deepEqual(await found(), [
      [inquiry, 'answer', 'overdue'],
      [complaint, 'accept', 'soon']
    ])
    clock.advance(DAY_MS)
    assert.deepEqual((await found()).at(-1), [complaint, 'accept', 'overdue'])
    assert.ok(!(await found()).some(([ticketNo]) => ticketNo === unsent))
    await move(inquiry, 2, 'closed')
    await move(complaint, 2, 'accepted')
    assert.deepEqual(await found(), [])
  })

  it('are all found however many there are', async () => {
    const numbers: string[] = []
    await db.transaction().execute(async trx => {
      for (let index = 0; index < 1100; index++) {
        const [ticket] = await deskOn(clock).file(trx, [inquiryDraft], { conversationId: `c${index}`, userId: 'u' })
        numbers.push(ticket!.ticketNo)
      }
      await trx.updateTable('tickets').set({ status: 'accepted', due_at: '2026-11-20T18:00:00+08:00' }).execute()
    })
    assert.deepEqual(
      (await found()).map(([ticketNo]) => ticketNo),
      numbers
    )
  })

  it('are counted for the metrics by kind, stage and state, looked up again only after some minutes', async () => {
    const watch = createDueWatch({ db, clock, limits })
    const overdue = await file(complaintDraft)
    await move(overdue, 1, 'submitted')
    assert.deepEqual(await watch.counts(), [])
    clock.advance(4 * DAY_MS)
    assert.deepEqual(await watch.counts(), [{ kind: 'complaint', stage: 'accept', state: 'overdue', count: 1 }])
    await move(overdue, 2, 'accepted')
    assert.equal((await watch.counts()).length, 1, 'as looked up just now')
    clock.advance(6 * 60_000)
    assert.deepEqual(await watch.counts(), [])
    assert.deepEqual(countDues([]), [])
  })

  it('make the statistics: decisions and answers in time or late, by the table too', async () => {
    const quick = await file(complaintDraft)
    const slow = await file(complaintDraft)
    const asked = await file(inquiryDraft)
    for (const ticketNo of [quick, slow, asked]) await move(ticketNo, 1, 'submitted')
    await move(quick, 2, 'accepted')
    clock.advance(5 * DAY_MS)
    await move(slow, 2, 'accepted')
    clock.advance(5 * DAY_MS)
    await move(asked, 2, 'replied')
    await move(quick, 3, 'replied')
    const period = spanOf('2026-11-23', '2026-11-24', OFFSET_MINUTES)
    const { acceptance, timeLimits } = await summarise(db, period, { vault, clock, limits })
    assert.deepEqual(acceptance.complaint, { withLimit: 2, inTime: 1, late: 1, running: 0, unverified: 0 })
    assert.deepEqual(timeLimits.complaint, { withLimit: 2, inTime: 1, late: 0, running: 1, unverified: 0 })
    assert.deepEqual(timeLimits.inquiry, { withLimit: 1, inTime: 0, late: 1, running: 0, unverified: 1 })
    const without = await summarise(db, period, { vault, clock })
    assert.equal(without.timeLimits.complaint.withLimit, 0, 'the intake gave no date')
  })
})
