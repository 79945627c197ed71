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
const CONCURRENCY = 16
/** Rows taken in one go: small, since a claim and its opening hold up the chats' thread. */
const BATCH_MAX = 16
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
  const underWay = new Set<Promise<void>>()
  /** Rows from their claim until what became of them is written or given up. */
  const held = new Set<number>()
  const results: Result[] = []
  let flushing: Promise<void> | null = null
  let done = 0
  let isStopping = false
  let hasFailed = false
  let loop: Promise<void> | null = null
  let wakeUp = () => {}
  let isWoken = false

  async function claim(limit: number): Promise<Delivery[]> {
    const now = clock.now()
    return db.transaction().execute(async trx => {
      const rows = await claimRows(trx, owner, limit, now)
      return rows.length === 0 ? [] : loadDeliveries(trx, rows)
    })
  }

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
    try {
      await flush()
    } finally {
      held.delete(row.id)
    }
  }

  /** Writes all results that are there in one transaction; those that come meanwhile go into the next. */
  function flush(): Promise<void> {
    flushing ??= (async () => {
      try {
        while (results.length > 0) {
          const batch = results.splice(0)
          await write(batch).catch(error => keepForLater(error, batch))
        }
      } finally {
        flushing = null
      }
    })()
    return flushing
  }

  /** Another program holds the database: what the intake said must not be forgotten for that. */
  async function keepForLater(error: unknown, batch: Result[]): Promise<void> {
    const failure = toAppError(error)
    if (failure.code !== 'DATABASE_BUSY' || abort.signal.aborted) throw failure
    results.unshift(...batch)
    await new Promise(resolve => setTimeout(resolve, BUSY_WAIT_MS))
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

  async function write(batch: Result[]): Promise<void> {
    const now = clock.now()
    const isBack = noteHost(batch, now)
    const fates = await db.transaction().execute(async trx => {
      const written = []
      for (const result of batch) written.push({ result, fate: await settle(trx, result, now, random()) })
      if (isBack) await pullForward(trx, now)
      return written
    })
    for (const { result, fate } of fates) report(result, fate)
    if (isBack) wake()
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

  /** Starts what may be started; returns how many rows. */
  async function fill(): Promise<number> {
    const free = freeSlots()
    if (free <= 0 || isStopping) return 0
    const deliveries = await claim(Math.min(free, BATCH_MAX))
    for (const delivery of deliveries) {
      held.add(delivery.row.id)
      const task: Promise<void> = send(delivery).finally(() => {
        underWay.delete(task)
        wake()
      })
      task.catch(error => log.error('what became of a row could not be written', { error: toAppError(error) }))
      underWay.add(task)
    }
    // Those that could not be opened; after the others have begun, which must not wait for a database that is held.
    if (results.length > 0) await flush()
    return deliveries.length
  }

  function wake(): void {
    isWoken = true
    wakeUp()
  }

  function freeSlots(): number {
    const allowance = breaker.allowance(clock.now().getTime())
    if (allowance === 'all') return CONCURRENCY - underWay.size
    return allowance === 'one' && underWay.size === 0 ? 1 : 0
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

  /** Until woken, or until there may be something to do. */
  async function rest(): Promise<void> {
    if (isWoken || isStopping) return
    const ms = Math.min(Math.max(await restMs(), REST_MIN_MS), IDLE_LOOK_MS)
    if (isWoken || isStopping) return
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    wakeUp = () => {}
  }

  async function run(): Promise<void> {
    const renewal = setInterval(() => {
      renewLeases(db, owner, [...held], clock.now()).catch(error =>
        log.error('leases could not be renewed', { error: toAppError(error) })
      )
    }, LEASE_RENEWAL_MS)
    while (!isStopping) {
      try {
        isWoken = false
        if ((await fill()) === 0) await rest()
        else await new Promise(resolve => setImmediate(resolve))
        hasFailed = false
      } catch (error) {
        hasFailed = true
        log.error('the outbox could not read its table', { error: toAppError(error) })
        await new Promise(resolve => setTimeout(resolve, IDLE_LOOK_MS))
      }
    }
    const timer = setTimeout(() => abort.abort(), STOP_GRACE_MS)
    await Promise.allSettled(underWay)
    clearTimeout(timer)
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
        const started = await fill()
        if (started === 0 && underWay.size === 0) return done - before
        if (started === 0) await Promise.race(underWay)
      }
    }
  }
}
