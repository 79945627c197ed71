import assert from 'node:assert/strict'
import { auditEntries } from '../../../core/audit.ts'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { AppError, type ErrorCode } from '../../../core/errors.ts'
import {
  type LoadedTicket,
  loadTickets,
  recordOf,
  revealIdentity,
  type TicketDraft,
  type VIEWS,
  viewOf
} from '../../../tickets/index.ts'
import { anonymousDraft, complaintDraft, NOW, reportDraft } from '../drafts.ts'
import { deskOn, OFFSET_MINUTES, vault } from '../world.ts'

const clock = fixedClock(NOW)
const has = (code: ErrorCode) => (error: unknown) => error instanceof AppError && error.code === code

/** All that tells who filed it: in fields of its own, and typed into every text that there is. */
const TOLD =
  '我叫王小满,电话13800001234,另一个电话138 0000 5678,身份证110105194912310021,车牌云P12345,邮箱xiaoman@example.com'
const PERSONAL = [
  '王小满',
  '13800001234',
  '138 0000 5678',
  '110105194912310021',
  '云P12345',
  'xiaoman@example.com',
  '五华区',
  '100.2339',
  '26.8721'
]
const told: TicketDraft = {
  ...complaintDraft,
  content: `导游小杨在古城玉器店不让我们走。${TOLD}`,
  occurredAt: { ...complaintDraft.occurredAt!, text: `上周六,${TOLD}` },
  place: { text: `古城玉器店,${TOLD}`, longitude: 100.2339, latitude: 26.8721, datum: 'GCJ02' },
  claims: [{ type: 'refund', amount: 3800, text: `退货退款,${TOLD}` }]
}

describe('views of a ticket', () => {
  let db: Database
  const file = async (draft: TicketDraft) => {
    const filed = await db
      .transaction()
      .execute(trx => deskOn(clock).file(trx, [draft], { conversationId: 'c1', userId: 'dl_1' }))
    return filed[0]!.ticketNo
  }
  const load = async (ticketNo: string): Promise<LoadedTicket> => {
    const query = { fromUtc: '2026-01-01', toUtc: '2027-01-01', ticketNos: [ticketNo] }
    for await (const loaded of loadTickets(db, query, vault)) return loaded
    throw new Error('no such ticket')
  }
  const view = async (name: (typeof VIEWS)[number], draft: TicketDraft, options = {}) => {
    const loaded = await load(await file(draft))
    return viewOf(name, recordOf(loaded, clock.now()), loaded, options)
  }
  beforeEach(async () => {
    db = await openDatabase(':memory:')
  })
  afterEach(() => db.destroy())

  it('show exactly these fields: handling all, mediation what a dispute needs, none numbers only', async () => {
    const fields = async (name: (typeof VIEWS)[number], options = {}) =>
      Object.keys(await view(name, told, options)).sort()
    const handling = await fields('handling')
    assert.equal(handling.length, 59)
    for (const field of ['requesterName', 'requesterPhone', 'requesterAddress', 'longitude', 'latitude', 'content']) {
      assert.ok(handling.includes(field), field)
    }
    const none =
      'categoryCode categoryField categoryGroup categoryName channel contacted inTime kind regionCode regionName resolved routeBody satisfaction status urgency'
    assert.deepEqual(await fields('none'), none.split(' '))
    const mediation =
      'acceptedAt amountInvolved categoryCode categoryField categoryGroup categoryName claimedAmount claims closedAt content contractEndDate contractOrderNo contractPeople department dueAt inTime interest kind occurredEnd occurredStart occurredText place priorHandling regionCode regionName repliedAt respondentAddress respondentKind respondentName respondentPerson respondentPhone respondentUscc status submittedAt ticketNo title workOrderNo'
    assert.deepEqual(await fields('mediation'), mediation.split(' '))
    assert.deepEqual(
      await fields('mediation', { hasAgreed: true }),
      [...mediation.split(' '), 'requesterName', 'requesterPhone'].sort()
    )
  })

  it('have nothing personal in mediation and none, wherever it was typed', async () => {
    for (const name of ['mediation', 'none'] as const) {
      const text = JSON.stringify(await view(name, told))
      for (const secret of PERSONAL) assert.ok(!text.includes(secret), `${name}: ${secret}`)
    }
    const mediation = await view('mediation', told)
    assert.match(String(mediation.content), /导游小杨在古城玉器店不让我们走/, 'the matter stays')
  })

  it('name the requester to the mediator once they have agreed, and still scan the texts', async () => {
    const mediation = await view('mediation', told, { hasAgreed: true })
    assert.deepEqual([mediation.requesterName, mediation.requesterPhone], ['王小满', '13800001234'])
    assert.ok(!String(mediation.content).includes('13800001234'))
  })

  it('give no mediator a report, agreed or not', async () => {
    for (const options of [{}, { hasAgreed: true }]) {
      await assert.rejects(view('mediation', reportDraft, options), has('FORBIDDEN'))
    }
    assert.equal((await view('none', reportDraft)).kind, 'report')
  })

  it('know no requester of an anonymous ticket', async () => {
    const handling = await view('handling', anonymousDraft)
    assert.deepEqual([handling.requesterName, handling.requesterPhone, handling.requesterAddress], [null, null, null])
  })

  describe('revealing an identity', () => {
    const deps = { vault, clock, offsetMinutes: OFFSET_MINUTES }
    const ask = (ticketNo: string, more = {}) =>
      revealIdentity(db, { ticketNo, actor: 'zhao', role: 'agent', reason: '回访举报人王小满核实时间', ...more }, deps)

    it('needs a role and a reason, is audited, and comes with a watermark', async () => {
      const ticketNo = await file(reportDraft)
      const { identity, watermark } = await ask(ticketNo)
      assert.deepEqual(identity, { name: '王小满', phone: '13800001234', address: '昆明市五华区学府路1号' })
      assert.equal(watermark, `zhao 2026-11-23T10:00:00+08:00 ${ticketNo} #1`)
      const [entry] = await auditEntries(db, { limit: 1 })
      assert.deepEqual(
        [entry?.action, entry?.actor, entry?.role, entry?.subject, entry?.reason],
        ['identity.reveal', 'zhao', 'agent', ticketNo, '回访举报人***核实时间']
      )
      assert.ok(!JSON.stringify(entry).includes('王小满'))
    })

    it('is refused to other roles and without a reason, and the refusal is audited', async () => {
      const ticketNo = await file(reportDraft)
      for (const role of ['editor', 'auditor', 'admin', '']) {
        await assert.rejects(ask(ticketNo, { role: role || 'citizen' }), has('FORBIDDEN'))
      }
      for (const reason of ['', '   ', '看看'])
        await assert.rejects(ask(ticketNo, { reason }), has('REVEAL_UNREASONED'))
      const entries = await auditEntries(db, { action: 'identity.reveal_refused', limit: 20 })
      assert.equal(entries.length, 7)
      assert.equal((await auditEntries(db, { action: 'identity.reveal', limit: 1 })).length, 0)
    })

    it('has nothing to show of an anonymous or unknown ticket', async () => {
      await assert.rejects(ask(await file(anonymousDraft)), has('IDENTITY_UNKNOWN'))
      await assert.rejects(ask('WL20261123999999'), has('TICKET_NOT_FOUND'))
    })
  })
})
