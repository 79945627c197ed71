// Every fault of the intake × every endpoint that we call × killed (kill -9) before, during and after: when the intake is
// healed there is exactly one order for the ticket, its receipt is stored, and the citizen was told of each change once.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { ActivityStore } from '../../../bot/turn/activity-store.ts'
import { systemClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { randomIds } from '../../../core/ids.ts'
import { createVault } from '../../../core/vault.ts'
import { startSandbox } from '../../../sandbox/index.ts'
import { openSandboxStore } from '../../../sandbox/store.ts'
import { freePort } from '../../../scripts/line/instance.ts'
import {
  createIntakeClient,
  createOutbox,
  createTicketDesk,
  deadLetters,
  outboxCounts,
  pushAgain
} from '../../../tickets/index.ts'
import {
  ENDPOINTS,
  type Endpoint,
  GATE_FAULTS,
  type GateFault,
  type KillMoment,
  startGate
} from '../../fakes/fault-gate.ts'
import { complaintDraft } from '../../tickets/drafts.ts'
import { CREDENTIALS, listeningLog, OFFSET_MINUTES, until } from '../../tickets/world.ts'

interface Case {
  endpoint: Endpoint
  fault: GateFault
  moment: KillMoment
}

/** Cases wait most of the time (leases, back-off, time-outs), so many wait together. */
const TOGETHER = 12
const HEAL_MS_MAX = 90_000
const MOMENTS = ['before', 'during', 'after'] as const
const OPERATIONS: Partial<Record<Endpoint, string>> = {
  supplement: 'supplements',
  urge: 'urges',
  withdraw: 'withdrawal',
  evaluate: 'evaluation'
}

/** A query or a list is asked with GET and refuses no fields: 422 would be a fault of its own. */
const isSenseless = ({ endpoint, fault }: Case) =>
  fault === '422' && (endpoint === 'query' || endpoint === 'listChanges')

const nameOf = ({ endpoint, fault, moment }: Case) => `${endpoint} ${fault} ${moment}`
/** To look at some of them alone: FAULT_MATRIX='create (hang|slow)' npm run test:long -- … */
const ONLY = new RegExp(process.env.FAULT_MATRIX ?? '')

const CASES: Case[] = (Object.keys(ENDPOINTS) as Endpoint[])
  .flatMap(endpoint => GATE_FAULTS.flatMap(fault => MOMENTS.map(moment => ({ endpoint, fault, moment }))))
  .filter(one => !isSenseless(one))
  .filter(one => ONLY.test(nameOf(one)))

class Trial {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'fault-matrix-'))
  readonly dataKey = randomBytes(32)
  readonly vault = createVault({ key: this.dataKey, suite: 'international' })
  readonly databaseUrl = `file:${path.join(this.folder, 'hotline.db')}`
  readonly store = new ActivityStore({ vault: this.vault, clock: systemClock })
  child: ChildProcess | null = null
  printed = ''

  /** Starts the process that is killed; resolves when it works. */
  async start(program: string, intakeUrl: string, port: number): Promise<void> {
    const values = [this.databaseUrl, this.dataKey.toString('hex'), intakeUrl, String(port)]
    const child = spawn(process.execPath, [program, ...values], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        this.printed += text.toString()
      })
    }
    child.once('exit', (code, signal) => {
      this.printed += `ended ${code ?? signal}\n`
    })
    await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => assert.fail(`the process ended: ${this.printed}`))
    ])
  }

  async kill(): Promise<void> {
    const { child } = this
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  end(): Promise<void> {
    return this.kill().then(() => rmSync(this.folder, { recursive: true, force: true }))
  }
}

/** Files the ticket and brings it to where the endpoint is asked next. */
async function prepare(trial: Trial, db: Database, endpoint: Endpoint, sandboxUrl: string): Promise<string> {
  const { vault, store } = trial
  const clock = systemClock
  const desk = createTicketDesk({ vault, clock, ids: randomIds, offsetMinutes: OFFSET_MINUTES })
  await store.createConversation(db, { id: 'c1', channel: 'web', userId: 'dl_1' })
  const [filed] = await db
    .transaction()
    .execute(trx => desk.file(trx, [complaintDraft], { conversationId: 'c1', userId: 'dl_1' }))
  const ticketNo = filed?.ticketNo ?? ''
  if (endpoint === 'create') return ticketNo
  if (endpoint === 'query') {
    await db.updateTable('outbox').set({ unknown_outcome: 1 }).execute()
    return ticketNo
  }
  const client = createIntakeClient({ ...CREDENTIALS, url: sandboxUrl }, { clock, ids: randomIds })
  const outbox = createOutbox({ db, vault, clock, client, log: listeningLog().log })
  assert.equal(await outbox.drainOnce(), 1)
  await db.transaction().execute(async trx => {
    if (endpoint === 'supplement') await desk.supplement(trx, ticketNo, '补充:导游的车是白色中巴。')
    if (endpoint === 'urge') await desk.urge(trx, ticketNo, '请尽快')
    if (endpoint === 'withdraw') await desk.withdraw(trx, ticketNo, '已和解')
    if (endpoint === 'evaluate')
      await desk.evaluate(trx, ticketNo, { contacted: true, resolved: true, satisfaction: 4 })
  })
  return ticketNo
}

async function runCase(program: string, { endpoint, fault, moment }: Case): Promise<void> {
  const trial = new Trial()
  const port = await freePort()
  const sandboxFile = `file:${path.join(trial.folder, 'sandbox.db')}`
  const { lines, log } = listeningLog()
  const callbackUrl = `http://127.0.0.1:${port}/intake/callback`
  const sandbox = await startSandbox({ port: 0, databaseUrl: sandboxFile, ...CREDENTIALS, callbackUrl, log })
  let kills = 0
  const gate = await startGate({
    intakePort: sandbox.port,
    endpoint,
    fault,
    moment,
    faultyRequests: 2,
    async kill() {
      kills++
      await trial.kill()
    }
  })
  const db = await openDatabase(trial.databaseUrl)
  const intake = openSandboxStore(sandboxFile, systemClock)
  try {
    const ticketNo = await prepare(trial, db, endpoint, sandbox.url)
    await trial.start(program, gate.url, port)
    await until(() => kills > 0, HEAL_MS_MAX)
    // The database is as the dead process left it; another one takes it up and meets the fault once more.
    await trial.start(program, gate.url, port)
    const settled = async () => {
      for (const { id } of await deadLetters(db)) {
        assert.equal(fault, '422', 'only a refusal makes a dead letter')
        await pushAgain(db, id, systemClock)
      }
      // a row may have died since the letters were read: that is not settled yet
      const { pending, dead } = await outboxCounts(db)
      return pending === 0 && dead === 0
    }
    await until(settled, HEAL_MS_MAX)
    const [order] = await intake.selectFrom('orders').selectAll().execute()
    const isOver = order?.status === 'withdrawn'
    if (!isOver) {
      const moved = await fetch(`http://127.0.0.1:${sandbox.port}/orders/${order?.work_order_no}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'accepted', message: '已受理' })
      })
      assert.equal(moved.status, 200)
    }
    const ticket = () =>
      db.selectFrom('tickets').selectAll().where('ticket_no', '=', ticketNo).executeTakeFirstOrThrow()
    await until(async () => (await ticket()).status === (isOver ? 'withdrawn' : 'accepted'), HEAL_MS_MAX)
    // Long enough for a second delivery of what was told, by callback or by polling.
    await new Promise(resolve => setTimeout(resolve, 1000))

    const orders = await intake.selectFrom('orders').selectAll().execute()
    assert.deepEqual(
      orders.map(row => row.ticket_no),
      [ticketNo],
      'exactly one order'
    )
    assert.equal((await ticket()).work_order_no, orders[0]?.work_order_no, 'the receipt is stored')
    const operation = OPERATIONS[endpoint]
    const followUps = await intake.selectFrom('follow_ups').select('operation').execute()
    assert.deepEqual(
      followUps.map(row => row.operation),
      operation ? [operation] : [],
      'each follow-up once'
    )
    const told = await db.selectFrom('activities').select('id').where('direction', '=', 'in').execute()
    assert.equal(told.length, 1, 'the citizen is told of the one change once')
    assert.deepEqual(await outboxCounts(db), { pending: 0, dead: 0, oldestPendingAt: null })
    assert.ok(gate.seen.length >= 1)
  } catch (error) {
    const rows = await db.selectFrom('outbox').select(['operation', 'state', 'attempts', 'last_error_code']).execute()
    const message = `${endpoint} ${fault} ${moment}: ${error instanceof Error ? error.message : String(error)}`
    throw new Error(`${message}\n${JSON.stringify(rows)}\n${trial.printed.slice(-1500)}\n${lines.slice(-3).join('')}`)
  } finally {
    await trial.kill()
    await gate.close()
    await sandbox.close()
    await intake.destroy()
    await db.destroy()
    await trial.end()
  }
}

describe('fault matrix', function () {
  this.timeout(360_000)
  const program = path.join(import.meta.dirname, '..', '..', '..', 'node_modules', `.ticket-process-${process.pid}.mjs`)
  const outcomes = new Map<string, Promise<void>>()

  before(async () => {
    await build({
      entryPoints: [path.join(import.meta.dirname, '..', '..', 'fakes', 'ticket-process.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['libsql'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" }
    })
    // All are begun here, so many at a time; each test below only waits for its own.
    const waiting = [...CASES]
    const worker = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        resolvers.get(nameOf(one))?.(runCase(program, one))
        await outcomes.get(nameOf(one))?.catch(() => {})
      }
    }
    for (let index = 0; index < TOGETHER; index++) void worker()
  })
  after(() => {
    rmSync(program, { force: true })
  })

  const resolvers = new Map<string, (outcome: Promise<void>) => void>()
  for (const one of CASES) {
    const name = nameOf(one)
    const outcome = new Promise<void>(resolve => resolvers.set(name, resolve))
    outcome.catch(() => {})
    outcomes.set(name, outcome)
    it(`${one.endpoint}: ${one.fault}, killed ${one.moment}`, () => outcome)
  }
})
