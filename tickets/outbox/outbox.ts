// Sends what is filed to the intake: exactly once in effect, whatever dies when (STYLE.md: store, then send, with one key).
import { setMaxListeners } from 'node:events'
import type { Clock } from '../../core/clock.ts'
import type { Database } from '../../core/database/index.ts'
import { toAppError } from '../../core/errors.ts'
import { type Ids, randomIds } from '../../core/ids.ts'
import type { Log } from '../../core/log.ts'
import type { Vault } from '../../core/vault.ts'
import type { BlobStore } from '../evidence/blob-store.ts'
import { createHandIn } from '../evidence/hand-in.ts'
import { type IntakeClient, IntakeFailure } from '../intake/intake-client.ts'
import { joinIdentity, openBody, openIdentity } from '../store/sealed-order.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { claimRows, LEASE_RENEWAL_MS, nextDueAt, renewLeases } from './claims.ts'
import { type Claimed, type Delivery, deliver, withTickets } from './delivery.ts'
import { pullForward, type Result, settleAll } from './settlement.ts'

/** Requests under way at once. */
const CONCURRENCY = 32
/**
 * While others are under way an answer waits so long, so that many are written, and their successors claimed, in one
 * transaction: each is a flush to disk, during which no chat goes on.
 */
const GATHER_MS = 10
/** While citizens are being answered the writing waits so long at most: a queue of any length gives way, and still goes. */
const GIVE_WAY_MS = 25
const GIVE_WAY_LOOK_MS = 2
/** Rows opened, signed and sent without a pause. */
const SLICE_ROWS = 4
/** Other processes file into the same database without waking us. */
const IDLE_LOOK_MS = 1000
const REST_MIN_MS = 5
const BUSY_WAIT_MS = 50
/** How long stop() lets requests end before it gives them up; they are asked about at the next start. */
const STOP_GRACE_MS = 1500

export interface OutboxDependencies {
  db: Database
  vault: Vault
  clock: Clock
  client: IntakeClient
  log: Log
  /** Where citizens' files lie; null: orders go without files. */
  blobs?: BlobStore | null
  ids?: Ids
  /** 0 to 1. */
  random?: () => number
  /** After so many milliseconds without a wake-up it looks by itself. */
  idleLookMs?: number
  /** True while citizens are being answered: sending gives way to that. */
  isBusy?: () => boolean
}

export interface Outbox {
  /** Sends from now on by itself. */
  start(): void
  /** Looks at once; call it after a commit that filed something. */
  wake(): void
  /** True while it runs and reads its table. */
  isReady(): boolean
  /** Takes nothing new; resolves when nothing is under way any more. */
  stop(): Promise<void>
  /** Sends all that is due now; returns how many rows were done (sent or dead). */
  drainOnce(): Promise<number>
}

export function createOutbox(deps: OutboxDependencies): Outbox {
  const { db, vault, clock, client, log, random = Math.random, idleLookMs = IDLE_LOOK_MS, isBusy = () => false } = deps
  const owner = (deps.ids ?? randomIds).uuid()
  const handIn = deps.blobs ? createHandIn({ db, vault, client, log, blobs: deps.blobs }) : async () => []
  const breaker = createCircuitBreaker()
  const abort = new AbortController()
  // Each request under way listens to it.
  setMaxListeners(0, abort.signal)
  /** Rows whose requests are under way. */
  const sending = new Set<number>()
  /** What became of requests, not yet written down. */
  let results: Result[] = []
  /** Rows whose results are being written; with the two above, all that we hold a lease for. */
  let writing: Result[] = []
  let done = 0
  let isStopping = false
  let hasFailed = false
  let loop: Promise<void> | null = null
  let wakeUp = () => {}
  let isWoken = false

  /** A row that cannot be opened must not hold up the others: it is written down as dead. */
  function openRow({ row, ticket }: Claimed): Delivery | null {
    const workOrderNo = ticket?.work_order_no ?? null
    if (row.operation !== 'create' || !ticket) return { row, workOrderNo, order: null }
    try {
      const { identity_id: id, identity_sealed } = ticket
      const identity = id && identity_sealed ? openIdentity(vault, { id, identity_sealed }) : null
      return { row, workOrderNo, order: joinIdentity(openBody(vault, ticket), identity) }
    } catch (error) {
      results.push({ row, failure: toAppError(error, 'VAULT_OPEN_FAILED') })
      return null
    }
  }

  /** Opened, signed and sent some at a time: between the slices the event loop serves chats. */
  async function startAll(claimed: readonly Claimed[]): Promise<void> {
    for (const { row } of claimed) sending.add(row.id)
    for (const [index, one] of claimed.entries()) {
      if (index > 0 && index % SLICE_ROWS === 0) await new Promise(resolve => setImmediate(resolve))
      const delivery = openRow(one)
      if (delivery) void send(delivery)
      else sending.delete(one.row.id)
    }
  }

  async function send(delivery: Delivery): Promise<void> {
    const { row } = delivery
    try {
      const sent = await deliver(delivery, client, vault, { signal: abort.signal, handIn })
      results.push({ row, ...sent })
    } catch (error) {
      results.push({ row, failure: toAppError(error) })
    }
    sending.delete(row.id)
    wake()
  }

  function noteHost(batch: readonly Result[], now: Date): boolean {
    let isBack = false
    for (const result of batch) {
      const failure = 'failure' in result ? result.failure : null
      if (failure === null) isBack = breaker.succeeded() || isBack
      else if (failure instanceof IntakeFailure && failure.isHostFailure) {
        breaker.failed(now.getTime(), failure.retryAfterMs)
      }
    }
    return isBack
  }

  function report(result: Result, fate: string): void {
    const { row } = result
    const about = { ticketNo: row.ticket_no, operation: row.operation, attempt: row.attempts, intake: client.host }
    if (fate === 'sent' || fate === 'dead') done++
    if (!('failure' in result)) {
      log.debug('sent to the intake', about)
      return
    }
    const { code, detail, hint } = result.failure
    const isRefused = result.failure instanceof IntakeFailure && result.failure.outcome === 'refused'
    if (fate === 'dead') log.error('a row was refused; it waits for a person', { ...about, code, detail, hint })
    else if (isRefused) log.error('the intake refuses our credentials or address', { ...about, code, detail, hint })
    else log.warn('the intake could not be reached; it is tried again', { ...about, code, detail })
  }

  /**
   * Writes what is known and takes what may be sent, in one transaction. Another program holding the database is no reason
   * to forget what the intake said; where writing fails otherwise, the leases run out and the intake is asked again.
   */
  async function exchangeRows(slots: number): Promise<Claimed[]> {
    const now = clock.now()
    writing = results
    results = []
    const isBack = noteHost(writing, now)
    const free = isBack ? CONCURRENCY - sending.size : slots
    try {
      const { fates, claimed } = await db.transaction().execute(async trx => {
        const written = await settleAll(trx, writing, now, random)
        if (isBack) await pullForward(trx, now)
        // Only when all is written: these may have opened the breaker just now.
        const allowed = isStopping || breaker.allowance(now.getTime()) === 'none' ? 0 : free
        const rows = allowed > 0 ? await claimRows(trx, owner, allowed, now, readiness()) : []
        return { fates: written, claimed: await withTickets(trx, rows) }
      })
      for (const { result, fate } of fates) report(result, fate)
      return claimed
    } catch (error) {
      const failure = toAppError(error)
      if (failure.code === 'DATABASE_BUSY') results = [...writing, ...results]
      throw failure
    } finally {
      writing = []
    }
  }

  /** One round; returns how many rows were started or written. */
  async function step(): Promise<number> {
    const slots = isStopping ? 0 : freeSlots()
    const written = results.length
    if (slots <= 0 && written === 0) return 0
    const claimed = await exchangeRows(slots)
    await startAll(claimed)
    return written + claimed.length
  }

  function wake(): void {
    isWoken = true
    wakeUp()
  }

  function freeSlots(): number {
    const allowance = breaker.allowance(clock.now().getTime())
    if (allowance === 'all') return CONCURRENCY - sending.size
    return allowance === 'one' && sending.size === 0 ? 1 : 0
  }

  const readiness = () => (breaker.pausedUntil() === null ? 'due' : 'try')

  /** How long nothing can be started: an answer wakes us, so do commits here; others' rows are looked for. */
  async function restMs(): Promise<number> {
    const now = clock.now().getTime()
    const pausedUntil = breaker.pausedUntil() ?? 0
    if (pausedUntil > now) return pausedUntil - now
    if (freeSlots() <= 0) return idleLookMs
    const due = await nextDueAt(db, readiness())
    return due ? due.getTime() - now : idleLookMs
  }

  /** Until woken or, at the latest, for `ms`. */
  async function sleep(ms: number): Promise<void> {
    if (isWoken) return
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    wakeUp = () => {}
  }

  /** Answers that come close together are written together, and chats go on meanwhile. */
  async function gather(): Promise<void> {
    const ms = results.length > 0 && sending.size > 0 ? GATHER_MS : 0
    await new Promise<void>(resolve => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)))
    // By the real clock: where the loop is held up each look takes much longer than its timer.
    for (const endMs = performance.now() + GIVE_WAY_MS; isBusy() && performance.now() < endMs && !isStopping; ) {
      await new Promise(resolve => setTimeout(resolve, GIVE_WAY_LOOK_MS))
    }
  }

  async function run(): Promise<void> {
    const renewal = setInterval(() => {
      const held = [...sending, ...[...results, ...writing].map(({ row }) => row.id)]
      renewLeases(db, owner, held, clock.now()).catch(error =>
        log.error('leases could not be renewed', { error: toAppError(error) })
      )
    }, LEASE_RENEWAL_MS)
    let giveUp: NodeJS.Timeout | undefined
    while (!isStopping || sending.size > 0 || results.length > 0) {
      if (isStopping) giveUp ??= setTimeout(() => abort.abort(), STOP_GRACE_MS)
      try {
        isWoken = false
        if ((await step()) === 0) await sleep(Math.min(Math.max(await restMs(), REST_MIN_MS), idleLookMs))
        await gather()
        hasFailed = false
      } catch (error) {
        if (abort.signal.aborted) break
        hasFailed = true
        log.error('the outbox could not use its tables', { error: toAppError(error) })
        await new Promise(resolve => setTimeout(resolve, results.length > 0 ? BUSY_WAIT_MS : idleLookMs))
      }
    }
    clearTimeout(giveUp)
    clearInterval(renewal)
  }

  return {
    start() {
      loop ??= run()
    },
    wake,
    isReady: () => loop !== null && !isStopping && !hasFailed,
    async stop() {
      isStopping = true
      wake()
      await loop
    },
    async drainOnce() {
      const before = done
      for (;;) {
        isWoken = false
        const moved = await step().catch(async error => {
          if (toAppError(error).code !== 'DATABASE_BUSY') throw error
          await new Promise(resolve => setTimeout(resolve, BUSY_WAIT_MS))
          return 1
        })
        if (moved === 0 && sending.size === 0 && results.length === 0) return done - before
        if (moved === 0) await sleep(idleLookMs)
        await gather()
      }
    }
  }
}
