import assert from 'node:assert/strict'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { anonymousDraft, complaintDraft, inquiryDraft, NOW, reportDraft } from '../drafts.ts'
import { deskOn } from '../world.ts'

const NUMBER = 'WL20261123000001'

describe('look-up', () => {
  let db: Database
  let clock: FixedClock
  let desk: ReturnType<typeof deskOn>
  beforeEach(async () => {
    db = await openDatabase(':memory:')
    clock = fixedClock(NOW)
    desk = deskOn(clock)
    await db.transaction().execute(trx => desk.file(trx, [complaintDraft], { conversationId: 'own', userId: 'u' }))
  })
  afterEach(() => db.destroy())

  const ask = (phoneTail: string | null, conversationId = 'other', ticketNo = NUMBER) =>
    db.transaction().execute(trx => desk.lookUp(trx, { ticketNo, phoneTail, conversationId }))
  const outcome = async (...query: Parameters<typeof ask>) => (await ask(...query)).outcome

  it('shows a ticket in its own conversation', async () => {
    const found = await ask(null, 'own')
    assert.ok(found.outcome === 'found')
    assert.deepEqual(found.ticket, {
      ticketNo: NUMBER,
      kind: 'complaint',
      title: complaintDraft.title,
      status: 'queued',
      statusMessage: null,
      department: null,
      due: null,
      workOrderNo: null,
      createdAt: '2026-11-23T02:00:00.000Z',
      updatedAt: '2026-11-23T02:00:00.000Z',
      respondentName: '康途旅行社',
      categoryCode: 'WL200204'
    })
  })

  it('shows it elsewhere to who knows the phone: whole, its tail, or with country code', async () => {
    for (const tail of ['13800001234', '1234', '+86 138 0000 1234', '138-0000-1234', '1234']) {
      assert.equal(await outcome(tail), 'found', tail)
    }
  })

  it('does not show it for another phone, or for too short a tail', async () => {
    for (const [index, tail] of ['13700009999', '4321', '234', ''].entries()) {
      assert.equal(await outcome(tail, `c${index}`), 'not_found', tail)
    }
  })

  it('answers alike for tickets that exist and for those that do not', async () => {
    assert.equal(await outcome(null), 'needs_phone')
    assert.equal(await outcome(null, 'other', 'WL20261123999999'), 'needs_phone')
    assert.equal(await outcome('9999', 'other', 'WL20261123999999'), 'not_found')
  })

  it('locks a conversation after five wrong tries for half an hour, but not the owner', async () => {
    for (let attempt = 0; attempt < 5; attempt++) await ask('9999')
    assert.deepEqual(await ask('1234'), { outcome: 'locked', until: '2026-11-23T02:30:00.000Z' })
    assert.equal(await outcome(null, 'own'), 'found')
    clock.advance(30 * 60_000)
    assert.equal(await outcome('1234'), 'found')
  })

  it('locks a ticket that is guessed from many conversations', async () => {
    for (let attempt = 0; attempt < 10; attempt++) await ask('9999', `guesser-${attempt}`)
    assert.equal(await outcome('1234', 'fresh'), 'locked')
    assert.equal(await outcome(null, 'own'), 'found')
  })

  it('shows an anonymous ticket in its own conversation only', async () => {
    await db.transaction().execute(trx => desk.file(trx, [anonymousDraft], { conversationId: 'own', userId: 'u' }))
    assert.equal(await outcome(null, 'own', 'WL20261123000002'), 'found')
    assert.equal(await outcome('1234', 'other', 'WL20261123000002'), 'not_found')
  })

  it('lists the tickets of a conversation, newest first', async () => {
    clock.advance(1000)
    await db.transaction().execute(trx => desk.file(trx, [inquiryDraft], { conversationId: 'own', userId: 'u' }))
    const list = await desk.ofConversation(db, 'own')
    assert.deepEqual(
      list.map(ticket => ticket.ticketNo),
      ['WL20261123000002', NUMBER]
    )
    assert.deepEqual(await desk.ofConversation(db, 'other'), [])
  })

  describe('of the same matter', () => {
    const query = {
      conversationId: 'other',
      phone: '138 0000 1234',
      respondentName: '丽江康途旅行社有限公司',
      kind: 'complaint' as const,
      categoryCode: 'WL200106',
      content: '康途那个团的事，买的手镯到底退不退'
    }
    const similar = async (change: object = {}) =>
      (await desk.similar(db, { ...query, ...change })).map(ticket => ticket.ticketNo)

    it('finds the same person by phone, or by conversation', async () => {
      assert.deepEqual(await similar(), [NUMBER])
      assert.deepEqual(await similar({ phone: null, conversationId: 'own' }), [NUMBER])
      assert.deepEqual(await similar({ phone: '13700009999' }), [])
    })

    it('does not take another respondent, or another kind, for the same', async () => {
      assert.deepEqual(await similar({ respondentName: '云岭旅行社' }), [])
      assert.deepEqual(await similar({ kind: 'report' }), [])
    })

    it('leaves out what has ended', async () => {
      await db.updateTable('tickets').set({ status: 'closed' }).execute()
      assert.deepEqual(await similar(), [])
    })

    it('compares what is asked where no respondent is named', async () => {
      await db.transaction().execute(trx => desk.file(trx, [inquiryDraft], { conversationId: 'own', userId: 'u' }))
      const asked = { kind: 'inquiry', respondentName: null, conversationId: 'own', content: '图书馆春节开不开门' }
      assert.deepEqual(await similar({ ...asked, categoryCode: 'WL300103' }), ['WL20261123000002'])
      assert.deepEqual(await similar({ ...asked, categoryCode: 'WL300203', content: '展厅的灯坏了，字都看不见' }), [])
    })
  })

  describe('follow-ups', () => {
    it('takes one urge in 24 hours', async () => {
      assert.equal(await desk.urge(db, NUMBER), 'queued')
      clock.advance(24 * 3_600_000 - 1)
      assert.equal(await desk.urge(db, NUMBER), 'too_soon')
      clock.advance(1)
      assert.equal(await desk.urge(db, NUMBER), 'queued')
    })

    it('takes nothing more for a ticket that has ended', async () => {
      await db.updateTable('tickets').set({ status: 'closed' }).execute()
      assert.equal(await desk.urge(db, NUMBER), 'closed')
      assert.equal(await desk.withdraw(db, NUMBER), 'closed')
    })

    it('queues one withdrawal however often it is said', async () => {
      assert.equal(await desk.withdraw(db, NUMBER, '已和解'), 'queued')
      assert.equal(await desk.withdraw(db, NUMBER), 'queued')
      const rows = await db.selectFrom('outbox').select('operation').execute()
      assert.deepEqual(rows.map(row => row.operation).sort(), ['create', 'withdraw'])
    })

    it('splits a long supplement instead of cutting it', async () => {
      await desk.supplement(db, NUMBER, '补'.repeat(4100))
      const rows = await db
        .selectFrom('outbox')
        .select('idempotency_key')
        .where('operation', '=', 'supplement')
        .execute()
      assert.equal(new Set(rows.map(row => row.idempotency_key)).size, 3)
    })

    it('refuses what the intake would refuse, and what is about no ticket', async () => {
      await assert.rejects(desk.supplement(db, NUMBER, ' '), /TICKET_INVALID|not complete/)
      await assert.rejects(
        desk.evaluate(db, NUMBER, { contacted: true, resolved: true, satisfaction: 6 }),
        /satisfaction/
      )
      await assert.rejects(desk.urge(db, 'WL20261123999999'), /no such ticket/)
    })
  })

  it('takes two reports of one person about one respondent for the same matter', async () => {
    await db.transaction().execute(trx => desk.file(trx, [reportDraft], { conversationId: 'own', userId: 'u' }))
    const found = await desk.similar(db, {
      conversationId: 'own',
      phone: null,
      respondentName: '康途旅行社',
      kind: 'report',
      categoryCode: 'WL200203',
      content: '还是那个导游，又拉我们进玉器店'
    })
    assert.equal(found.length, 1)
  })
})
