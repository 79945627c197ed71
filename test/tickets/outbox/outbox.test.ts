import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { randomIds } from '../../../core/ids.ts'
import { createIntakeClient, deadLetters, outboxCounts, pushAgain } from '../../../tickets/index.ts'
import { createOutbox } from '../../../tickets/outbox/outbox.ts'
import { anonymousDraft, complaintDraft, inquiryDraft, NOW, reportDraft } from '../drafts.ts'
import { CREDENTIALS, createWorld, listeningLog, until, vault, type World } from '../world.ts'

const WORKER = fileURLToPath(new URL('second-worker.ts', import.meta.url))
const MINUTE_MS = 60_000

describe('outbox', () => {
  let clock: FixedClock
  let world: World
  beforeEach(async () => {
    clock = fixedClock(NOW)
    world = await createWorld({ clock })
  })
  afterEach(() => world.close())

  const row = (ticketNo: string) =>
    world.db.selectFrom('outbox').selectAll().where('ticket_no', '=', ticketNo).orderBy('id').executeTakeFirstOrThrow()
  const ticket = (ticketNo: string) =>
    world.db.selectFrom('tickets').selectAll().where('ticket_no', '=', ticketNo).executeTakeFirstOrThrow()

  it('files a linked pair whole and stores both receipts', async () => {
    const numbers = await world.file(reportDraft, complaintDraft)
    assert.equal(await world.outbox().drainOnce(), 2)
    for (const number of numbers) {
      const order = await world.orderOf(number)
      assert.equal(order?.status, 'submitted')
      assert.deepEqual(
        [(await ticket(number)).work_order_no, (await ticket(number)).status],
        [order?.workOrderNo, 'submitted']
      )
    }
    assert.deepEqual(await outboxCounts(world.db), { pending: 0, dead: 0, oldestPendingAt: null })
  })

  const healing: [string, object, boolean][] = [
    ['is busy', { mode: '503', retryAfterSeconds: 2 }, false],
    ['asks for patience', { mode: '429', retryAfterSeconds: 2 }, false],
    ['breaks', { mode: '500' }, true],
    ['hangs', { mode: 'hang' }, true],
    ['is slower than we wait', { mode: 'slow', ms: 1600 }, true],
    ['accepts and drops the connection', { mode: 'drop-after-accept' }, true],
    ['accepts and never answers', { mode: 'hang-after-accept' }, true]
  ]
  for (const [what, fault, isUnknown] of healing) {
    it(`files once and keeps the ticket when the intake ${what}`, async () => {
      await world.faults(fault)
      const [number = ''] = await world.file(complaintDraft)
      const outbox = world.outbox()
      assert.equal(await outbox.drainOnce(), 0)
      const waiting = await row(number)
      assert.deepEqual([waiting.state, waiting.attempts, waiting.unknown_outcome], ['pending', 1, isUnknown ? 1 : 0])
      assert.equal((await ticket(number)).status, 'queued')
      await world.faults({ mode: 'none' })
      clock.advance(MINUTE_MS)
      assert.equal(await outbox.drainOnce(), 1)
      const order = await world.orderOf(number)
      assert.equal(order?.events.length, 1, 'one order, filed once')
      assert.equal((await ticket(number)).work_order_no, order?.workOrderNo)
    })
  }

  it('asks before it sends again after an unknown outcome, and does not send where the ticket was filed', async () => {
    await world.faults({ mode: 'drop-after-accept' })
    const [number = ''] = await world.file(complaintDraft)
    const outbox = world.outbox()
    await outbox.drainOnce()
    const calls: string[] = []
    const watched = createOutbox({
      db: world.db,
      vault,
      clock,
      log: listeningLog().log,
      client: {
        ...world.client,
        findByTicketNo: (ticketNo, options) => {
          calls.push('find')
          return world.client.findByTicketNo(ticketNo, options)
        },
        createWorkOrder: (order, key, options) => {
          calls.push('create')
          return world.client.createWorkOrder(order, key, options)
        }
      }
    })
    clock.advance(MINUTE_MS)
    assert.equal(await watched.drainOnce(), 1)
    assert.deepEqual(calls, ['find'])
    assert.equal((await ticket(number)).status, 'submitted')
  })

  it('keeps Retry-After even when another row shows that the intake is back', async () => {
    await world.faults({ mode: '503', retryAfterSeconds: 30, count: 1 })
    const [first = ''] = await world.file(complaintDraft)
    const outbox = world.outbox()
    await outbox.drainOnce()
    const notBefore = Date.parse(NOW) + 30_000
    assert.equal(Date.parse((await row(first)).next_attempt_at), notBefore)
    await world.file(inquiryDraft)
    assert.equal(await outbox.drainOnce(), 0, 'the intake is left alone meanwhile')
    clock.advance(30_000)
    assert.equal(await outbox.drainOnce(), 2)
  })
  it('keeps a dead letter with its reason when the intake refuses the fields, and sends it when pushed again', async () => {
    await world.faults({ mode: '422' })
    const [number = ''] = await world.file(complaintDraft)
    const outbox = world.outbox()
    assert.equal(await outbox.drainOnce(), 1)
    const [letter] = await deadLetters(world.db)
    assert.deepEqual(
      [letter?.ticketNo, letter?.errorCode, letter?.errorDetail],
      [number, 'INVALID_FIELDS', 'HTTP 422 INVALID_FIELDS; content INVALID']
    )
    clock.advance(60 * MINUTE_MS)
    assert.equal(await outbox.drainOnce(), 0, 'never by itself')
    assert.equal((await outboxCounts(world.db)).dead, 1)
    await world.faults({ mode: 'none' })
    await pushAgain(world.db, letter!.id, clock)
    assert.equal(await outbox.drainOnce(), 1)
    assert.equal((await world.orderOf(number))?.status, 'submitted')
  })

  it('keeps a dead letter where the key was used for another body', async () => {
    const [number = ''] = await world.file(complaintDraft)
    await world.outbox().drainOnce()
    await world.db.updateTable('outbox').set({ state: 'pending', unknown_outcome: 0 }).execute()
    await world.db.updateTable('tickets').set({ work_order_no: null, identity_id: null }).execute()
    assert.equal(await world.outbox().drainOnce(), 1)
    assert.equal((await deadLetters(world.db))[0]?.errorCode, 'KEY_REUSED')
    assert.equal((await world.orderOf(number))?.events.length, 1)
  })

  it('holds tickets, and complains, while its own credentials are refused', async () => {
    const [number = ''] = await world.file(complaintDraft)
    const settings = { ...CREDENTIALS, secret: 'wrong', url: world.sandbox.url }
    const { lines, log } = listeningLog()
    const client = createIntakeClient(settings, { clock, ids: randomIds })
    assert.equal(await createOutbox({ db: world.db, vault, clock, log, client }).drainOnce(), 0)
    assert.deepEqual([(await row(number)).state, (await row(number)).last_error_code], ['pending', 'BAD_SIGNATURE'])
    assert.match(lines.join(''), /"level":"error"/)
    clock.advance(MINUTE_MS)
    assert.equal(await world.outbox().drainOnce(), 1, 'with the right ones it goes')
  })

  it('sends what belongs to one ticket in order: creation, supplement, urge, withdrawal', async () => {
    const [number = ''] = await world.file(complaintDraft)
    await world.db.transaction().execute(async trx => {
      await world.desk.supplement(trx, number, '补充:导游的车是白色中巴。')
      assert.equal(await world.desk.urge(trx, number, '请尽快'), 'queued')
      assert.equal(await world.desk.withdraw(trx, number, '已和解'), 'queued')
    })
    await world.faults({ mode: '500', count: 1 })
    const outbox = world.outbox()
    assert.equal(await outbox.drainOnce(), 0, 'nothing overtakes the creation')
    clock.advance(MINUTE_MS)
    assert.equal(await outbox.drainOnce(), 4)
    assert.equal((await world.orderOf(number))?.status, 'withdrawn')
    assert.deepEqual(await deadLetters(world.db), [])
  })

  it('lets no follow-up go while the creation is dead', async () => {
    await world.faults({ mode: '422' })
    const [number = ''] = await world.file(complaintDraft)
    await world.db.transaction().execute(trx => world.desk.supplement(trx, number, '补充说明'))
    const outbox = world.outbox()
    await outbox.drainOnce()
    await world.faults({ mode: 'none' })
    clock.advance(MINUTE_MS)
    assert.equal(await outbox.drainOnce(), 0)
    assert.deepEqual(await outboxCounts(world.db), {
      pending: 1,
      dead: 1,
      oldestPendingAt: new Date(NOW).toISOString()
    })
  })

  it('stops asking an intake that is down, and sends all that waited as soon as it is back', async () => {
    await world.faults({ mode: '500' })
    await world.file(...Array.from({ length: 12 }, () => anonymousDraft))
    const outbox = world.outbox()
    await outbox.drainOnce()
    await world.file(inquiryDraft)
    assert.equal(await outbox.drainOnce(), 0)
    const { attempts } = await world.db
      .selectFrom('outbox')
      .select(eb => eb.fn.sum<number>('attempts').as('attempts'))
      .executeTakeFirstOrThrow()
    assert.equal(attempts, 12, 'the pause holds for new rows too')
    await world.faults({ mode: 'none' })
    clock.advance(4000)
    assert.equal(await outbox.drainOnce(), 13)
  })

  it('takes over what a dead worker held, after its lease, and asks first', async () => {
    const [number = ''] = await world.file(complaintDraft)
    await world.client.createWorkOrder({ ...(await orderAtIntake(number)) }, number)
    await world.db
      .updateTable('outbox')
      .set({ lease_owner: 'dead', leased_until: new Date(clock.now().getTime() + 6000).toISOString(), attempts: 1 })
      .execute()
    const outbox = world.outbox()
    assert.equal(await outbox.drainOnce(), 0, 'the lease is respected')
    clock.advance(6001)
    assert.equal(await outbox.drainOnce(), 1)
    assert.equal((await row(number)).unknown_outcome, 1)
    assert.equal((await world.orderOf(number))?.events.length, 1)
  })

  const orderAtIntake = async (number: string) => {
    const { openBody, openIdentity, joinIdentity } = await import('../../../tickets/store/sealed-order.ts')
    const stored = await ticket(number)
    const identity = await world.db.selectFrom('identities').selectAll().executeTakeFirstOrThrow()
    return joinIdentity(openBody(vault, stored), openIdentity(vault, identity))
  }

  it('does not send what a callback has shown to be filed', async () => {
    const [number = ''] = await world.file(complaintDraft)
    await world.db.updateTable('tickets').set({ work_order_no: '202611230000000009' }).execute()
    assert.equal(await world.outbox().drainOnce(), 1)
    assert.equal(await world.orderOf(number), null)
    assert.equal((await row(number)).last_error_code, 'KNOWN_BY_CALLBACK')
  })

  it('tells nobody in the log who filed what', async () => {
    await world.faults({ mode: '422' })
    await world.file(complaintDraft)
    await world.outbox().drainOnce()
    const text = world.lines.join('')
    assert.ok(text.includes('WL20261123000001'))
    for (const secret of ['王小满', '13800001234', '学府路', '手镯']) assert.ok(!text.includes(secret), secret)
  })
})

describe('outbox on a file', () => {
  it('shares the work between two processes: nothing twice, nothing left', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'outbox-'))
    const databaseUrl = `file:${folder}/hotline.db`
    const world = await createWorld({ databaseUrl, timeoutMs: 2000 })
    let child: ChildProcess | null = null
    try {
      const numbers: string[] = []
      for (let matter = 0; matter < 20; matter++) numbers.push(...(await world.file(anonymousDraft, anonymousDraft)))
      const other = spawn(process.execPath, ['--import', 'tsx', WORKER, databaseUrl, world.sandbox.url])
      child = other
      const theirs = new Promise<number>(resolve => other.once('exit', resolve))
      await once(other.stdout, 'data')
      other.stdin.end()
      const outbox = world.outbox()
      const ours = await outbox.drainOnce()
      assert.equal(await theirs, 0)
      // Where the two kept each other waiting a request may have timed out: it is asked about and sent again.
      await until(async () => {
        await outbox.drainOnce()
        return (await outboxCounts(world.db)).pending === 0
      }, 30_000)
      assert.deepEqual(await deadLetters(world.db), [])
      for (const number of numbers) assert.equal((await world.orderOf(number))?.events.length, 1)
      const rows = await world.db.selectFrom('outbox').select(['attempts', 'state']).execute()
      const first = rows.filter(row => row.attempts === 1).length
      assert.ok(ours < 40 && first > 20, `${ours} of 40 sent here, ${first} at the first attempt`)
    } finally {
      child?.kill()
      await world.close()
      rmSync(folder, { recursive: true })
    }
  }).timeout(60_000)

  it('sends at once when woken, is ready while it runs, and ends what is under way when stopped', async () => {
    const world = await createWorld()
    // It looks by itself only once an hour here: whatever is sent was sent because it was woken.
    const outbox = world.outbox({ idleLookMs: 3_600_000 })
    try {
      assert.equal(outbox.isReady(), false)
      outbox.start()
      assert.equal(outbox.isReady(), true)
      // Twice, so that it has gone to rest in between.
      for (let turn = 0; turn < 2; turn++) {
        const [number = ''] = await world.file(inquiryDraft)
        outbox.wake()
        await until(async () => (await world.orderOf(number)) !== null)
        await until(async () => (await outboxCounts(world.db)).pending === 0)
      }
    } finally {
      await outbox.stop()
      await world.close()
    }
    assert.equal(outbox.isReady(), false)
  })

  it('looks by itself for what others have filed without waking it', async () => {
    const world = await createWorld()
    const outbox = world.outbox({ idleLookMs: 20 })
    try {
      outbox.start()
      const [number = ''] = await world.file(inquiryDraft)
      await until(async () => (await world.orderOf(number)) !== null)
    } finally {
      await outbox.stop()
      await world.close()
    }
  })

  it('sends within four seconds of its clock after the intake is healed, however long it was down', async () => {
    const clock = fixedClock(NOW)
    const world = await createWorld({ clock, timeoutMs: 100 })
    // The longest back-off that there is.
    const outbox = world.outbox({ random: () => 0 })
    try {
      await world.faults({ mode: 'hang' })
      const numbers = await world.file(complaintDraft, reportDraft)
      for (let seconds = 0; seconds < 40; seconds++) {
        await outbox.drainOnce()
        clock.advance(1000)
      }
      await world.faults({ mode: 'none' })
      const arrived = async () => (await Promise.all(numbers.map(world.orderOf))).every(order => order !== null)
      let waitedMs = 0
      for (; !(await arrived()) && waitedMs < 60_000; waitedMs += 250) {
        clock.advance(250)
        await outbox.drainOnce()
      }
      assert.ok(waitedMs <= 4250, `${waitedMs} ms of the clock`)
    } finally {
      await world.close()
    }
  })

  it('comes back by itself after the intake is healed', async () => {
    const world = await createWorld({ timeoutMs: 200 })
    const outbox = world.outbox()
    try {
      await world.faults({ mode: 'hang' })
      outbox.start()
      const numbers = await world.file(complaintDraft, reportDraft)
      outbox.wake()
      await until(() => world.lines.some(line => line.includes('INTAKE_TIMEOUT')))
      await world.faults({ mode: 'none' })
      for (const number of numbers) await until(async () => (await world.orderOf(number)) !== null, 30_000)
    } finally {
      await outbox.stop()
      await world.close()
    }
  }).timeout(60_000)

  it('gives way while citizens are answered, and goes on all the same', async () => {
    const world = await createWorld()
    let asked = 0
    const outbox = world.outbox({
      isBusy: () => {
        asked++
        return true
      }
    })
    try {
      const numbers = await world.file(...Array.from({ length: 6 }, () => anonymousDraft))
      assert.equal(await outbox.drainOnce(), 6)
      for (const number of numbers) assert.notEqual(await world.orderOf(number), null)
      assert.ok(asked > 2, `asked ${asked} times whether somebody waits`)
    } finally {
      await world.close()
    }
  })
})
