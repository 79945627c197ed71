// A whole conversation in memory: real understanding, real knowledge, real tickets on SQLite, the real bot; only the clock stands still.
import {
  type Activity,
  ActivityTypes,
  BotAdapter,
  ConversationState,
  MemoryStorage,
  type ResourceResponse,
  TurnContext
} from 'botbuilder-core'
import { type FixedClock, fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database/index.ts'
import { sequentialIds } from '../../core/ids.ts'
import { createLog } from '../../core/log.ts'
import { createVault } from '../../core/vault.ts'
import type { Conversation } from '../../dialogs/conversation.ts'
import {
  createHotlineBot,
  type DialogServices,
  type HotlineBot,
  TURN_INPUT,
  type TurnInput
} from '../../dialogs/index.ts'
import type { HotlineData } from '../../dialogs/speaker.ts'
import { type Knowledge, openKnowledge } from '../../kb/index.ts'
import { createUnderstand, type Understand } from '../../nlu/index.ts'
import { createTicketDesk, type FiledTicket, type TicketDesk, type TicketDraft } from '../../tickets/index.ts'

export interface BotMessage {
  text: string
  hotline: HotlineData
  /** Labels of the suggested actions. */
  taps: string[]
}

let understand: Understand | null = null
let knowledge: Knowledge | null = null

/** Keeps what is sent; asks no channel. */
class CollectingAdapter extends BotAdapter {
  readonly sent: Partial<Activity>[] = []
  sendActivities(_: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    this.sent.push(...activities)
    return Promise.resolve(activities.map((_activity, at) => ({ id: String(at) })))
  }
  updateActivity(): Promise<undefined> {
    return Promise.resolve(undefined)
  }
  deleteActivity(): Promise<void> {
    return Promise.resolve()
  }
  continueConversation(): Promise<void> {
    return Promise.resolve()
  }
}

export interface FiledDraft {
  ticketNo: string
  draft: TicketDraft
}

export class ChatHarness {
  readonly conversationId: string
  readonly clock: FixedClock
  /** Every draft that was filed, in order. */
  readonly filed: FiledDraft[] = []
  readonly log: string[] = []
  readonly db: Database
  readonly desk: TicketDesk
  readonly #bot: HotlineBot
  readonly #storage = new MemoryStorage()
  #turn = 0

  private constructor(db: Database, clock: FixedClock, conversationId: string) {
    this.db = db
    this.clock = clock
    this.conversationId = conversationId
    const vault = createVault({ key: Buffer.alloc(32, 3), suite: 'international' })
    const desk = createTicketDesk({ vault, clock, ids: sequentialIds(), offsetMinutes: 480 })
    this.desk = {
      ...desk,
      file: async (trx, drafts, origin): Promise<FiledTicket[]> => {
        const filed = await desk.file(trx, drafts, origin)
        filed.forEach((ticket, at) => {
          const draft = drafts[at]
          if (draft) this.filed.push({ ticketNo: ticket.ticketNo, draft })
        })
        return filed
      }
    }
    understand ??= createUnderstand()
    knowledge ??= openKnowledge()
    const services: DialogServices = {
      understand,
      knowledge,
      tickets: this.desk,
      regionCode: '530700',
      offsetMinutes: 480,
      clock,
      ids: sequentialIds(),
      log: createLog({ level: 'info', clock, write: line => void this.log.push(line) })
    }
    this.#bot = createHotlineBot(new ConversationState(this.#storage), services)
  }

  /** `now`: ISO 8601 with offset; the clock then stands still unless advanced. */
  static async open(now: string, conversationId = 'c1', db?: Database): Promise<ChatHarness> {
    const clock = fixedClock(now)
    const harness = new ChatHarness(db ?? (await openDatabase(':memory:', { clock })), clock, conversationId)
    await harness.#store()
    return harness
  }

  /** Another conversation on the same database. */
  another(conversationId: string): Promise<ChatHarness> {
    return ChatHarness.open(this.clock.now().toISOString(), conversationId, this.db)
  }

  async #store(): Promise<void> {
    const at = this.clock.now().toISOString()
    await this.db
      .insertInto('conversations')
      .values({ id: this.conversationId, channel: 'web', user_id: 'dl_citizen', created_at: at, last_activity_at: at })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }

  get turns(): number {
    return this.#turn
  }

  /** One citizen's turn: one message, or several sent in a row. */
  say(...texts: string[]): Promise<BotMessage[]> {
    const messages = texts.map(text => {
      this.#turn += 1
      return { turn: this.#turn, text, activityId: `a${this.#turn}` }
    })
    return this.#run({ messages, event: null })
  }

  event(name: string, value?: unknown): Promise<BotMessage[]> {
    return this.#run({ messages: [], event: { name, value } })
  }

  async #run(what: Pick<TurnInput, 'messages' | 'event'>): Promise<BotMessage[]> {
    const adapter = new CollectingAdapter()
    await this.db.transaction().execute(async db => {
      const activity: Partial<Activity> = {
        type: ActivityTypes.Message,
        channelId: 'directline',
        conversation: { id: this.conversationId, isGroup: false, conversationType: '', tenantId: '', name: '' },
        from: { id: 'dl_citizen', name: '' },
        recipient: { id: 'bot', name: '' },
        text: what.messages.map(message => message.text).join('\n')
      }
      const context = new TurnContext(adapter, activity)
      const input: TurnInput = {
        conversationId: this.conversationId,
        channel: 'web',
        now: this.clock.now(),
        db,
        ...what
      }
      context.turnState.set(TURN_INPUT, input)
      await this.#bot.run(context)
    })
    return adapter.sent.map(sent => ({
      text: sent.text ?? '',
      hotline: (sent.channelData as { hotline: HotlineData }).hotline,
      taps: (sent.suggestedActions?.actions ?? []).map(action => action.title)
    }))
  }

  /** What the bot remembers of the conversation, as stored. */
  async memory(): Promise<Conversation | null> {
    const key = `directline/conversations/${this.conversationId}/`
    const stored = await this.#storage.read([key])
    return (stored[key] as { hotline?: Conversation } | undefined)?.hotline ?? null
  }

  /** The intake moved a ticket on: as the mirror stores it. */
  async intakeMoves(ticketNo: string, status: string): Promise<BotMessage[]> {
    await this.db
      .updateTable('tickets')
      .set({ status, updated_at: this.clock.now().toISOString() })
      .where('ticket_no', '=', ticketNo)
      .execute()
    return this.event('ticket/status', { ticketNo })
  }

  close(): Promise<void> {
    return this.db.destroy()
  }
}
