// Whatever happens in whatever order: filing, follow-ups, an intake that fails, processes that die, callbacks late, twice and
// shuffled. Never doubled, never lost, never backwards, always sent in the end. A seed that fails prints its schedule.
import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { randomIds } from '../../../core/ids.ts'
import { signRequest } from '../../../core/signing.ts'
import {
  type ChangedTicket,
  createOutbox,
  createPoller,
  deadLetters,
  nativeCallbacks,
  outboxCounts,
  pushAgain,
  receiveCallback,
  type Status,
  type StatusEvent
} from '../../../tickets/index.ts'
import { type Mishap, UnreliableIntake } from '../../fakes/unreliable-intake.ts'
import { complaintDraft, NOW, reportDraft } from '../../tickets/drafts.ts'
import { CREDENTIALS, deskOn, listeningLog, vault } from '../../tickets/world.ts'

const CALLBACKS = nativeCallbacks(CREDENTIALS)
const RUNS = 600
const STEPS = 22
const HEALING_ROUNDS = 60
const MISHAPS: Mishap[] = [
  'not_taken',
  'lost_before',
  'lost_after',
  'lost_after',
  'refused',
  'dies_before',
  'dies_after'
]
const WAY: Status[] = ['accepted', 'dispatched', 'in_progress', 'need_more', 'replied', 'closed']

/** mulberry32 */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

class Run {
  readonly schedule: string[] = []
  readonly intake = new UnreliableIntake()
  readonly clock: FixedClock = fixedClock(NOW)
  readonly told: ChangedTicket[] = []
  readonly #desk = deskOn(this.clock)
  /** Rows that the intake refused once: others of their ticket may overtake them, except a creation. */
  readonly #refused = new Set<number>()
  readonly #seqs = new Map<string, number>()
  readonly #random: () => number
  readonly #url: string
  #db: Database | null = null
  #trouble = 0.35

  constructor(seed: number, url: string) {
    this.#random = generator(seed)
    this.#url = url
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T
  }

  /** The database as this process sees it; after a death the next one opens it anew. */
  async db(): Promise<Database> {
    this.#db ??= await openDatabase(this.#url)
    return this.#db
  }

  async #die(): Promise<void> {
    this.schedule.push('dies')
    const db = this.#db
    this.#db = null
    await db?.destroy()
  }

  /** Does `work` with a client whose requests may go wrong; true where the process died in it. */
  async #asking(work: (client: ReturnType<UnreliableIntake['client']>, db: Database) => Promise<unknown>) {
    let die = () => {}
    const death = new Promise<'dead'>(resolve => {
      die = () => resolve('dead')
    })
    let isDead = false
    const mishap = (what: string): Mishap => {
      const fate = isDead || this.#random() >= this.#trouble ? 'none' : this.pick(MISHAPS)
      this.schedule.push(`  ${what}: ${fate}`)
      return fate
    }
    const client = this.intake.client(mishap, () => {
      isDead = true
      die()
    })
    const db = await this.db()
    // What the dead one would still have done fails on its closed database.
    const living = work(client, db).catch(error => {
      if (!isDead) throw error
    })
    if ((await Promise.race([living, death])) === 'dead') await this.#die()
  }

  #tickets = async () => (await this.db()).selectFrom('tickets').selectAll().orderBy('ticket_no').execute()

  async file(): Promise<void> {
    const drafts = this.pick([[complaintDraft], [reportDraft], [reportDraft, complaintDraft]])
    const origin = { conversationId: `c${Math.floor(this.#random() * 3)}`, userId: 'dl_1' }
    await (await this.db()).transaction().execute(trx => this.#desk.file(trx, drafts, origin))
  }

  async followUp(): Promise<void> {
    const ticket = this.pick(await this.#tickets())
    if (!ticket) return
    const what = this.pick(['supplement', 'urge', 'evaluate', 'supplement', 'withdraw'] as const)
    this.schedule.push(`  ${what} ${ticket.ticket_no}`)
    await (await this.db()).transaction().execute(async trx => {
      if (what === 'supplement') await this.#desk.supplement(trx, ticket.ticket_no, '补充说明')
      if (what === 'urge') await this.#desk.urge(trx, ticket.ticket_no)
      if (what === 'withdraw') await this.#desk.withdraw(trx, ticket.ticket_no)
      if (what === 'evaluate') await this.#desk.evaluate(trx, ticket.ticket_no, { contacted: true, resolved: false })
    })
  }

  async drain(): Promise<void> {
    const { log } = listeningLog()
    await this.#asking((client, db) =>
      createOutbox({ db, vault, clock: this.clock, client, log, random: this.#random }).drainOnce()
    )
  }

  #mirror(db: Database) {
    const { log } = listeningLog()
    return {
      db,
      vault,
      clock: this.clock,
      log,
      onChanged: async (_: unknown, changed: ChangedTicket) => this.tell(changed)
    }
  }

  tell(changed: ChangedTicket): void {
    this.told.push(changed)
  }

  async poll(): Promise<void> {
    await this.#asking(async (client, db) => {
      const poller = createPoller({ ...this.#mirror(db), client, pageEvents: 3 })
      await poller.pollOnce().catch(error => this.schedule.push(`  poll: ${error.code}`))
    })
  }

  move(): void {
    const order = this.pick([...this.intake.orders.values()])
    if (!order || order.status === 'withdrawn') return
    const status = this.pick(WAY)
    this.schedule.push(`  ${order.ticketNo} ${status}`)
    this.intake.move(order.ticketNo, status)
  }

  /** Some of all events ever, in any order, some twice. */
  async callbacks(): Promise<void> {
    for (let count = 0; count < 4; count++) {
      const event = this.pick(this.intake.events)
      if (event) await this.#callback(event)
    }
  }

  async #callback(event: StatusEvent): Promise<void> {
    const db = await this.db()
    const rawBody = Buffer.from(JSON.stringify(event))
    const timestamp = String(Math.floor(this.clock.now().getTime() / 1000))
    const signed = { method: 'POST', pathWithQuery: '/intake/callback', timestamp, nonce: randomIds.token(18), rawBody }
    const { httpStatus } = await receiveCallback(
      { ...this.#mirror(db), callbacks: CALLBACKS },
      {
        method: 'POST',
        pathWithQuery: '/intake/callback',
        rawBody,
        headers: {
          'x-app-id': CREDENTIALS.appId,
          'x-timestamp': timestamp,
          'x-nonce': signed.nonce,
          'x-signature-algorithm': CREDENTIALS.algorithm,
          'x-signature': signRequest({ ...CREDENTIALS, ...signed })
        }
      }
    )
    this.schedule.push(`  ${event.ticketNo} seq ${event.seq} ${event.status}: ${httpStatus}`)
    assert.equal(httpStatus, 204, 'an event of ours is taken, however late')
  }

  async pushDead(): Promise<void> {
    const db = await this.db()
    for (const { id } of await deadLetters(db)) {
      this.#refused.add(id)
      await pushAgain(db, id, this.clock)
    }
  }

  wait(): void {
    this.clock.advance(this.pick([500, 2000, 7000, 30_000, 70_000]))
  }

  /** Holds at every moment. */
  async check(): Promise<void> {
    assert.equal(this.intake.doubled, 0, 'a ticket was filed twice')
    for (const ticket of await this.#tickets()) {
      const before = this.#seqs.get(ticket.ticket_no) ?? 0
      assert.ok(ticket.status_seq >= before, `${ticket.ticket_no} went back from ${before} to ${ticket.status_seq}`)
      this.#seqs.set(ticket.ticket_no, ticket.status_seq)
      const event = this.intake.orders.get(ticket.ticket_no)?.events[ticket.status_seq - 1]
      if (event) assert.equal(ticket.status, event.status)
    }
  }

  /** The intake is well and nobody dies any more. */
  async heal(): Promise<void> {
    this.#trouble = 0
    for (let round = 0; round < HEALING_ROUNDS; round++) {
      this.clock.advance(70_000)
      await this.pushDead()
      await this.drain()
      if ((await outboxCounts(await this.db())).pending === 0 && (await deadLetters(await this.db())).length === 0)
        break
    }
    await this.poll()
  }

  async checkEnd(): Promise<void> {
    const db = await this.db()
    const { pending, dead } = await outboxCounts(db)
    assert.deepEqual({ pending, dead }, { pending: 0, dead: 0 }, 'something was never sent')
    const tickets = await this.#tickets()
    assert.deepEqual(
      [...this.intake.orders.keys()].sort(),
      tickets.map(ticket => ticket.ticket_no)
    )
    for (const ticket of tickets) {
      const order = this.intake.orders.get(ticket.ticket_no)
      assert.equal(ticket.work_order_no, order?.workOrderNo)
      assert.equal(ticket.status, order?.status, 'the ticket shows what the intake says')
      const rows = await db
        .selectFrom('outbox')
        .select(['id', 'operation', 'idempotency_key', 'last_error_code'])
        .where('ticket_no', '=', ticket.ticket_no)
        .where('operation', '!=', 'create')
        .orderBy('id')
        .execute()
      const taken = order?.followUps.map(one => one.key) ?? []
      const wanted = rows.filter(row => row.last_error_code !== 'WITHDRAWN').map(row => row.idempotency_key)
      assert.deepEqual(new Set(taken).size, taken.length, 'a follow-up counted twice')
      for (const key of wanted) assert.ok(taken.includes(key), `${key} was lost`)
      const inOrder = rows.filter(row => !this.#refused.has(row.id)).map(row => row.idempotency_key)
      const came = taken.filter(key => inOrder.includes(key))
      assert.deepEqual(
        came,
        inOrder.filter(key => came.includes(key)),
        'follow-ups in another order'
      )
    }
    const leases = await db.selectFrom('outbox').select('id').where('lease_owner', 'is not', null).execute()
    assert.deepEqual(leases, [])
    // Each change is told with the change itself; one event, one telling at most.
    for (const ticket of tickets) {
      const times = this.told.filter(changed => changed.ticketNo === ticket.ticket_no).length
      const events = this.intake.orders.get(ticket.ticket_no)?.events.length ?? 0
      assert.ok(times <= events, `${ticket.ticket_no} told ${times} times of ${events} events`)
    }
  }

  async play(): Promise<void> {
    await this.file()
    const steps = {
      file: () => this.file(),
      followUp: () => this.followUp(),
      drain: () => this.drain(),
      poll: () => this.poll(),
      move: () => this.move(),
      callbacks: () => this.callbacks(),
      pushDead: () => this.pushDead(),
      wait: () => this.wait()
    }
    const names = Object.keys(steps) as (keyof typeof steps)[]
    const likely: (keyof typeof steps)[] = [...names, 'drain', 'drain', 'wait', 'move']
    for (let step = 0; step < STEPS; step++) {
      const name = this.pick(likely)
      this.schedule.push(name)
      await steps[name]()
      await this.check()
    }
    this.schedule.push('heal')
    await this.heal()
    await this.check()
    await this.checkEnd()
  }

  async close(): Promise<void> {
    await this.#db?.destroy()
  }
}

describe('random schedules', function () {
  this.timeout(240_000)
  // Memory where there is such a place: what is tried here is order, not the disk.
  const folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'random-schedule-'))
  const template = path.join(folder, 'template.db')
  before(async () => (await openDatabase(`file:${template}`)).destroy())
  after(() => rmSync(folder, { recursive: true, force: true }))

  it(`keeps its promises in ${RUNS} of them`, async () => {
    let mishaps = 0
    for (let seed = 1; seed <= RUNS; seed++) {
      const file = path.join(folder, `${seed}.db`)
      copyFileSync(template, file)
      const run = new Run(seed, `file:${file}`)
      try {
        await run.play()
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error)
        throw new Error(`seed ${seed}: ${cause}\n${run.schedule.join('\n')}`, { cause: error })
      } finally {
        await run.close()
        for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
      }
      mishaps += run.schedule.filter(line => / (?:not_taken|lost_|refused|dies)/.test(line)).length
    }
    // Else nothing was tried.
    assert.ok(mishaps > RUNS * 2, `${mishaps} mishaps only`)
  })
})
