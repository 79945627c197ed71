// One turn at a time in each conversation, in order; conversations take turns. What waits stands in the database, so that
// a crash loses nothing: this queue only knows where to look.
import { setImmediate as nextTick } from 'node:timers/promises'
import { toAppError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { countFailure, type FinishedTurn, giveUpTurn, runTurn, type TurnDependencies } from './run-turn.ts'

/** After so many failures the citizen is told that it could not be done. */
const ATTEMPTS_MAX = 3
/** The process may be killed by others while a message waits: only many deaths over one message are its fault. */
const DEATHS_MAX = 6
const RETRY_MS = [200, 1000, 3000] as const
/** Somebody who never stops typing is answered at last. */
const BURST_WAIT_FACTOR = 5
const BURST_WAIT_MIN_MS = 1500

export interface TurnQueueOptions extends TurnDependencies {
  log: Log
  /** Milliseconds of quiet after which a burst is answered. */
  quietMs: number
  /** After each commit, in the order of the commits. */
  onTurn: (turn: FinishedTurn) => void
  /** For metrics. */
  onMeasured?: (outcome: 'answered' | 'failed' | 'given_up', seconds: number) => void
  /** Waits before a failed turn is tried again; for tests. */
  retryMs?: readonly number[]
}

interface Slot {
  timer: NodeJS.Timeout | null
  /** When the burst that is waited for began; ms. */
  burstSince: number | null
  isQueued: boolean
  isRunning: boolean
  /** True while a failed turn waits to be tried again: nothing else starts one meanwhile. */
  isRetrying: boolean
  failures: number
}

const monotonicMs = () => performance.now()

export class TurnQueue {
  readonly #options: TurnQueueOptions
  readonly #slots = new Map<string, Slot>()
  /** Conversations whose turn is due, first come first served. */
  readonly #due: string[] = []
  #working: Promise<void> | null = null
  #isStopping = false

  constructor(options: TurnQueueOptions) {
    this.#options = options
  }

  /** Conversations that have something to do. */
  get depth(): number {
    return this.#slots.size
  }

  /** True while a turn runs or is due. */
  get isWorking(): boolean {
    return this.#working !== null
  }

  /** Takes up what waited when the process ended. */
  async start(): Promise<void> {
    const { db } = this.#options
    const rows = await db
      .selectFrom('activities')
      .select(eb => ['conversation_id', eb.fn.max('turn_attempts').as('attempts')])
      .where('turn_state', '=', 'pending')
      .groupBy('conversation_id')
      .execute()
    if (rows.length === 0) return
    await db
      .updateTable('activities')
      .set(eb => ({ turn_attempts: eb('turn_attempts', '+', 1) }))
      .where('turn_state', '=', 'pending')
      .execute()
    this.#options.log.info('taking up turns that waited', { conversations: rows.length })
    for (const row of rows) {
      if (row.attempts < DEATHS_MAX) this.#makeDue(row.conversation_id)
      else await this.#giveUp(row.conversation_id)
    }
  }

  /** A message was stored: its turn comes after some quiet, so that what is sent in a row is one turn. */
  expect(conversationId: string): void {
    if (this.#isStopping) return
    const slot = this.#slot(conversationId)
    if (slot.isQueued || slot.isRetrying) return
    const { quietMs } = this.#options
    if (quietMs === 0) {
      this.#makeDue(conversationId)
      return
    }
    const now = monotonicMs()
    slot.burstSince ??= now
    const latest = slot.burstSince + Math.max(quietMs * BURST_WAIT_FACTOR, BURST_WAIT_MIN_MS)
    if (slot.timer) clearTimeout(slot.timer)
    slot.timer = setTimeout(() => this.#makeDue(conversationId), Math.max(0, Math.min(quietMs, latest - now)))
  }

  /** An event was stored: its turn comes as soon as it can. */
  hurry(conversationId: string): void {
    if (this.#isStopping) return
    const slot = this.#slot(conversationId)
    if (!slot.isQueued && !slot.isRetrying) this.#makeDue(conversationId)
  }

  /** Takes nothing new; resolves when the running turn is committed or rolled back. */
  async stop(): Promise<void> {
    this.#isStopping = true
    for (const slot of this.#slots.values()) if (slot.timer) clearTimeout(slot.timer)
    this.#due.length = 0
    await this.#working
  }

  #slot(conversationId: string): Slot {
    const known = this.#slots.get(conversationId)
    if (known) return known
    const slot = { timer: null, burstSince: null, isQueued: false, isRunning: false, isRetrying: false, failures: 0 }
    this.#slots.set(conversationId, slot)
    return slot
  }

  #makeDue(conversationId: string): void {
    if (this.#isStopping) return
    const slot = this.#slot(conversationId)
    if (slot.timer) clearTimeout(slot.timer)
    slot.timer = null
    slot.burstSince = null
    slot.isRetrying = false
    if (slot.isQueued) return
    slot.isQueued = true
    this.#due.push(conversationId)
    this.#working ??= this.#work().finally(() => {
      this.#working = null
    })
  }

  /**
   * All turns one after another: a turn holds the database's one connection anyway, and between two of them the event
   * loop stores and acknowledges what came in.
   */
  async #work(): Promise<void> {
    for (let id = this.#due.shift(); id !== undefined && !this.#isStopping; id = this.#due.shift()) {
      const slot = this.#slot(id)
      slot.isQueued = false
      slot.isRunning = true
      await this.#run(id, slot)
      slot.isRunning = false
      if (!slot.timer && !slot.isQueued) this.#slots.delete(id)
      await nextTick()
    }
  }

  async #run(conversationId: string, slot: Slot): Promise<void> {
    const started = monotonicMs()
    const measure = (outcome: 'answered' | 'failed') =>
      this.#options.onMeasured?.(outcome, (monotonicMs() - started) / 1000)
    try {
      const turn = await runTurn(this.#options, conversationId)
      slot.failures = 0
      if (!turn) return
      measure('answered')
      this.#tell(turn)
      // Where more of a burst may come its timer runs, and takes what waits with it.
      if (turn.hasMore && !slot.timer) this.#makeDue(conversationId)
    } catch (error) {
      measure('failed')
      await this.#failed(conversationId, slot, error)
    }
  }

  async #failed(conversationId: string, slot: Slot, caught: unknown): Promise<void> {
    const { log, retryMs = RETRY_MS } = this.#options
    const error = toAppError(caught, 'TURN_FAILED')
    slot.failures += 1
    log.error('a turn failed', { conversationId, attempt: slot.failures, code: error.code, error })
    // Nothing can be written now, not even an apology: wait until the database is free.
    if (error.code !== 'DATABASE_BUSY') {
      const attempts = await this.#count(conversationId, slot)
      if (attempts >= ATTEMPTS_MAX && (await this.#giveUp(conversationId))) {
        slot.failures = 0
        return
      }
    }
    if (this.#isStopping) return
    const waitMs = retryMs[Math.min(slot.failures, retryMs.length) - 1] ?? 0
    if (slot.timer) clearTimeout(slot.timer)
    slot.isRetrying = true
    slot.timer = setTimeout(() => this.#makeDue(conversationId), waitMs)
  }

  async #count(conversationId: string, slot: Slot): Promise<number> {
    try {
      await countFailure(this.#options, conversationId)
    } catch (error) {
      this.#options.log.warn('a failed turn could not be counted', { conversationId, error })
    }
    return slot.failures
  }

  /** True where the citizen was told and the conversation is free again. */
  async #giveUp(conversationId: string): Promise<boolean> {
    try {
      const turn = await giveUpTurn(this.#options, conversationId)
      this.#options.onMeasured?.('given_up', 0)
      this.#options.log.error('a turn was given up; the citizen was told', { conversationId })
      if (turn) this.#tell(turn)
      return true
    } catch (error) {
      this.#options.log.error('a turn could not even be given up', { conversationId, error })
      return false
    }
  }

  #tell(turn: FinishedTurn): void {
    try {
      this.#options.onTurn(turn)
    } catch (error) {
      // What was said is stored: clients get it when they ask again.
      this.#options.log.error('a finished turn could not be told', { conversationId: turn.conversationId, error })
    }
  }
}
