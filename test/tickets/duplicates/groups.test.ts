import assert from 'node:assert/strict'
import { auditEntries, verifyAudit } from '../../../core/audit.ts'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { randomIds } from '../../../core/ids.ts'
import {
  chooseMaster,
  groupOf,
  putInGroup,
  splitFromGroup,
  type TicketDraft,
  ticketGroups
} from '../../../tickets/index.ts'
import { openBody } from '../../../tickets/store/sealed-order.ts'
import { complaintDraft, NOW, reportDraft } from '../drafts.ts'
import { createWorld, vault, type World } from '../world.ts'

/** The same bus tour, told by others: names, phones and words are their own. */
const fellow = (phone: string, change: Partial<TicketDraft> = {}): TicketDraft => ({
  ...complaintDraft,
  title: '一日游被拉去玉器店',
  content: '21号跟康途的团,全车人被带到玉器店关了两个多小时,导游脸色难看,最后我买了1200的吊坠。',
  amountInvolved: 1200,
  claims: [{ type: 'refund', amount: 1200 }],
  requester: { ...complaintDraft.requester, name: '赵一禾', phone },
  ...change
})

const OTHER_TOUR = { actor: 'yang', role: 'agent', reason: '不是同一个团' }

describe('groups of tickets', () => {
  let clock: FixedClock
  let world: World
  beforeEach(async () => {
    clock = fixedClock(NOW)
    world = await createWorld({ clock })
  })
  afterEach(() => world.close())

  const deps = () => ({ vault, clock, ids: randomIds })
  let visitor = 0
  /** Each from a conversation of its own. */
  const file = async (...drafts: TicketDraft[]) => {
    const origin = { conversationId: `visitor-${++visitor}`, userId: 'dl_x' }
    const filed = await world.db.transaction().execute(trx => world.desk.file(trx, drafts, origin))
    return filed.map(ticket => ticket.ticketNo)
  }

  it('links what several people say about one event, with the oldest as master, and says why', async () => {
    const [first = ''] = await file(complaintDraft)
    assert.equal(await groupOf(world.db, first), null)
    const [second = ''] = await file(fellow('13800002222'))
    const [third = ''] = await file(
      fellow('13800003333', { respondent: { name: '丽江康图国际旅行社有限公司', kind: 'travel_agency' } })
    )
    const group = await groupOf(world.db, third)
    assert.equal(group?.masterTicketNo, first)
    assert.deepEqual(
      group?.members.map(member => member.ticketNo),
      [first, second, third]
    )
    const reasons = group?.members[2]?.reasons ?? []
    assert.ok(reasons.some(({ feature, finding }) => feature === 'respondent' && finding === 'same_sound'))
    assert.ok(reasons.some(({ feature, finding }) => feature === 'time' && finding === 'same_time'))
    assert.equal((await ticketGroups(world.db)).length, 1)
  })

  it('leaves one person’s own tickets out: a split pair, and the same phone again', async () => {
    const pair = await file(reportDraft, complaintDraft)
    const [again = ''] = await file(complaintDraft)
    for (const ticketNo of [...pair, again]) assert.equal(await groupOf(world.db, ticketNo), null)
  })

  it('leaves out another business, another matter and another time', async () => {
    await file(complaintDraft)
    const others = [
      fellow('13800004444', { respondent: { name: '云岭旅行社', kind: 'travel_agency' } }),
      fellow('13800005555', {
        categoryCode: 'WL200401',
        content: '酒店不给退房费,打了三个电话都说系统里没有这个单子,押金也扣着。'
      }),
      fellow('13800006666', {
        occurredAt: {
          text: '上个月3号',
          start: '2026-10-03T00:00:00+08:00',
          end: '2026-10-04T00:00:00+08:00',
          precision: 'day'
        }
      })
    ]
    for (const draft of others) {
      const [ticketNo = ''] = await file(draft)
      assert.equal(await groupOf(world.db, ticketNo), null)
    }
  })

  it('lets a person take a ticket out for good; a master hands over to the oldest that stays', async () => {
    const [first = ''] = await file(complaintDraft)
    const [second = ''] = await file(fellow('13800002222'))
    const [third = ''] = await file(fellow('13800003333'))
    await splitFromGroup(world.db, first, OTHER_TOUR, deps())
    assert.equal(await groupOf(world.db, first), null)
    assert.equal((await groupOf(world.db, third))?.masterTicketNo, second)
    await splitFromGroup(world.db, third, OTHER_TOUR, deps())
    assert.equal(await groupOf(world.db, second), null, 'one alone is no group')
    assert.deepEqual(await ticketGroups(world.db), [])
    const [fourth = ''] = await file(fellow('13800007777'))
    const group = await groupOf(world.db, fourth)
    assert.deepEqual(
      group?.members.map(member => member.ticketNo),
      [second, fourth]
    )
    await assert.rejects(splitFromGroup(world.db, first, OTHER_TOUR, deps()), { code: 'TICKET_NOT_FOUND' })
  })

  it('audits what a person changes, and lets nobody change without a reason and the right to', async () => {
    const [first = ''] = await file(complaintDraft)
    const [second = ''] = await file(fellow('13800002222'))
    await chooseMaster(world.db, second, { ...OTHER_TOUR, reason: '材料最全 13800002222' }, deps())
    assert.equal((await groupOf(world.db, first))?.masterTicketNo, second)
    await splitFromGroup(world.db, second, OTHER_TOUR, deps())
    await putInGroup(world.db, second, first, { ...OTHER_TOUR, reason: '弄错了' }, deps())
    const group = await groupOf(world.db, first)
    assert.deepEqual([group?.masterTicketNo, group?.members.length], [first, 2])
    const entries = await auditEntries(world.db, { subject: second, limit: 9 })
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['group.join', 'group.split', 'group.master']
    )
    assert.ok(!JSON.stringify(entries).includes('13800002222'))
    assert.deepEqual((await verifyAudit(world.db, { vault })).faults, [])
    const by = (change: object) => splitFromGroup(world.db, second, { ...OTHER_TOUR, ...change }, deps())
    await assert.rejects(by({ role: 'editor' }), { code: 'FORBIDDEN' })
    await assert.rejects(by({ reason: ' ' }), { code: 'TICKET_INVALID' })
    await assert.rejects(putInGroup(world.db, second, first, OTHER_TOUR, deps()), { code: 'TICKET_INVALID' })
    await assert.rejects(putInGroup(world.db, first, first, OTHER_TOUR, deps()), { code: 'TICKET_NOT_FOUND' })
    assert.equal((await auditEntries(world.db, { limit: 9 })).length, 3)
  })

  it('keeps two tours apart though a third passenger names no guide', async () => {
    const guided = (phone: string, person: string) =>
      fellow(phone, { respondent: { name: '康途旅行社', kind: 'travel_agency', person } })
    const [first = ''] = await file(guided('13800002221', '导游小杨'))
    const unguided = fellow('13800002222', { respondent: { name: '康途旅行社', kind: 'travel_agency' } })
    const [second = ''] = await file(unguided)
    const [third = ''] = await file(guided('13800002223', '导游阿旺'))
    assert.equal((await groupOf(world.db, first))?.members.length, 2)
    assert.equal((await groupOf(world.db, second))?.masterTicketNo, first)
    assert.equal(await groupOf(world.db, third), null)
  })

  it('never puts strangers together where nobody is named', async () => {
    const unnamed = (phone: string) =>
      fellow(phone, { respondent: { name: '名称不详', kind: 'other' }, place: { text: '地点不详' } })
    await file(unnamed('13800002222'))
    const [second = ''] = await file(unnamed('13800003333'))
    assert.equal(await groupOf(world.db, second), null)
  })

  it('says that many complain from the fourth complainant on, to complainants only', async () => {
    const filed = []
    for (const nth of [1, 2, 3, 4, 5]) {
      const draft = fellow(`1380000111${nth}`)
      const report: TicketDraft = { ...reportDraft, requester: { ...draft.requester, confidential: true } }
      const origin = { conversationId: `many-${nth}`, userId: 'dl_x' }
      const asReport = nth === 2
      const [ticket] = await world.db
        .transaction()
        .execute(trx => world.desk.file(trx, [asReport ? report : draft], origin))
      filed.push(ticket)
    }
    assert.deepEqual(
      filed.map(ticket => ticket?.group?.mayBeTold),
      [undefined, false, false, false, true]
    )
    const rows = await world.db
      .selectFrom('tickets')
      .select(['ticket_no', 'body_sealed'])
      .orderBy('ticket_no')
      .execute()
    assert.deepEqual(
      rows.map(row => openBody(vault, row).flags?.includes('group') ?? false),
      [false, false, false, false, true]
    )
  })

  it('still files each ticket by itself, with no word of the others', async () => {
    const [first = ''] = await file(complaintDraft)
    const [second = ''] = await file(fellow('13800002222'))
    assert.equal(await world.outbox().drainOnce(), 2)
    assert.equal((await world.orderOf(second))?.status, 'submitted')
    const page = await (await fetch(`http://127.0.0.1:${world.sandbox.port}/`)).text()
    const order = page.slice(page.indexOf(second))
    assert.ok(!order.slice(0, order.indexOf('</article>')).includes(first))
  })
})
