import type { Activity, ConversationReference } from 'botbuilder'
import type { Clock } from '../../../core/clock.ts'
import type { Database } from '../../../core/database/index.ts'
import { toAppError } from '../../../core/errors.ts'
import type { Log } from '../../../core/log.ts'
import type { Vault } from '../../../core/vault.ts'
import type { ActivityStore } from '../../turn/activity-store.ts'
import { type BotFramework, referenceContext } from './receiver.ts'

export interface DelivererDependencies {
  load: () => Promise<BotFramework>
  appId: string
  db: Database
  store: ActivityStore
  vault: Vault
  clock: Clock
  log: Log
  retryMs?: readonly number[]
}

const RETRY_MS = [1000, 5000, 30_000, 120_000] as const
/** Older replies are answers to a talk that is over. */
const AGE_MAX_MS = 24 * 3600 * 1000

/** Sends stored replies to the Bot Framework, in order, at least once; a restart goes on where it stopped. */
export class Deliverer {
  readonly #deps: DelivererDependencies
  readonly #running = new Map<string, Promise<void>>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #isStopping = false

  constructor(deps: DelivererDependencies) {
    this.#deps = deps
  }

  /** Takes up what was not delivered when the process ended. */
  async start(): Promise<void> {
    const { db, clock } = this.#deps
    const since = new Date(clock.now().getTime() - AGE_MAX_MS).toISOString()
    const rows = await db
      .selectFrom('activities')
      .innerJoin('conversations', 'conversations.id', 'activities.conversation_id')
      .select('conversation_id')
      .distinct()
      .where('direction', '=', 'out')
      .where('delivered_at', 'is', null)
      .where('activities.created_at', '>', since)
      .where('conversations.channel', '=', 'bot_framework')
      .execute()
    for (const row of rows) this.wake(row.conversation_id)
  }

  /** There is something to send in this conversation. */
  wake(conversationId: string, attempt = 0): void {
    if (this.#isStopping) return
    clearTimeout(this.#timers.get(conversationId))
    this.#timers.delete(conversationId)
    const before = this.#running.get(conversationId) ?? Promise.resolve()
    const task: Promise<void> = before
      .then(() => this.#deliver(conversationId))
      .catch(error => this.#retry(conversationId, attempt, error))
      .finally(() => {
        if (this.#running.get(conversationId) === task) this.#running.delete(conversationId)
      })
    this.#running.set(conversationId, task)
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await Promise.allSettled(this.#running.values())
  }

  async #deliver(conversationId: string): Promise<void> {
    const { db, store, vault, clock, load, appId } = this.#deps
    const conversation = await db
      .selectFrom('conversations')
      .select('reference_sealed')
      .where('id', '=', conversationId)
      .executeTakeFirst()
    if (!conversation?.reference_sealed) return
    const rows = await db
      .selectFrom('activities')
      .select(['id', 'seq', 'activity_sealed'])
      .where('conversation_id', '=', conversationId)
      .where('direction', '=', 'out')
      .where('delivered_at', 'is', null)
      .orderBy('seq')
      .execute()
    if (rows.length === 0) return
    const plain = vault.open(conversation.reference_sealed, referenceContext(conversationId))
    const reference = JSON.parse(plain) as Partial<ConversationReference>
    const { adapter } = await load()
    for (const row of rows) {
      if (this.#isStopping) return
      const {
        id: _i,
        replyToId: _r,
        from: _f,
        recipient: _t,
        conversation: _c,
        channelId: _n,
        ...said
      } = store.open(row)
      await adapter.continueConversationAsync(appId, reference, async context => {
        await context.sendActivity(said as Partial<Activity>)
      })
      await db
        .updateTable('activities')
        .set({ delivered_at: clock.now().toISOString() })
        .where('conversation_id', '=', conversationId)
        .where('seq', '=', row.seq)
        .execute()
    }
  }

  #retry(conversationId: string, attempt: number, caught: unknown): void {
    const { log, retryMs = RETRY_MS } = this.#deps
    const { code, message } = toAppError(caught)
    // The SDK's errors may quote the activity: only what it is called is logged.
    const reason = caught instanceof Error ? caught.name : 'unknown'
    log.warn('a reply could not be delivered to the Bot Framework', { conversationId, attempt, code, message, reason })
    const waitMs = retryMs[attempt]
    if (waitMs === undefined || this.#isStopping) return
    this.#timers.set(conversationId, setTimeout(() => this.wake(conversationId, attempt + 1), waitMs).unref())
  }
}
