// `npm run bench -- drain`: the intake was down and 10,000 tickets wait; it is back. How fast do they go, and do the chats of
// citizens stay quick meanwhile? Hotline, sandbox and citizens are processes of their own; both databases are files.
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../core/clock.ts'
import { loadConfig, readEnvironment } from '../../core/config.ts'
import { type Database, openDatabase } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { randomIds } from '../../core/ids.ts'
import { createVault } from '../../core/vault.ts'
import { checkVaultKey } from '../../core/vault-check.ts'
import { createTicketDesk, outboxCounts, type TicketDraft } from '../../tickets/index.ts'
import { readArguments } from '../line/arguments.ts'
import { freePort, startInstance, startSandboxProcess } from '../line/instance.ts'
import { loadScripts, type Script } from '../line/script.ts'
import { type Load, percentile, playAll } from './load.ts'
import { type LoopReport, loopWatch, readLoop } from './loop-report.ts'

const USAGE = 'usage: npm run bench -- drain [--tickets 10000] [--chats 8] [--latency 20,100]'
const TICKETS = 10_000
/** Citizens who chat at the same time, all the while. */
const CHATS = 8
const CHAT_P95_MS_MAX = 50
const PER_SECOND_MIN = 300
const DRAIN_MS_MAX = 240_000
const FILED_AT_ONCE = 250
const COLD_MS = 6000
const ALONE_MS = 8000

const print = (line: string) => process.stdout.write(`${line}\n`)

/** A ticket of the usual size; each from another citizen about another business. */
function waitingTicket(index: number): TicketDraft {
  const serial = String(index).padStart(5, '0')
  return {
    kind: 'complaint',
    categoryCode: 'WL200401',
    title: '客栈提前退订不退房费',
    content: `我在网上订了两晚房间,提前五天就打电话说来不了,老板当时答应全退,到现在一分钱没退,电话也不接了。订单尾号${serial}。`,
    regionCode: '530702',
    occurredAt: {
      text: '上周三',
      start: '2026-11-18T00:00:00+08:00',
      end: '2026-11-19T00:00:00+08:00',
      precision: 'day'
    },
    place: { text: '丽江古城七一街' },
    respondent: { name: `测试客栈${serial}号`, kind: 'lodging' },
    claims: [{ type: 'refund', amount: 760, text: '退还两晚房费' }],
    amountInvolved: 760,
    interest: 'self',
    priorHandling: ['none'],
    requester: { anonymous: false, confidential: false, wantsReply: true, name: '测试人', phone: `138001${serial}` },
    urgency: 'normal',
    channel: 'web',
    consent: { noticeVersion: 'bench', at: '2026-11-20T09:00:00+08:00' }
  }
}

async function fileAll(db: Database, dataKey: string, count: number): Promise<void> {
  const vault = createVault({ key: Buffer.from(dataKey, 'hex'), suite: 'international' })
  await checkVaultKey(db, vault, systemClock)
  const desk = createTicketDesk({ vault, clock: systemClock, ids: randomIds, offsetMinutes: 480 })
  for (let filed = 0; filed < count; filed += FILED_AT_ONCE) {
    await db.transaction().execute(async trx => {
      for (let index = filed; index < Math.min(filed + FILED_AT_ONCE, count); index++) {
        await desk.file(trx, [waitingTicket(index)], { conversationId: `bench-${index}`, userId: 'dl_bench' })
      }
    })
  }
}

/** So many citizens until `isOver`; whoever has filed is followed by the next, and nobody waits for the others. */
async function chatUntil(isOver: () => boolean, url: string, scripts: readonly Script[], chats: number, first: number) {
  const loads: Load[] = []
  let next = first
  const oneAfterTheOther = async () => {
    while (!isOver()) loads.push(await playAll(url, scripts, 1, true, next++))
  }
  await Promise.all(Array.from({ length: chats }, oneAfterTheOther))
  return { turnsMs: loads.flatMap(load => load.turnsMs), errors: loads.flatMap(load => load.errors) }
}

/** The sandbox answers with this p50 and p95 in milliseconds. */
async function slowDown(sandboxUrl: string, latency: string): Promise<void> {
  const [p50, p95] = latency.split(',').map(Number)
  const body = JSON.stringify({ latencyMs: { p50, p95 } })
  const response = await fetch(`${sandboxUrl}/load`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body
  })
  if (!response.ok) throw new AppError('CONFIG_INVALID', { detail: USAGE })
  print(`the intake answers in ${p50} ms (p50) and ${p95} ms (p95)`)
}

function printChats(what: string, { turnsMs }: { turnsMs: readonly number[] }): number {
  const p95 = percentile(turnsMs, 0.95)
  print(
    `  ${what.padEnd(36)}${String(turnsMs.length).padStart(6)} turns   p50 ${percentile(turnsMs, 0.5).toFixed(1)} ms   p95 ${p95.toFixed(1)} ms   max ${Math.max(...turnsMs).toFixed(0)} ms`
  )
  return p95
}

/** For so long. */
async function chatFor(ms: number, url: string, scripts: readonly Script[], chats: number, first: number) {
  const endMs = performance.now() + ms
  return chatUntil(() => performance.now() > endMs, url, scripts, chats, first)
}

function printLoop(what: string, loop: LoopReport | null): void {
  if (!loop) return
  const ms = (value: number) => `${value.toFixed(1)} ms`
  print(
    `  event loop of the hotline ${what}: delay p50 ${ms(loop.p50Ms)}   p95 ${ms(loop.p95Ms)}   p99 ${ms(loop.p99Ms)}   max ${ms(loop.maxMs)}   busy ${(100 * loop.utilisation).toFixed(0)} %`
  )
}

/** Who takes the processors during the drain: all three share them here. */
function printCpu(parts: readonly (readonly [string, number])[], wallMs: number, rows: number): void {
  for (const [who, ms] of parts) {
    print(
      `  processor time of the ${who}: ${((100 * ms) / wallMs).toFixed(0)} % of one core, ${(ms / rows).toFixed(2)} ms a row`
    )
  }
}

/** True where the drain is fast enough, chats stay quick, and nothing is left or refused. */
export async function benchDrain(): Promise<boolean> {
  const given = readArguments(USAGE, {
    tickets: { type: 'string' },
    chats: { type: 'string' },
    latency: { type: 'string' }
  })
  const [count, chats] = [Number(given.tickets ?? TICKETS), Number(given.chats ?? CHATS)]
  const { intake } = loadConfig(readEnvironment())
  const folder = mkdtempSync(path.join(tmpdir(), 'hotline-drain-'))
  const databaseUrl = `file:${path.join(folder, 'hotline.db')}`
  const dataKey = Buffer.from(randomIds.token(32), 'base64url').toString('hex')
  const scripts = loadScripts()
  const stops: (() => Promise<void>)[] = []
  let db: Database | null = null
  print(
    `node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB`
  )
  try {
    db = await openDatabase(databaseUrl)
    const filedAt = performance.now()
    await fileAll(db, dataKey, count)
    print(`${count} tickets filed into the queue in ${((performance.now() - filedAt) / 1000).toFixed(1)} s`)
    const environment = {
      DATABASE_URL: databaseUrl,
      DATA_KEY: dataKey,
      TURN_QUIET_MS: '0',
      CHAT_TOKENS_PER_MINUTE: '100000'
    }
    // Down at first: chats alone, while everything waits.
    const sandboxPort = await freePort()
    const intakeUrl = `http://127.0.0.1:${sandboxPort}/api/v1`
    const hotline = await startInstance({
      environment: { ...environment, INTAKE_URL: intakeUrl },
      preload: loopWatch()
    })
    stops.push(hotline.stop)
    // The first turns meet code that nothing has run yet, and the knowledge base still being indexed: not what is measured.
    const cold = await chatFor(COLD_MS, hotline.url, scripts, chats, 100)
    await readLoop(hotline)
    const before = await chatFor(ALONE_MS, hotline.url, scripts, chats, 500)
    const loopBefore = await readLoop(hotline)

    const sandbox = await startSandboxProcess({
      port: sandboxPort,
      databaseUrl: `file:${path.join(folder, 'intake', 'hotline.db')}`,
      intake,
      preload: loopWatch()
    })
    stops.push(sandbox.stop)
    if (given.latency !== undefined) await slowDown(`http://127.0.0.1:${sandboxPort}`, String(given.latency))
    await readLoop(sandbox)
    const ownCpu = process.cpuUsage()
    const startedAt = performance.now()
    let left = (await outboxCounts(db)).pending
    const waiting = left
    const during = chatUntil(() => left === 0, hotline.url, scripts, chats, 1000)
    let drainedMs = 0
    while (performance.now() - startedAt < DRAIN_MS_MAX) {
      await sleep(250)
      const counts = await outboxCounts(db)
      // Those whom the chats file come on top; the queue's own are the first.
      const own = await db
        .selectFrom('outbox')
        .select(eb => eb.fn.countAll<number>().as('rows'))
        .where('state', '=', 'pending')
        .where('id', '<=', count)
        .executeTakeFirstOrThrow()
      if (own.rows === 0 && drainedMs === 0) drainedMs = performance.now() - startedAt
      left = drainedMs > 0 ? 0 : counts.pending
      if (left === 0) break
    }
    left = 0
    const loopDuring = await readLoop(hotline)
    const loopSandbox = await readLoop(sandbox)
    const bench = process.cpuUsage(ownCpu)
    const chat = await during
    const { dead } = await outboxCounts(db)
    const perSecond = drainedMs > 0 ? waiting / (drainedMs / 1000) : 0
    print(`\n${waiting} rows waited; ${drainedMs > 0 ? `sent in ${(drainedMs / 1000).toFixed(1)} s` : 'not all sent'}`)
    print(
      `  ${'rows a second'.padEnd(36)}${perSecond.toFixed(0).padStart(6)}         at least ${PER_SECOND_MIN} wanted`
    )
    print(`  ${'dead'.padEnd(36)}${String(dead).padStart(6)}`)
    print(`${chats} citizens chat all the while (p95 of at most ${CHAT_P95_MS_MAX} ms wanted during the drain)`)
    printChats('the first seconds after the start', cold)
    printChats('while the intake is down', before)
    const p95 = printChats('while the queue drains', chat)
    printLoop('while the intake is down', loopBefore)
    printLoop('while the queue drains', loopDuring)
    printCpu(
      [
        ['hotline', loopDuring?.cpuMs ?? Number.NaN],
        ['sandbox', loopSandbox?.cpuMs ?? Number.NaN],
        ['citizens and the rest of the bench', (bench.user + bench.system) / 1000]
      ],
      loopDuring?.wallMs ?? Number.NaN,
      waiting
    )
    const errors = [...cold.errors, ...before.errors, ...chat.errors]
    for (const error of errors.slice(0, 10)) print(`  ✗ ${error}`)
    return perSecond >= PER_SECOND_MIN && p95 <= CHAT_P95_MS_MAX && dead === 0 && errors.length === 0
  } finally {
    for (const stop of stops.reverse()) await stop()
    await db?.destroy()
    rmSync(folder, { recursive: true, force: true })
  }
}
