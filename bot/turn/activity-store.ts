// Conversations and their activities in the database: what a client was given an id for is here, sealed.
import type { Activity } from 'botbuilder-core'
import type { Clock } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { activityContext } from '../../core/sealed-columns.ts'
import type { Vault } from '../../core/vault.ts'

export type Channel = 'web' | 'wechat_mini_program' | 'wechat_official' | 'bot_framework'

export interface StoredActivity {
  seq: number
  activity: Partial<Activity>
}

export interface StoreDependencies {
  vault: Vault
  clock: Clock
}

export interface NewConversation {
  id: string
  channel: Channel
  userId: string
}

/** What came in, to be stored before it is acknowledged. */
export interface Inbound {
  conversationId: string
  activity: Partial<Activity>
  /** channelData.clientActivityID, or what else tells a resend. */
  clientActivityId: string | null
  /** False for what no client is shown (events that start a turn). */
  isVisible: boolean
  /** False for what is only kept (a client's events). */
  startsTurn: boolean
}

export interface StoredInbound extends StoredActivity {
  id: string
  /** False for a resend: nothing was stored now. */
  isNew: boolean
}

const SEQ_DIGITS = 7
/** Activities of one answer or frame. */
export const PAGE_MAX = 500

/** Ids sort as they follow within a conversation, as Azure's do: `<conversation>|0000012`. */
export function activityId(conversationId: string, seq: number): string {
  return `${conversationId}|${String(seq).padStart(SEQ_DIGITS, '0')}`
}

export class ActivityStore {
  readonly #vault: Vault
  readonly #clock: Clock

  constructor({ vault, clock }: StoreDependencies) {
    this.#vault = vault
    this.#clock = clock
  }

  seal(id: string, activity: Partial<Activity>): string {
    return this.#vault.seal(JSON.stringify(activity), activityContext(id))
  }

  open({ id, activity_sealed }: { id: string; activity_sealed: string }): Partial<Activity> {
    return JSON.parse(this.#vault.open(activity_sealed, activityContext(id))) as Partial<Activity>
  }

  /** True where it was created now, false where it is there already. */
  async createConversation(db: Db, conversation: NewConversation): Promise<boolean> {
    const now = this.#clock.now().toISOString()
    const result = await db
      .insertInto('conversations')
      .values({
        id: conversation.id,
        channel: conversation.channel,
        user_id: conversation.userId,
        created_at: now,
        last_activity_at: now,
        reference_sealed: null,
        state_sealed: null
      })
      .onConflict(conflict => conflict.column('id').doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows === 1n
  }

  /** Null where there is no such conversation. */
  async findConversation(db: Db, id: string): Promise<{ userId: string; channel: Channel; lastSeq: number } | null> {
    const row = await db
      .selectFrom('conversations')
      .select(['user_id', 'channel', 'last_seq'])
      .where('id', '=', id)
      .executeTakeFirst()
    return row ? { userId: row.user_id, channel: row.channel as Channel, lastSeq: row.last_seq } : null
  }

  /**
   * Stores what came in; a resend (same clientActivityId in the same conversation) gives back what is there. `db` is the
   * caller's transaction. Throws DIRECT_LINE_NOT_FOUND where there is no such conversation.
   */
  async addInbound(db: Db, inbound: Inbound): Promise<StoredInbound> {
    const { conversationId, clientActivityId } = inbound
    if (clientActivityId !== null) {
      const known = await db
        .selectFrom('activities')
        .select(['id', 'seq', 'activity_sealed'])
        .where('conversation_id', '=', conversationId)
        .where('client_activity_id', '=', clientActivityId)
        .executeTakeFirst()
      if (known) return { id: known.id, seq: known.seq, activity: this.open(known), isNew: false }
    }
    const now = this.#clock.now().toISOString()
    const moved = await db
      .updateTable('conversations')
      .set(eb => ({ last_seq: eb('last_seq', '+', 1), last_activity_at: now }))
      .where('id', '=', conversationId)
      .returning('last_seq')
      .executeTakeFirst()
    if (!moved) throw new AppError('DIRECT_LINE_NOT_FOUND')
    const seq = moved.last_seq
    const id = activityId(conversationId, seq)
    const activity = { ...inbound.activity, id }
    await db
      .insertInto('activities')
      .values({
        conversation_id: conversationId,
        seq,
        id,
        direction: 'in',
        visible: inbound.isVisible ? 1 : 0,
        client_activity_id: clientActivityId,
        activity_sealed: this.seal(id, activity),
        created_at: now,
        turn_state: inbound.startsTurn ? 'pending' : 'done',
        reply_to_id: null,
        delivered_at: null
      })
      .execute()
    return { id, seq, activity, isNew: true }
  }

  /** An event that starts a turn of its own; the citizen's clients don't see it. */
  async addEvent(db: Db, conversationId: string, event: { name: string; value?: unknown }): Promise<void> {
    await this.addInbound(db, {
      conversationId,
      activity: { type: 'event', ...event },
      clientActivityId: null,
      isVisible: false,
      startsTurn: true
    })
  }

  /**
   * What clients see after `after`, at most PAGE_MAX of it; `upTo` is the watermark that goes with it. Null where there
   * is no such conversation.
   */
  async visibleAfter(
    db: Db,
    conversationId: string,
    after: number
  ): Promise<{ activities: StoredActivity[]; upTo: number; hasMore: boolean } | null> {
    // The watermark is read first: what is committed between the two reads is then told again, never left out.
    const conversation = await this.findConversation(db, conversationId)
    if (!conversation) return null
    // A watermark from the future (the database was restored from a backup): better everything again than nothing.
    const from = after > conversation.lastSeq ? 0 : after
    const rows = await db
      .selectFrom('activities')
      .select(['id', 'seq', 'activity_sealed'])
      .where('conversation_id', '=', conversationId)
      .where('seq', '>', from)
      .where('visible', '=', 1)
      .orderBy('seq')
      .limit(PAGE_MAX)
      .execute()
    const hasMore = rows.length === PAGE_MAX
    const last = rows.at(-1)?.seq ?? from
    return {
      activities: rows.map(row => ({ seq: row.seq, activity: this.open(row) })),
      upTo: hasMore ? last : Math.max(last, conversation.lastSeq),
      hasMore
    }
  }
}
