import assert from 'node:assert/strict'
import { systemClock } from '../../core/clock.ts'
import { randomIds } from '../../core/ids.ts'
import { createLog } from '../../core/log.ts'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { latencyMs } from '../../sandbox/load.ts'
import { createIntakeClient } from '../../tickets/index.ts'
import { workOrder } from '../tickets/drafts.ts'
import { CREDENTIALS, until } from '../tickets/world.ts'

/** Seeded, 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('the load mode of the sandbox', () => {
  const log = createLog({ level: 'error', clock: systemClock, write: () => {} })
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startSandbox({ port: 0, databaseUrl: ':memory:', ...CREDENTIALS, callbackUrl: null, log })
  })
  afterEach(() => sandbox.close())
  const load = async (setting: object) => {
    const response = await fetch(`http://127.0.0.1:${sandbox.port}/load`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(setting)
    })
    return { status: response.status, body: (await response.json()) as { moved: number; code?: string } }
  }
  const moved = async () =>
    ((await (await fetch(`http://127.0.0.1:${sandbox.port}/load`)).json()) as { moved: number }).moved

  it('moves all orders along their way by itself, until it is told to stop', async () => {
    const client = createIntakeClient({ ...CREDENTIALS, url: sandbox.url }, { clock: systemClock, ids: randomIds })
    const numbers = ['WL20261123000001', 'WL20261123000002', 'WL20261123000003']
    const receipts = await Promise.all(
      numbers.map(ticketNo => client.createWorkOrder({ ...workOrder, ticketNo }, ticketNo))
    )
    await load({ changesPerSecond: 200 })
    await until(async () => (await moved()) >= 21, 20_000)
    await load({ changesPerSecond: 0 })
    for (const { workOrderNo } of receipts) {
      const state = await client.getWorkOrder(workOrderNo)
      const way = state?.events.map(({ status }) => status) ?? []
      assert.deepEqual(way.slice(0, 7), [
        'submitted',
        'accepted',
        'dispatched',
        'in_progress',
        'replied',
        'closed',
        'reopened'
      ])
      assert.deepEqual(
        state?.events.map(({ seq }) => seq),
        way.map((_, index) => index + 1)
      )
    }
    const then = await moved()
    await new Promise(resolve => setTimeout(resolve, 150))
    assert.ok((await moved()) - then <= 1, 'at most the one that was under way')
  })

  it('takes its time as it is told: half of the answers within p50, 95 of 100 within p95', () => {
    const random = seeded(20261126)
    const drawn = Array.from({ length: 20_000 }, () => latencyMs({ p50: 30, p95: 200 }, random)).sort((a, b) => a - b)
    assert.ok(Math.abs((drawn[10_000] ?? 0) - 30) < 1, String(drawn[10_000]))
    assert.ok(Math.abs((drawn[19_000] ?? 0) - 200) < 10, String(drawn[19_000]))
    assert.equal(latencyMs({ p50: 0, p95: 0 }, random), 0)
  })

  it('refuses what is no load', async () => {
    for (const setting of [
      { changesPerSecond: -1 },
      { changesPerSecond: 5000 },
      { latencyMs: { p50: 100, p95: 10 } },
      { speed: 1 }
    ]) {
      const { status, body } = await load(setting)
      assert.deepEqual([status, body.code], [400, 'SANDBOX_BAD_FAULT'])
    }
  })
})
