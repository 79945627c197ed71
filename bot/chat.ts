// The chat: conversations, their turns and the web channel, wired together for one bot.
import { type Activity, ConversationState, type TurnContext } from 'botbuilder-core'
import type { Clock } from '../core/clock.ts'
import type { Database, Db } from '../core/database/index.ts'
import type { ErrorCode } from '../core/errors.ts'
import type { Ids } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Vault } from '../core/vault.ts'
import type { EvidenceStore } from '../tickets/index.ts'
import { HotlineAdapter } from './adapter.ts'
import { Conversations } from './channels/direct-line/conversations.ts'
import { directLineRoutes } from './channels/direct-line/routes.ts'
import { StreamAddresses } from './channels/direct-line/stream-address.ts'
import { StreamHub } from './channels/direct-line/stream-hub.ts'
import { createStreamServer } from './channels/direct-line/stream-server.ts'
import { Tokens } from './channels/direct-line/tokens.ts'
import type { Metrics } from './metrics.ts'
import type { Route } from './middleware/http.ts'
import { chatFileRoutes } from './routes/chat-files.ts'
import { chatSessionRoutes } from './routes/chat-session.ts'
import { ActivityStore } from './turn/activity-store.ts'
import type { FinishedTurn } from './turn/run-turn.ts'
import { SealedStateStorage } from './turn/sealed-state-storage.ts'
import { TurnQueue } from './turn/turn-queue.ts'

export interface ChatSettings {
  /** DIRECTLINE_SECRET, or the one made for this start. */
  secret: string
  /** True where it was made for this start: tokens then hang on the data key alone, so that they outlive it. */
  isSecretMade: boolean
  /** Null: streams are addressed by the host that the client called. */
  publicUrl: string | null
  tokensPerMinute: number
  quietMs: number
  /** Waits before a failed turn is tried again; for tests. */
  retryMs?: readonly number[]
}

export interface ChatDependencies {
  settings: ChatSettings
  db: Database
  vault: Vault
  dataKey: Buffer
  /** Files that citizens send. */
  evidence: EvidenceStore
  clock: Clock
  ids: Ids
  log: Log
  createBot: (state: ConversationState) => { run(context: TurnContext): Promise<void> }
  apology: () => Partial<Activity>
  isReady: () => boolean
  metrics: () => Metrics | null
  /** After each commit of a turn. */
  onTurn?: (turn: FinishedTurn) => void
}

export interface Chat {
  store: ActivityStore
  queue: TurnQueue
  hub: StreamHub
  routes: Route[]
  upgrade: ReturnType<typeof createStreamServer>
  /** Stores that a ticket moved on, in the transaction that stores the change. */
  ticketChanged(db: Db, changed: { ticketNo: string; conversationId: string | null }): Promise<void>
  /** A file that was held for the virus scanner was refused: its conversation hears of it. */
  fileRefused(db: Db, conversationId: string): Promise<void>
}

export function createChat(deps: ChatDependencies): Chat {
  const { settings, db, vault, dataKey, evidence, clock, ids, log } = deps
  const store = new ActivityStore({ vault, clock })
  const storage = new SealedStateStorage(vault)
  const hub = new StreamHub({ read: (id, after) => store.visibleAfter(db, id, after), log })
  const queue = new TurnQueue({
    db,
    store,
    storage,
    adapter: new HotlineAdapter(),
    bot: deps.createBot(new ConversationState(storage)),
    apology: deps.apology,
    clock,
    log,
    quietMs: settings.quietMs,
    ...(settings.retryMs && { retryMs: settings.retryMs }),
    onTurn(turn) {
      hub.publish(turn)
      deps.metrics()?.activities.inc({ direction: 'out', channel: turn.channel }, turn.activities.length)
      deps.onTurn?.(turn)
    },
    onMeasured(outcome, seconds) {
      deps.metrics()?.turns.inc({ outcome })
      if (outcome === 'answered') deps.metrics()?.turnSeconds.observe(seconds)
    }
  })
  const tokens = new Tokens({ dataKey, secret: settings.isSecretMade ? null : settings.secret, clock })
  const addresses = new StreamAddresses({ publicUrl: settings.publicUrl, tokens })
  const conversations = new Conversations({
    db,
    store,
    queue,
    hub,
    tokens,
    evidence,
    ids,
    clock,
    onActivity: (direction, count) => deps.metrics()?.activities.inc({ direction, channel: 'web' }, count)
  })
  return {
    store,
    queue,
    hub,
    routes: [
      ...directLineRoutes({ conversations, tokens, addresses, evidence, secret: settings.secret }),
      ...chatFileRoutes({ conversations, tokens, evidence, secret: settings.secret }),
      ...chatSessionRoutes({
        conversations,
        tokens,
        addresses,
        tokensPerMinute: settings.tokensPerMinute,
        isSecure: settings.publicUrl?.startsWith('https:') ?? false,
        onToken: outcome => deps.metrics()?.tokens.inc({ outcome })
      })
    ],
    upgrade: createStreamServer({ hub, tokens, isReady: deps.isReady, log }),
    async ticketChanged(trx, { ticketNo, conversationId }) {
      if (conversationId === null) return
      await store.addEvent(trx, conversationId, { name: 'ticket/status', value: { ticketNo } })
    },
    async fileRefused(trx, conversationId) {
      const code: ErrorCode = 'EVIDENCE_INFECTED'
      await store.addEvent(trx, conversationId, { name: 'evidence/refused', value: [code] })
    }
  }
}
