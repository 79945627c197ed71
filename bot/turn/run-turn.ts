// One turn: what waits in a conversation, the bot's answer to it, its new state and everything it filed, in one transaction.
import { tracingChannel } from 'node:diagnostics_channel'
import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder-core'
import type { Clock } from '../../core/clock.ts'
import type { Database, Db } from '../../core/database/index.ts'
import { TURN_INPUT, type TurnInput } from '../../dialogs/index.ts'
import type { HotlineAdapter } from '../adapter.ts'
import { filesIn } from './activity-files.ts'
import { type ActivityStore, activityId, type Channel, type StoredActivity } from './activity-store.ts'
import type { SealedStateStorage } from './sealed-state-storage.ts'

export interface TurnDependencies {
  db: Database
  store: ActivityStore
  storage: SealedStateStorage
  adapter: HotlineAdapter
  bot: { run(context: TurnContext): Promise<void> }
  /** Said where a turn could not be run at all. */
  apology: () => Partial<Activity>
  clock: Clock
}

/** What a committed turn has brought. */
export interface FinishedTurn {
  conversationId: string
  channel: Channel
  /** Highest seq before the turn's own activities, and after them. */
  after: number
  upTo: number
  activities: StoredActivity[]
  /** True where something that is not of this turn waits already. */
  hasMore: boolean
}

interface Waiting {
  seq: number
  id: string
  activity_sealed: string
}

interface Batch {
  rows: Waiting[]
  activities: Partial<Activity>[]
}

/** Messages of one turn; more than a person types before an answer is due. */
const BURST_MAX = 50
/** Begin and end of each turn, for whoever measures from outside; free where nobody listens. */
const turns = tracingChannel('hotline:turn')
const BOT = { id: 'hotline', name: '', role: 'bot' } as const
const CHANNEL_IDS: Record<Channel, string> = {
  web: 'directline',
  wechat_mini_program: 'wechat_mini_program',
  wechat_official: 'wechat_official',
  bot_framework: 'bot_framework'
}

async function waitingIn(db: Db, conversationId: string): Promise<Waiting[]> {
  return db
    .selectFrom('activities')
    .select(['seq', 'id', 'activity_sealed'])
    .where('conversation_id', '=', conversationId)
    .where('turn_state', '=', 'pending')
    .orderBy('seq')
    .limit(BURST_MAX + 1)
    .execute()
}

/** The first event alone, or the messages up to the first event. */
function firstBatch(rows: readonly Waiting[], store: ActivityStore): Batch {
  const batch: Batch = { rows: [], activities: [] }
  for (const row of rows.slice(0, BURST_MAX)) {
    const activity = store.open(row)
    const isEvent = activity.type !== ActivityTypes.Message
    if (isEvent && batch.rows.length > 0) break
    batch.rows.push(row)
    batch.activities.push(activity)
    if (isEvent) break
  }
  return batch
}

async function messagesBefore(db: Db, conversationId: string, seq: number): Promise<number> {
  const { messages } = await db
    .selectFrom('activities')
    .select(eb => eb.fn.countAll<number>().as('messages'))
    .where('conversation_id', '=', conversationId)
    .where('direction', '=', 'in')
    .where('visible', '=', 1)
    .where('seq', '<', seq)
    .executeTakeFirstOrThrow()
  return messages
}

function inputOf(
  batch: Batch,
  before: number,
  about: Pick<TurnInput, 'conversationId' | 'channel' | 'now' | 'db'>
): TurnInput {
  const [first] = batch.activities
  const hasButtons = about.channel !== 'wechat_official'
  const takesFiles = about.channel === 'web'
  if (first?.type === ActivityTypes.Event) {
    return { ...about, hasButtons, takesFiles, messages: [], event: { name: first.name ?? '', value: first.value } }
  }
  const messages = batch.activities.map((activity, at) => {
    const { fileIds, refused } = filesIn(activity)
    return {
      turn: before + at + 1,
      text: activity.text ?? '',
      activityId: batch.rows[at]?.id ?? '',
      ...(fileIds.length > 0 && { fileIds }),
      ...(refused.length > 0 && { refusedFiles: refused })
    }
  })
  return { ...about, hasButtons, takesFiles, messages, event: null }
}

/** Stores what the bot said and marks what it answered as done. */
async function finish(
  { store, clock }: Pick<TurnDependencies, 'store' | 'clock'>,
  db: Db,
  turn: { conversationId: string; channel: Channel; lastSeq: number; answered: readonly Waiting[] },
  said: readonly Partial<Activity>[]
): Promise<StoredActivity[]> {
  const { conversationId, channel, lastSeq, answered } = turn
  const now = clock.now().toISOString()
  const replyToId = answered.at(-1)?.id ?? null
  const stored: StoredActivity[] = said.map((activity, at) => {
    const seq = lastSeq + at + 1
    const id = activityId(conversationId, seq)
    return { seq, activity: { ...activity, id, timestamp: new Date(now), from: { ...BOT } } }
  })
  if (stored.length > 0) {
    await db
      .insertInto('activities')
      .values(
        stored.map(({ seq, activity }) => ({
          conversation_id: conversationId,
          seq,
          id: activity.id ?? '',
          direction: 'out' as const,
          visible: 1,
          client_activity_id: null,
          activity_sealed: store.seal(activity.id ?? '', activity),
          created_at: now,
          turn_state: null,
          reply_to_id: replyToId,
          // Clients of the web channel fetch what is stored; the others are called.
          delivered_at: channel === 'web' ? now : null
        }))
      )
      .execute()
    await db
      .updateTable('conversations')
      .set({ last_seq: lastSeq + stored.length, last_activity_at: now })
      .where('id', '=', conversationId)
      .execute()
  }
  await db
    .updateTable('activities')
    .set({ turn_state: 'done' })
    .where('conversation_id', '=', conversationId)
    .where(
      'seq',
      'in',
      answered.map(row => row.seq)
    )
    .execute()
  return stored
}

async function conversationIn(db: Db, conversationId: string) {
  return db.selectFrom('conversations').selectAll().where('id', '=', conversationId).executeTakeFirst()
}

/**
 * Runs the next turn of a conversation. Null where nothing waits. Throws whatever stopped the turn (STATE_CONFLICT,
 * DATABASE_BUSY, a fault of ours): nothing of it is kept then and the messages still wait.
 */
export async function runTurn(deps: TurnDependencies, conversationId: string): Promise<FinishedTurn | null> {
  return turns.tracePromise(() => runInTransaction(deps, conversationId), { conversationId })
}

async function runInTransaction(deps: TurnDependencies, conversationId: string): Promise<FinishedTurn | null> {
  return deps.db.transaction().execute(async db => {
    const conversation = await conversationIn(db, conversationId)
    const waiting = conversation ? await waitingIn(db, conversationId) : []
    if (!conversation || waiting.length === 0) return null
    const batch = firstBatch(waiting, deps.store)
    const [first] = batch.rows
    const last = batch.activities.at(-1)
    if (!first || !last) return null

    const channel = conversation.channel as Channel
    const before = last.type === ActivityTypes.Message ? await messagesBefore(db, conversationId, first.seq) : 0
    const input = inputOf(batch, before, { conversationId, channel, now: deps.clock.now(), db })
    const lastSeq = conversation.last_seq
    let next = lastSeq
    const state = { db, sealed: conversation.state_sealed, version: conversation.state_version }
    const said = await deps.storage.within(conversationId, state, () =>
      deps.adapter.collect(
        {
          ...last,
          ...(input.event === null && { text: input.messages.map(message => message.text).join('\n') }),
          channelId: CHANNEL_IDS[channel],
          conversation: { id: conversationId, isGroup: false, conversationType: 'personal', name: '' },
          from: { id: conversation.user_id, name: '', role: 'user' },
          recipient: { ...BOT }
        },
        () => {
          next += 1
          return activityId(conversationId, next)
        },
        context => {
          context.turnState.set(TURN_INPUT, input)
          return deps.bot.run(context)
        }
      )
    )
    const turn = { conversationId, channel, lastSeq, answered: batch.rows }
    const activities = await finish(deps, db, turn, said)
    return {
      conversationId,
      channel,
      after: lastSeq,
      upTo: lastSeq + activities.length,
      activities,
      hasMore: waiting.length > batch.rows.length
    }
  })
}

/**
 * Gives a turn up: the citizen is told so, and what could not be answered is marked as done, so that the conversation
 * goes on. Null where nothing waits (any more).
 */
export async function giveUpTurn(deps: TurnDependencies, conversationId: string): Promise<FinishedTurn | null> {
  return deps.db.transaction().execute(async db => {
    const conversation = await conversationIn(db, conversationId)
    const waiting = conversation ? await waitingIn(db, conversationId) : []
    if (!conversation || waiting.length === 0) return null
    const channel = conversation.channel as Channel
    const lastSeq = conversation.last_seq
    const answered = waiting.slice(0, BURST_MAX)
    const said: Partial<Activity> = {
      ...deps.apology(),
      channelId: CHANNEL_IDS[channel],
      conversation: { id: conversationId, isGroup: false, conversationType: 'personal', name: '' },
      recipient: { id: conversation.user_id, name: '', role: 'user' },
      replyToId: answered.at(-1)?.id ?? ''
    }
    const activities = await finish(deps, db, { conversationId, channel, lastSeq, answered }, [said])
    return {
      conversationId,
      channel,
      after: lastSeq,
      upTo: lastSeq + activities.length,
      activities,
      hasMore: waiting.length > answered.length
    }
  })
}

/** Notes a failure on what waits and returns the highest count of failures of it. */
export async function countFailure({ db }: { db: Database }, conversationId: string): Promise<number> {
  return db.transaction().execute(async trx => {
    await trx
      .updateTable('activities')
      .set(eb => ({ turn_attempts: eb('turn_attempts', '+', 1) }))
      .where('conversation_id', '=', conversationId)
      .where('turn_state', '=', 'pending')
      .execute()
    const { attempts } = await trx
      .selectFrom('activities')
      .select(eb => eb.fn.max('turn_attempts').as('attempts'))
      .where('conversation_id', '=', conversationId)
      .where('turn_state', '=', 'pending')
      .executeTakeFirstOrThrow()
    return attempts ?? 0
  })
}
