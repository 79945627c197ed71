import assert from 'node:assert/strict'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { randomIds } from '../../../core/ids.ts'
import { createOutbox, createPoller, createProfileClient, loadProfile, profileFaults } from '../../../tickets/index.ts'
import { type ForeignIntake, startCounty, startProvince } from '../../fakes/foreign-intakes.ts'
import { complaintDraft, NOW, reportDraft } from '../drafts.ts'
import { CREDENTIALS, createWorld, listeningLog, OFFSET_MINUTES, vault, type World } from '../world.ts'

const SECRET = 'their-secret'
const INTAKES: [string, () => Promise<ForeignIntake>][] = [
  ['county', () => startCounty(SECRET)],
  ['province', () => startProvince('dev', SECRET)]
]

for (const [name, start] of INTAKES) {
  describe(`an intake by the profile ${name}`, () => {
    let clock: FixedClock
    let world: World
    let intake: ForeignIntake
    beforeEach(async () => {
      clock = fixedClock(NOW)
      world = await createWorld({ clock })
      intake = await start()
    })
    afterEach(async () => {
      await intake.close()
      await world.close()
    })
    const client = (secret = SECRET) =>
      createProfileClient(
        loadProfile(name),
        { ...CREDENTIALS, secret, url: intake.url },
        { clock, ids: randomIds, offsetMinutes: OFFSET_MINUTES, timeoutMs: 5000 }
      )
    const outbox = (secret?: string) =>
      createOutbox({ db: world.db, vault, clock, client: client(secret), log: listeningLog(clock).log })
    const ticket = (no: string) =>
      world.db.selectFrom('tickets').selectAll().where('ticket_no', '=', no).executeTakeFirstOrThrow()

    it('takes a linked pair, each once, and its number is stored', async () => {
      const numbers = await world.file(reportDraft, complaintDraft)
      assert.equal(await outbox().drainOnce(), 2)
      assert.deepEqual(intake.orders.map(order => order.ours).sort(), [...numbers].sort())
      for (const order of intake.orders) assert.equal((await ticket(order.ours)).work_order_no, order.number)
      const text = JSON.stringify(intake.orders.find(order => order.ours === numbers[1])?.fields)
      for (const word of ['康途旅行社', '13800001234', '王小满', '玉器店', '3800']) assert.ok(text.includes(word), word)
    })

    it('is asked before anything is sent again after the answer was lost', async () => {
      const [number = ''] = await world.file(complaintDraft)
      intake.dropAfter = 1
      const sender = outbox()
      assert.equal(await sender.drainOnce(), 0)
      clock.advance(60_000)
      assert.equal(await sender.drainOnce(), 1)
      assert.equal(intake.orders.length, 1)
      assert.equal((await ticket(number)).work_order_no, intake.orders[0]?.number)
    })

    it('is told of supplement, urge, evaluation and withdrawal in order', async () => {
      const [number = ''] = await world.file(complaintDraft)
      await world.db.transaction().execute(async trx => {
        await world.desk.supplement(trx, number, '车是白色中巴')
        await world.desk.urge(trx, number, '请尽快')
        await world.desk.evaluate(trx, number, { contacted: true, resolved: false, comment: '还没退款' })
        await world.desk.withdraw(trx, number, '已和解')
      })
      assert.equal(await outbox().drainOnce(), 5)
      const after = intake.orders[0]?.after ?? []
      assert.deepEqual(
        after.map(line => line.slice(0, 2)),
        ['补充', '催办', '评价', '撤单']
      )
      assert.ok(after[0]?.includes('白色中巴') && after[2]?.includes('还没退款'))
    })

    it('holds tickets while it refuses our credentials', async () => {
      await world.file(complaintDraft)
      assert.equal(await outbox('wrong').drainOnce(), 0)
      clock.advance(60_000)
      assert.equal(await outbox().drainOnce(), 1)
    })
  })
}

describe('a county intake that is polled', () => {
  it('tells its own states in ours, in order', async () => {
    const clock = fixedClock(NOW)
    const world = await createWorld({ clock })
    const intake = await startCounty(SECRET)
    try {
      const settings = { ...CREDENTIALS, secret: SECRET, url: intake.url }
      const client = createProfileClient(loadProfile('county'), settings, { clock, ids: randomIds, offsetMinutes: 480 })
      const { lines, log } = listeningLog(clock)
      const [number = ''] = await world.file(complaintDraft)
      await createOutbox({ db: world.db, vault, clock, client, log }).drainOnce()
      const change = (changeId: number, ticketStatus: string) =>
        intake.changes.push({
          changeId,
          ticketId: 7001,
          externalNo: number,
          ticketStatus,
          changedAt: '2026-11-23 11:00:00',
          opinion: '已联系商家'
        })
      change(1, 'ACCEPTED')
      change(2, 'PROCESSING')
      change(3, 'ABDUCTED')
      const poller = createPoller({ db: world.db, vault, clock, log, client })
      await poller.pollOnce()
      const [summary] = await world.desk.ofConversation(world.db, 'c1')
      assert.deepEqual([summary?.status, summary?.statusMessage], ['in_progress', '已联系商家'])
      assert.ok(
        lines.some(line => line.includes('INTAKE_UNKNOWN_STATUS')),
        'an unknown state raises an alert'
      )
    } finally {
      await intake.close()
      await world.close()
    }
  })
})

describe('profiles', () => {
  it('name the line of each fault', () => {
    const text =
      'name: x\ndescription: d\nbody: xml\nsigning: { scheme: api-key, header: k }\ntables: {}\noperations: {}\n'
    const { profile, faults } = profileFaults(text)
    assert.equal(profile, null)
    assert.ok(
      faults.some(fault => fault.startsWith('line 3: body: ')),
      faults.join('\n')
    )
  })

  it('refuse a table that is not there, and an unknown name', () => {
    assert.throws(() => loadProfile('atlantis'), { code: 'CONFIG_INVALID' })
  })
})
