// What Direct Line's calls do, behind HTTP: conversations begun, messages stored and acknowledged, tokens given.
import type { Clock } from '../../../core/clock.ts'
import type { Database } from '../../../core/database/index.ts'
import { AppError, toAppError } from '../../../core/errors.ts'
import type { Ids } from '../../../core/ids.ts'
import type { EvidenceFile, EvidenceStore } from '../../../tickets/index.ts'
import { refusedEntity } from '../../turn/activity-files.ts'
import type { ActivityStore } from '../../turn/activity-store.ts'
import type { TurnQueue } from '../../turn/turn-queue.ts'
import { type GivenFile, shownAttachment, type Upload } from './files-in-activity.ts'
import { readActivity } from './read-activity.ts'
import type { StreamHub } from './stream-hub.ts'
import { type Grant, TOKEN_SECONDS, type Tokens } from './tokens.ts'

export interface ConversationsDependencies {
  db: Database
  store: ActivityStore
  queue: TurnQueue
  hub: StreamHub
  tokens: Tokens
  evidence: EvidenceStore
  ids: Ids
  clock: Clock
  onActivity?: (direction: 'in' | 'out', count: number) => void
}

/** Direct Line's answer to whatever gives a token. */
export interface TokenAnswer {
  conversationId: string
  token: string
  expires_in: number
}

const CONVERSATION_BYTES = 16
const USER_BYTES = 12
/** Azure's rule, which keeps other systems' ids (openid, telephone) out of the database. */
const USER_ID = /^dl_[\w-]{1,64}$/

export class Conversations {
  readonly #deps: ConversationsDependencies

  constructor(deps: ConversationsDependencies) {
    this.#deps = deps
  }

  /** A conversation that may be started with the token of it. Throws DIRECT_LINE_BAD_ARGUMENT for another's user id. */
  newGrant(userId?: unknown): Grant {
    const { ids } = this.#deps
    if (userId !== undefined && userId !== null && !(typeof userId === 'string' && USER_ID.test(userId))) {
      throw new AppError('DIRECT_LINE_BAD_ARGUMENT', { detail: 'user.id must begin with dl_' })
    }
    const user = typeof userId === 'string' ? userId : `dl_${ids.token(USER_BYTES)}`
    return { conversationId: ids.token(CONVERSATION_BYTES), userId: user }
  }

  tokenFor(grant: Grant): TokenAnswer {
    const token = this.#deps.tokens.issue('chat', grant)
    return { conversationId: grant.conversationId, token, expires_in: TOKEN_SECONDS.chat }
  }

  /** Begins the conversation and lets the bot greet; false where it has begun already. */
  async start(grant: Grant): Promise<boolean> {
    const { db, store, queue } = this.#deps
    const isNew = await db.transaction().execute(async trx => {
      const conversation = { id: grant.conversationId, channel: 'web' as const, userId: grant.userId }
      const created = await store.createConversation(trx, conversation)
      if (created) await store.addEvent(trx, grant.conversationId, { name: 'conversation/start' })
      return created
    })
    if (isNew) queue.hurry(grant.conversationId)
    return isNew
  }

  /** Throws DIRECT_LINE_NOT_FOUND. */
  async find(conversationId: string): Promise<{ grant: Grant; lastSeq: number }> {
    const found = await this.#deps.store.findConversation(this.#deps.db, conversationId)
    if (found?.channel !== 'web') throw new AppError('DIRECT_LINE_NOT_FOUND')
    return { grant: { conversationId, userId: found.userId }, lastSeq: found.lastSeq }
  }

  /**
   * Stores a client's activity, shows it to all of its clients and has the bot answer it; `uploads` are files that came
   * beside it. Files are kept first. Where none of them is fit to be kept and nothing was said besides, the first refusal
   * is thrown, and the bot tells the citizen as well: clients show no words of ours. @returns its id, the same one for a
   * resend
   */
  async post(conversationId: string, body: unknown, uploads: readonly Upload[] = []): Promise<string> {
    const { db, store, queue, hub, clock, ids } = this.#deps
    const { grant } = await this.find(conversationId)
    const read = readActivity(body, { conversationId, userId: grant.userId, at: clock.now(), uploads })
    const { kind, clientActivityId } = read
    // That somebody types is of this moment only.
    if (kind === 'typing') return ids.uuid()
    const activity = {
      ...read.activity,
      ...(await this.#withFiles(conversationId, read.files, read.activity.text ?? ''))
    }
    const stored = await db.transaction().execute(trx =>
      store.addInbound(trx, {
        conversationId,
        activity,
        clientActivityId,
        isVisible: true,
        startsTurn: kind === 'message'
      })
    )
    if (stored.isNew) {
      hub.publish({ conversationId, after: stored.seq - 1, upTo: stored.seq, activities: [stored] })
      this.#deps.onActivity?.('in', 1)
      if (kind === 'message') queue.expect(conversationId)
    }
    return stored.id
  }

  /** Keeps the files; what the activity then says of them. */
  async #withFiles(conversationId: string, given: readonly GivenFile[], text: string) {
    if (given.length === 0) return {}
    const { evidence, db, store, queue } = this.#deps
    const files: EvidenceFile[] = []
    const refusals: AppError[] = []
    for (const file of given) {
      try {
        if ('fileId' in file) files.push(...(await evidence.filesOf(conversationId, [file.fileId])))
        else files.push(await evidence.keep(conversationId, file))
      } catch (error) {
        const refusal = toAppError(error)
        if (refusal.httpStatus >= 500) throw refusal
        refusals.push(refusal)
      }
    }
    const codes = refusals.map(({ code }) => code)
    const [first] = refusals
    if (files.length === 0 && first && text.trim() === '') {
      await db
        .transaction()
        .execute(trx => store.addEvent(trx, conversationId, { name: 'evidence/refused', value: codes }))
      queue.expect(conversationId)
      throw first
    }
    return {
      attachments: files.map(file => shownAttachment(file, conversationId)),
      ...(codes.length > 0 && { entities: [refusedEntity(codes)] })
    }
  }

  /** Everything after the watermark. Throws DIRECT_LINE_NOT_FOUND. */
  async activitiesAfter(conversationId: string, watermark: number | null) {
    const { db, store } = this.#deps
    await this.find(conversationId)
    const page = await store.visibleAfter(db, conversationId, watermark ?? 0)
    if (!page) throw new AppError('DIRECT_LINE_NOT_FOUND')
    return { activities: page.activities.map(({ activity }) => activity), watermark: String(page.upTo) }
  }
}

/** Watermarks are opaque to clients; what is no number of ours (`-`, empty) counts as none. */
export function readWatermark(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}
