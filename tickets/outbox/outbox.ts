// Sends what is filed to the intake: exactly once in effect, whatever dies when (STYLE.md: store, then send, with one key).
import type { Clock } from '../../core/clock.ts'
import type { Database, Db } from '../../core/database/index.ts'
import { toAppError } from '../../core/errors.ts'
import { type Ids, randomIds } from '../../core/ids.ts'
import type { Log } from '../../core/log.ts'
import type { Vault } from '../../core/vault.ts'
import { type IntakeClient, IntakeFailure } from '../intake/intake-client.ts'
import { joinIdentity, openBody, openIdentity } from '../store/sealed-order.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { claimRows, LEASE_RENEWAL_MS, nextDueAt, type OutboxRow, renewLeases } from './claims.ts'
import { type Delivery, deliver } from './delivery.ts'
import { pullForward, type Result, settle } from './settlement.ts'

/** Requests under way at once. */
const CONCURRENCY = 24
/**
 * While others are under way an answer waits so long, so that many are written, and their successors claimed, in one
 * transaction: each is a flush to disk, during which no chat goes on.
 */
const GATHER_MS = 10
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
  ids?: Ids
  /** 0 to 1. */
  random?: () => number
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
  const { db, vault, clock, client, log, random = Math.random } = deps
  const owner = (deps.ids ?? randomIds).uuid()
  const breaker = createCircuitBreaker()
  const abort = new AbortController()
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
  async function loadDeliveries(trx: Db, rows: readonly OutboxRow[]): Promise<Delivery[]> {
    const tickets = await trx
      .selectFrom('tickets')
      .leftJoin('identities', 'identities.id', 'tickets.identity_id')
      .select(['ticket_no', 'work_order_no', 'body_sealed', 'identity_id', 'identity_sealed'])
      .where(
        'ticket_no',
        'in',
        rows.map(row => row.ticket_no)
      )
      .execute()
    const byNo = new Map(tickets.map(ticket => [ticket.ticket_no, ticket]))
    const deliveries: Delivery[] = []
    for (const row of rows) {
      const ticket = byNo.get(row.ticket_no)
      const workOrderNo = ticket?.work_order_no ?? null
      if (row.operation !== 'create' || !ticket) deliveries.push({ row, workOrderNo, order: null })
      else {
        try {
          const { identity_id: id, identity_sealed } = ticket
          const identity = id && identity_sealed ? openIdentity(vault, { id, identity_sealed }) : null
          deliveries.push({ row, workOrderNo, order: joinIdentity(openBody(vault, ticket), identity) })
        } catch (error) {
          results.push({ row, failure: toAppError(error, 'VAULT_OPEN_FAILED') })
        }
      }
    }
    return deliveries
  }

  async function send(delivery: Delivery): Promise<void> {
    const { row } = delivery
    try {
      const sent = await deliver(delivery, client, vault, { signal: abort.signal })
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
  async function exchangeRows(slots: number): Promise<Delivery[]> {
    const now = clock.now()
    writing = results
    results = []
    const isBack = noteHost(writing, now)
    const free = isBack ? CONCURRENCY - sending.size : slots
    try {
      const { fates, deliveries } = await db.transaction().execute(async trx => {
        const written = []
        for (const result of writing) written.push({ result, fate: await settle(trx, result, now, random()) })
        if (isBack) await pullForward(trx, now)
        // Only when all is written: these may have opened the breaker just now.
        const allowed = isStopping || breaker.allowance(now.getTime()) === 'none' ? 0 : free
        const rows = allowed > 0 ? await claimRows(trx, owner, allowed, now) : []
        return { fates: written, deliveries: rows.length > 0 ? await loadDeliveries(trx, rows) : [] }
      })
      for (const { result, fate } of fates) report(result, fate)
      return deliveries
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
    const deliveries = await exchangeRows(slots)
    for (const delivery of deliveries) {
      sending.add(delivery.row.id)
      void send(delivery)
    }
    return written + deliveries.length
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

  /** How long nothing can be started: an answer wakes us, so do commits here; others' rows are looked for. */
  async function restMs(): Promise<number> {
    const now = clock.now().getTime()
    const pausedUntil = breaker.pausedUntil() ?? 0
    if (pausedUntil > now) return pausedUntil - now
    if (freeSlots() <= 0) return IDLE_LOOK_MS
    const due = await nextDueAt(db)
    return due ? due.getTime() - now : IDLE_LOOK_MS
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
        if ((await step()) === 0) await sleep(Math.min(Math.max(await restMs(), REST_MIN_MS), IDLE_LOOK_MS))
        await gather()
        hasFailed = false
      } catch (error) {
        if (abort.signal.aborted) break
        hasFailed = true
        log.error('the outbox could not use its tables', { error: toAppError(error) })
        await new Promise(resolve => setTimeout(resolve, results.length > 0 ? BUSY_WAIT_MS : IDLE_LOOK_MS))
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
        if (moved === 0) await sleep(IDLE_LOOK_MS)
        await gather()
      }
    }
  }
}
