import assert from 'node:assert/strict'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { groupOf, splitFromGroup, type TicketDraft, ticketGroups } from '../../../tickets/index.ts'
import { complaintDraft, NOW, reportDraft } from '../drafts.ts'
import { createWorld, type World } from '../world.ts'

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

describe('groups of tickets', () => {
  let clock: FixedClock
  let world: World
  beforeEach(async () => {
    clock = fixedClock(NOW)
    world = await createWorld({ clock })
  })
  afterEach(() => world.close())

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
    await splitFromGroup(world.db, first, 'another tour', clock)
    assert.equal(await groupOf(world.db, first), null)
    assert.equal((await groupOf(world.db, third))?.masterTicketNo, second)
    await splitFromGroup(world.db, third, 'another tour', clock)
    assert.equal(await groupOf(world.db, second), null, 'one alone is no group')
    assert.deepEqual(await ticketGroups(world.db), [])
    const [fourth = ''] = await file(fellow('13800007777'))
    const group = await groupOf(world.db, fourth)
    assert.deepEqual(
      group?.members.map(member => member.ticketNo),
      [second, fourth]
    )
    await assert.rejects(splitFromGroup(world.db, first, 'again', clock), { code: 'TICKET_NOT_FOUND' })
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
