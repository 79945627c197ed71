import assert from 'node:assert/strict'
import { fixedClock } from '../../../core/clock.ts'
import { type ChangedTicket, createPoller } from '../../../tickets/index.ts'
import { complaintDraft, NOW } from '../drafts.ts'
import { createWorld, listeningLog, vault, type World } from '../world.ts'

describe('polling the intake', () => {
  const clock = fixedClock(NOW)
  let world: World
  let number: string
  beforeEach(async () => {
    world = await createWorld({ clock })
    ;[number = ''] = await world.file(complaintDraft)
    await world.outbox().drainOnce()
  })
  afterEach(() => world.close())

  const move = async (status: string, message?: string) => {
    const { workOrderNo } = (await world.orderOf(number))!
    const response = await fetch(`http://127.0.0.1:${world.sandbox.port}/orders/${workOrderNo}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status, ...(message && { message }) })
    })
    assert.equal(response.status, 200)
  }
  const poller = (told: ChangedTicket[] = [], client = world.client, pageEvents = 200) => {
    const { log } = listeningLog()
    return createPoller({
      db: world.db,
      vault,
      clock,
      log,
      client,
      pageEvents,
      afterCommit: changed => void told.push(changed)
    })
  }
  const status = async () => (await world.desk.ofConversation(world.db, 'c1'))[0]?.status

  it('finds what no callback told, tells it once, and goes on from there', async () => {
    await move('accepted')
    await move('dispatched')
    const told: ChangedTicket[] = []
    assert.equal((await poller(told).pollOnce()).length, 2)
    assert.equal(await status(), 'dispatched')
    assert.deepEqual(await poller(told).pollOnce(), [])
    await move('replied', '已答复')
    assert.deepEqual(await poller(told).pollOnce(), [{ ticketNo: number, conversationId: 'c1' }])
    assert.equal(told.length, 3)
    assert.equal(await status(), 'replied')
  })

  it('reads more than one page', async () => {
    for (let turn = 0; turn < 9; turn++) await move(turn % 2 === 0 ? 'in_progress' : 'delayed')
    await poller([], world.client, 4).pollOnce()
    assert.equal((await world.db.selectFrom('ticket_events').select('seq').execute()).length, 10)
    assert.equal(await status(), 'in_progress')
  })

  it('is not stopped by an event that it does not know, nor by one of a ticket that is not ours', async () => {
    await move('accepted')
    const client = {
      ...world.client,
      listChanges: async (query: { after?: string }) => {
        const page = await world.client.listChanges(query)
        const known = page.events.at(-1) as object
        const foreign = { ...known, eventId: 'x', workOrderNo: '9', ticketNo: 'WL20991101000001' }
        return { ...page, events: [{ ...known, status: 'exploded', seq: 99, eventId: 'y' }, foreign, ...page.events] }
      }
    }
    assert.equal((await poller([], client).pollOnce()).length, 1)
    assert.equal(await status(), 'accepted')
  })

  it('keeps its place when the intake fails', async () => {
    await move('accepted')
    await world.faults({ mode: '503', count: 1 })
    await assert.rejects(poller().pollOnce(), /busy/)
    assert.equal((await poller().pollOnce()).length, 1)
  })
})
