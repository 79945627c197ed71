import assert from 'node:assert/strict'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { randomIds } from '../../../core/ids.ts'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { createIntake, createOutbox, createPoller } from '../../../tickets/index.ts'
import { complaintDraft, NOW, reportDraft } from '../drafts.ts'
import { CREDENTIALS, createWorld, listeningLog, OFFSET_MINUTES, vault, type World } from '../world.ts'

/** How each says that it wants other things in a field, and who is to wait. */
const CITIES = [
  { name: 'native', refused: 'INVALID_FIELDS', busy: 'TOO_MANY' },
  { name: 'county', refused: 'INVALID_PARAM', busy: 'INTAKE_BUSY' },
  { name: 'province', refused: '1001', busy: '4290' }
]

for (const { name, refused, busy } of CITIES) {
  describe(`an intake by the profile ${name}`, () => {
    let clock: FixedClock
    let world: World
    let sandbox: Sandbox
    beforeEach(async () => {
      clock = fixedClock(NOW)
      world = await createWorld({ clock })
      sandbox = await startSandbox({
        port: 0,
        databaseUrl: ':memory:',
        ...CREDENTIALS,
        profile: name,
        callbackUrl: null,
        clock,
        log: listeningLog(clock).log
      })
    })
    afterEach(async () => {
      await sandbox.close()
      await world.close()
    })
    const client = (secret = CREDENTIALS.secret) =>
      createIntake(
        name,
        { ...CREDENTIALS, secret, url: sandbox.url },
        { clock, ids: randomIds, offsetMinutes: OFFSET_MINUTES, timeoutMs: 5000 }
      ).client
    const outbox = (secret?: string) =>
      createOutbox({ db: world.db, vault, clock, client: client(secret), log: listeningLog(clock).log })
    const row = () => world.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow()
    const post = (path: string, body: object) =>
      fetch(`http://127.0.0.1:${sandbox.port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body)
      })
    const page = async () => (await fetch(`http://127.0.0.1:${sandbox.port}/`)).text()
    const orderCount = async () => (await page()).match(/<article/g)?.length ?? 0

    it('takes a linked pair, each once, whole, and its number is stored', async () => {
      const numbers = await world.file(reportDraft, complaintDraft)
      assert.equal(await outbox().drainOnce(), 2)
      assert.equal(await orderCount(), 2)
      const shown = await page()
      for (const words of ['康途旅行社', '13800001234', '王小满', '玉器店', '3800'])
        assert.ok(shown.includes(words), words)
      for (const number of numbers) {
        const receipt = await client().findByTicketNo(number)
        assert.equal(receipt?.status, 'submitted')
        const { work_order_no } = await world.db
          .selectFrom('tickets')
          .selectAll()
          .where('ticket_no', '=', number)
          .executeTakeFirstOrThrow()
        assert.equal(work_order_no, receipt?.workOrderNo)
        assert.equal(Date.parse(receipt?.receivedAt ?? ''), Date.parse(NOW), 'their clock on the wall is read right')
      }
    })

    it('is asked before anything is sent again after the answer was lost', async () => {
      await world.file(complaintDraft)
      await post('/faults', { mode: 'drop-after-accept', count: 1 })
      const sender = outbox()
      assert.equal(await sender.drainOnce(), 0)
      assert.equal((await row()).unknown_outcome, 1)
      clock.advance(60_000)
      assert.equal(await sender.drainOnce(), 1)
      assert.equal(await orderCount(), 1)
    })

    it('has one order even where a front desk said busy after it was taken', async () => {
      const [number = ''] = await world.file(complaintDraft)
      const order = {
        ...complaintDraft,
        ticketNo: number,
        route: { body: 'tourism_complaint' as const },
        submittedAt: NOW
      }
      const first = await client().createWorkOrder(order, number)
      const again = await client().createWorkOrder(order, number)
      assert.equal(again.workOrderNo, first.workOrderNo)
      assert.equal(await orderCount(), 1)
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
      const after = (await page()).split('诉求人后续')[1] ?? ''
      const places = ['车是白色中巴', '请尽快', '还没退款', '已和解'].map(words => after.indexOf(words))
      assert.ok(
        places.every((place, index) => place > (places[index - 1] ?? 0)),
        places.join()
      )
    })

    it('settles an urge that comes too soon, and lets a refused field wait for a person', async () => {
      const [number = ''] = await world.file(complaintDraft)
      const sender = outbox()
      await sender.drainOnce()
      await client().urge(
        (await client().findByTicketNo(number))?.workOrderNo ?? '',
        { text: '先催一次', at: NOW },
        'by-hand-1'
      )
      await world.db.transaction().execute(trx => world.desk.urge(trx, number, '请尽快'))
      assert.equal(await sender.drainOnce(), 1)
      const urge = await world.db
        .selectFrom('outbox')
        .selectAll()
        .where('operation', '=', 'urge')
        .executeTakeFirstOrThrow()
      assert.deepEqual([urge.state, urge.last_error_code], ['sent', 'TOO_SOON'])
      await post('/faults', { mode: '422', count: 1 })
      await world.file(reportDraft)
      assert.equal(await sender.drainOnce(), 1)
      const dead = await world.db.selectFrom('outbox').selectAll().where('state', '=', 'dead').execute()
      assert.deepEqual(
        dead.map(({ last_error_code }) => last_error_code),
        [refused]
      )
    })

    it('is not asked again before its Retry-After is over', async () => {
      await world.file(complaintDraft)
      await post('/faults', { mode: '429', retryAfterSeconds: 90, count: 1 })
      const sender = outbox()
      assert.equal(await sender.drainOnce(), 0)
      const { not_before, last_error_code, unknown_outcome } = await row()
      assert.deepEqual([last_error_code, unknown_outcome], [busy, 0])
      assert.equal(Date.parse(not_before ?? ''), Date.parse(NOW) + 90_000)
      clock.advance(89_000)
      assert.equal(await sender.drainOnce(), 0)
      clock.advance(60_000)
      assert.equal(await sender.drainOnce(), 1)
    })

    it('is asked, not believed, after an answer that says nothing certain', async () => {
      await world.file(complaintDraft)
      await post('/faults', { mode: '500', count: 1 })
      assert.equal(await outbox().drainOnce(), 0)
      assert.deepEqual([(await row()).state, (await row()).unknown_outcome], ['pending', 1])
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
  for (const fault of ['none', 'duplicate-events', 'shuffle-events']) {
    it(`tells its own states in ours, with the fault ${fault}`, async () => {
      const clock = fixedClock(NOW)
      const world = await createWorld({ clock })
      const { lines, log } = listeningLog(clock)
      const credentials = { ...CREDENTIALS, profile: 'county', callbackUrl: null }
      const sandbox = await startSandbox({ port: 0, databaseUrl: ':memory:', ...credentials, clock, log })
      const post = (path: string, body: object) =>
        fetch(`http://127.0.0.1:${sandbox.port}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body)
        })
      try {
        const settings = { ...CREDENTIALS, url: sandbox.url }
        const { client, callbacks } = createIntake('county', settings, { clock, ids: randomIds, offsetMinutes: 480 })
        assert.equal(callbacks, null)
        await world.file(complaintDraft)
        await createOutbox({ db: world.db, vault, clock, client, log }).drainOnce()
        await post('/faults', { mode: fault })
        await post('/orders/7001', { status: 'accepted', dueAt: '2026-12-01T17:30:00+08:00' })
        await post('/orders/7001', { status: 'in_progress', message: '已联系商家', department: '文化市场综合执法大队' })
        const told: string[] = []
        const onChanged = async (_: unknown, { ticketNo }: { ticketNo: string }) => void told.push(ticketNo)
        const poller = createPoller({ db: world.db, vault, clock, log, client, onChanged })
        await poller.pollOnce()
        await poller.pollOnce()
        const [summary] = await world.desk.ofConversation(world.db, 'c1')
        assert.deepEqual(
          [summary?.status, summary?.statusMessage, summary?.department],
          ['in_progress', '已联系商家', '文化市场综合执法大队']
        )
        const history = await world.db.selectFrom('ticket_events').select('status').orderBy('seq').execute()
        assert.deepEqual(
          history.map(({ status }) => status),
          ['submitted', 'accepted', 'in_progress']
        )
        await post('/faults', { mode: 'unknown-status' })
        await post('/orders/7001', { status: 'closed' })
        await poller.pollOnce()
        assert.equal((await world.desk.ofConversation(world.db, 'c1'))[0]?.status, 'in_progress')
        assert.match(lines.join(''), /INTAKE_UNKNOWN_STATUS.*ARCHIVED/)
      } finally {
        await sandbox.close()
        await world.close()
      }
    })
  }
})
