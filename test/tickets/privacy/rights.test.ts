import assert from 'node:assert/strict'
import { ActivityStore } from '../../../bot/turn/activity-store.ts'
import { auditEntries, verifyAudit } from '../../../core/audit.ts'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { AppError } from '../../../core/errors.ts'
import {
  erasePerson,
  exportPerson,
  findPerson,
  loadRetention,
  loadTickets,
  recordOf,
  retain,
  retentionDue,
  revealIdentity,
  type TicketDraft
} from '../../../tickets/index.ts'
import { memoryBlobs } from '../../fakes/memory-blobs.ts'
import { anonymousDraft, complaintDraft, inquiryDraft, NOW, reportDraft } from '../drafts.ts'
import { deskOn, vault } from '../world.ts'

const DAY_MS = 86_400_000
const PHONE = '13800001234'
const isForbidden = (error: unknown) => error instanceof AppError && error.code === 'FORBIDDEN'

describe('personal data', () => {
  const clock = fixedClock(NOW)
  const blobs = memoryBlobs(() => clock.now().getTime())
  const deps = { vault, clock, blobs }
  const request = { phone: PHONE, actor: 'lin', reason: '本人持身份证到窗口申请' }
  const schedule = loadRetention()
  let db: Database

  const store = () => new ActivityStore(deps)
  const talk = async (id: string, ...texts: string[]) => {
    await store().createConversation(db, { id, channel: 'web', userId: `dl_${id}` })
    for (const text of texts) {
      const said = { conversationId: id, activity: { type: 'message', text }, clientActivityId: null, isVisible: true }
      await store().addInbound(db, { ...said, startsTurn: false })
    }
  }
  const file = async (conversationId: string, ...drafts: TicketDraft[]) => {
    const origin = { conversationId, userId: `dl_${conversationId}` }
    const filed = await db.transaction().execute(trx => deskOn(clock).file(trx, drafts, origin))
    return filed.map(({ ticketNo }) => ticketNo)
  }
  const end = async (ticketNo: string) => {
    const change = { status: 'closed', updated_at: clock.now().toISOString() }
    await db.updateTable('tickets').set(change).where('ticket_no', '=', ticketNo).execute()
    await db.updateTable('outbox').set({ state: 'sent' }).where('ticket_no', '=', ticketNo).execute()
  }
  const asked = async (conversation_id: string) => {
    const question = { question: '投诉多久有结果', outcome: 'none' as const, asked_at: clock.now().toISOString() }
    await db
      .insertInto('kb_questions')
      .values({ conversation_id, ...question })
      .execute()
  }
  const askedIn = async () =>
    (await db.selectFrom('kb_questions').select('conversation_id').orderBy('id').execute()).map(
      row => row.conversation_id
    )
  const count = async (table: 'activities' | 'conversations' | 'identities' | 'tickets' | 'outbox' | 'ticket_links') =>
    (await db.selectFrom(table).selectAll().execute()).length

  beforeEach(async () => {
    clock.advance(Date.parse(NOW) - clock.now().getTime())
    db = await openDatabase(':memory:')
  })
  afterEach(() => db.destroy())

  describe('of one person', () => {
    it('are found by telephone however it is written, and never an anonymous ticket', async () => {
      await talk('c1', '导游硬拉我们进店')
      const [reported] = await file('c1', reportDraft)
      await talk('c2', '我要匿名举报')
      await file('c2', anonymousDraft)
      await file('c9', { ...complaintDraft, requester: { ...complaintDraft.requester, phone: '13900009999' } })
      for (const phone of [PHONE, '138-0000-1234', '138 0000 1234']) {
        const found = await findPerson(db, { ...request, phone }, deps)
        assert.deepEqual(
          found.tickets.map(({ ticketNo }) => ticketNo),
          [reported]
        )
        assert.deepEqual(found.conversations, [{ id: 'c1', channel: 'web', messages: 1, hasAnonymousTicket: false }])
      }
      assert.deepEqual((await findPerson(db, { ...request, phone: '13700000000' }, deps)).tickets, [])
      await assert.rejects(
        findPerson(db, { ...request, phone: '王小满' }, deps),
        (error: unknown) => error instanceof AppError && error.code === 'PRIVACY_INVALID'
      )
      const audit = JSON.stringify(await auditEntries(db, { limit: 100 }))
      assert.ok(audit.includes('privacy.find') && !audit.includes(PHONE))
    })

    it('are given to them as a copy: identity, tickets, talk; not a talk in which somebody reported anonymously', async () => {
      await talk('c1', '导游硬拉我们进店')
      await file('c1', complaintDraft)
      await talk('c2', '还有一件事我要匿名说')
      await file('c2', anonymousDraft)
      await file('c2', inquiryDraft, { ...reportDraft })
      const copy = await exportPerson(db, request, deps)
      assert.equal(copy.identities.length, 2)
      assert.deepEqual(copy.identities[0], { name: '王小满', phone: PHONE, address: '昆明市五华区学府路1号' })
      assert.deepEqual(
        copy.tickets.map(({ kind }) => kind),
        ['complaint', 'report']
      )
      assert.equal(copy.tickets[0]?.content, complaintDraft.content)
      assert.deepEqual(
        copy.conversations.map(({ id }) => id),
        ['c1']
      )
      assert.deepEqual(copy.conversations[0]?.messages, [
        { at: clock.now().toISOString(), from: 'requester', text: '导游硬拉我们进店' }
      ])
    })

    it('are kept while a ticket is handled, and the reason is told', async () => {
      await talk('c1', '导游硬拉我们进店')
      await file('c1', complaintDraft)
      const { tickets, conversations } = await erasePerson(db, { ...request, schedule }, deps)
      assert.equal(tickets[0]?.outcome, 'open')
      assert.match(tickets[0]?.basis ?? '', /尚未结束/)
      assert.deepEqual(conversations, [{ id: 'c1', outcome: 'open' }])
      assert.deepEqual([await count('identities'), await count('activities')], [1, 1])
    })

    it('are only kept, and used for nothing, as long as the law wants the record; the talk goes', async () => {
      await talk('c1', '导游硬拉我们进店')
      const [reported, complained] = await file('c1', reportDraft, complaintDraft)
      for (const id of ['c1', 'c9']) await asked(id)
      for (const ticketNo of [reported!, complained!]) await end(ticketNo)
      const dry = await erasePerson(db, { ...request, schedule, isDryRun: true }, deps)
      assert.equal(await count('activities'), 1, 'a dry run changes nothing')
      const erased = await erasePerson(db, { ...request, schedule }, deps)
      assert.deepEqual(erased, dry)
      assert.deepEqual(
        erased.tickets.map(({ outcome, keptUntil }) => [outcome, keptUntil]),
        [
          ['restricted', null],
          ['restricted', '2029-11-22']
        ]
      )
      assert.match(erased.tickets[1]?.basis ?? '', /旅游投诉处理办法/)
      assert.deepEqual([await count('activities'), await count('conversations'), await count('identities')], [0, 0, 2])
      assert.deepEqual(await askedIn(), ['c9'], 'what was asked in it goes with it')
      const ask = { ticketNo: complained!, actor: 'zhao', role: 'agent', reason: '想再问一下' }
      await assert.rejects(revealIdentity(db, ask, { ...deps, offsetMinutes: 480 }), isForbidden)
      const query = { fromUtc: '', toUtc: '9999' }
      for await (const loaded of loadTickets(db, query, vault)) {
        assert.equal(recordOf(loaded, clock.now()).requesterPhone, null, 'no export has it')
      }
    })

    it('are erased once the law does not want them any more; the record stays without them', async () => {
      const [complained] = await file('c1', complaintDraft)
      await end(complained!)
      clock.advance(1096 * DAY_MS)
      const { tickets } = await erasePerson(db, { ...request, schedule }, deps)
      assert.deepEqual(tickets, [{ ticketNo: complained, outcome: 'erased', basis: null, keptUntil: null }])
      assert.deepEqual([await count('identities'), await count('tickets')], [0, 1])
      assert.deepEqual((await findPerson(db, request, deps)).tickets, [])
      assert.deepEqual((await verifyAudit(db, { vault })).faults, [])
    })
  })

  describe('by the schedule', () => {
    const days = async (number: number) => clock.advance(number * DAY_MS)
    const withState = (id: string) =>
      db
        .updateTable('conversations')
        .set({ state_sealed: vault.seal('{}', `state/${id}`) })
        .where('id', '=', id)
        .execute()

    it('keep drafts 30 days and talk without a ticket 180; a dry run tells and changes nothing', async () => {
      await talk('old', '随便问问', '算了')
      await talk('filed', '我要投诉')
      const [complained] = await file('filed', complaintDraft)
      for (const id of ['old', 'filed']) await withState(id)
      for (const id of ['old', 'filed']) await asked(id)
      await days(31)
      await talk('young', '在吗')
      await withState('young')
      const states = async () =>
        (await db.selectFrom('conversations').select('id').where('state_sealed', 'is not', null).execute()).map(
          row => row.id
        )
      const due = await retentionDue(db, schedule, deps)
      assert.deepEqual(due, {
        drafts: 2,
        transcripts: 0,
        messages: 0,
        questions: 0,
        attempts: 0,
        tickets: 0,
        files: 0,
        strays: 0
      })
      assert.equal((await states()).length, 3)
      assert.deepEqual(await retain(db, schedule, deps), due)
      assert.deepEqual(await states(), ['young'])
      await days(150)
      assert.deepEqual(await retain(db, schedule, deps), {
        drafts: 1,
        transcripts: 1,
        messages: 2,
        questions: 0,
        attempts: 0,
        tickets: 0,
        files: 0,
        strays: 0
      })
      const left = (await db.selectFrom('conversations').select('id').orderBy('id').execute()).map(row => row.id)
      assert.deepEqual(left, ['filed', 'young'], 'a talk with a ticket stays')
      assert.deepEqual(await askedIn(), ['filed'], 'what was asked goes with its talk')
      await end(complained!)
      await days(5000)
      await retain(db, schedule, deps)
      assert.equal(await count('tickets'), 1, 'tickets go to the archives first')
      const [entry] = await auditEntries(db, { action: 'retention.run', limit: 1 })
      assert.equal(entry?.actor, 'system/retention')
    })

    it('keep what was asked a year, also where the conversation stays with its ticket; a dry run counts it once', async () => {
      for (const id of ['filed', 'talked']) await talk(id, '随便问问')
      await file('filed', complaintDraft)
      await asked('filed')
      await days(300)
      await asked('filed')
      await asked('talked')
      await days(66)
      const set = { ...schedule, transcripts: { days: 400, basis: 'test' } }
      const due = await retentionDue(db, set, deps)
      assert.equal(due.questions, 1)
      assert.deepEqual(await askedIn(), ['filed', 'filed', 'talked'], 'a dry run changes nothing')
      assert.deepEqual(await retain(db, set, deps), due)
      assert.deepEqual(await askedIn(), ['filed', 'talked'])
      await days(300)
      const later = await retentionDue(db, schedule, deps)
      assert.deepEqual([later.transcripts, later.questions], [1, 1], 'one of the two goes with its conversation')
      assert.deepEqual(await retain(db, schedule, deps), later)
      assert.deepEqual(await askedIn(), [])
      const never = { ...schedule, questions: { days: null, basis: 'test' } }
      await asked('filed')
      await days(5000)
      assert.equal((await retain(db, never, deps)).questions, 0)
      assert.deepEqual(await askedIn(), ['filed'])
    })

    it('never touch a conversation that still waits for its answer', async () => {
      await talk('waiting', '在吗')
      await db.updateTable('activities').set({ turn_state: 'pending' }).execute()
      await withState('waiting')
      await days(400)
      assert.deepEqual(await retain(db, schedule, deps), {
        drafts: 0,
        transcripts: 0,
        messages: 0,
        questions: 0,
        attempts: 0,
        tickets: 0,
        files: 0,
        strays: 0
      })
      assert.equal(await count('activities'), 1)
    })

    it('remove ended tickets with all that belongs to them where the bureau has set a time', async () => {
      const set = { ...schedule, tickets: { days: 1095, basis: 'test' } }
      const [reported, complained] = await file('c1', reportDraft, complaintDraft)
      await file('c2', inquiryDraft)
      for (const ticketNo of [reported!, complained!]) await end(ticketNo)
      await days(1096)
      assert.equal((await retentionDue(db, set, deps)).tickets, 2)
      assert.equal((await retain(db, set, deps)).tickets, 2)
      assert.deepEqual(
        [await count('tickets'), await count('identities'), await count('outbox'), await count('ticket_links')],
        [1, 0, 1, 0]
      )
    })

    it('are not allowed to remove complaints before the law does (三年)', () => {
      const rule = (tickets: number, complaint: number) => `
drafts: {days: 30, basis: a}
transcripts: {days: 180, basis: a}
questions: {days: 365, basis: a}
files: {days: 30, basis: a}
attempts: {days: 7, basis: a}
tickets: {days: ${tickets}, basis: a}
keep:
  complaint: {minDays: ${complaint}, basis: a}
  other: {minDays: null, basis: a}`
      assert.equal(loadRetention(rule(1095, 1095)).tickets.days, 1095)
      for (const text of [
        rule(1094, 1095),
        'drafts: {days: -1}',
        'a: [',
        rule(1095, 1095).replace('basis: a', 'bases: a')
      ]) {
        assert.throws(
          () => loadRetention(text),
          (error: unknown) => error instanceof AppError && error.code === 'RETENTION_INVALID'
        )
      }
    })
  })
})
