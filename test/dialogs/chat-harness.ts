// A whole house in memory: real understanding, real knowledge, real tickets on SQLite, the real bot behind the real turn
// queue; only the clock stands still. Several citizens may talk to it, each in a conversation of their own.
import { ConversationState } from 'botbuilder-core'
import { HotlineAdapter } from '../../bot/adapter.ts'
import { shownAttachment } from '../../bot/channels/direct-line/files-in-activity.ts'
import { refusedEntity } from '../../bot/turn/activity-files.ts'
import { ActivityStore, type Channel } from '../../bot/turn/activity-store.ts'
import type { FinishedTurn } from '../../bot/turn/run-turn.ts'
import { SealedStateStorage } from '../../bot/turn/sealed-state-storage.ts'
import { TurnQueue } from '../../bot/turn/turn-queue.ts'
import { type FixedClock, fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database/index.ts'
import { toAppError } from '../../core/errors.ts'
import { sequentialIds } from '../../core/ids.ts'
import { createLog } from '../../core/log.ts'
import { createVault, type Vault } from '../../core/vault.ts'
import type { Conversation } from '../../dialogs/conversation.ts'
import { createHotlineBot, type DialogServices, internalErrorActivity } from '../../dialogs/index.ts'
import type { HotlineData } from '../../dialogs/speaker.ts'
import { type Knowledge, openKnowledge } from '../../kb/index.ts'
import { createUnderstand, type Understand } from '../../nlu/index.ts'
import {
  createTicketDesk,
  EvidenceStore,
  loadTimeLimits,
  type Status,
  splitFromGroup,
  type TicketDesk,
  type TicketDraft,
  type WorkOrder
} from '../../tickets/index.ts'
import { applyEvent } from '../../tickets/mirror/apply-event.ts'
import { openBody } from '../../tickets/store/sealed-order.ts'
import { fileOf } from '../fakes/evidence-files.ts'
import { memoryBlobs } from '../fakes/memory-blobs.ts'

export interface BotMessage {
  text: string
  hotline: HotlineData
  /** Labels of the suggested actions. */
  taps: string[]
}

export interface FiledDraft {
  ticketNo: string
  draft: TicketDraft
  /** The conversation that filed it. */
  conversationId: string
}

/** What the citizen had done to a filed ticket: urge, supplement, withdraw, evaluate. */
export interface DeskCall {
  operation: string
  ticketNo: string
  /** Text or evaluation as JSON. */
  told: string
}

export interface IntakeNews {
  status: Status
  dueAt?: string
  department?: string
  message?: string
}

let understand: Understand | null = null
let knowledge: Knowledge | null = null

const CITIZEN = 'dl_citizen'

/** What all conversations of one house share. */
interface House {
  db: Database
  clock: FixedClock
  vault: Vault
  desk: TicketDesk
  filed: FiledDraft[]
  calls: DeskCall[]
  log: string[]
  store: ActivityStore
  queue: TurnQueue
  evidence: EvidenceStore
  ids: ReturnType<typeof sequentialIds>
  /** By conversation: who waits for its next committed turn. */
  waiting: Map<string, (turn: FinishedTurn) => void>
}

/** The real desk, with what it was told noted down. */
function listening(desk: TicketDesk, house: Pick<House, 'filed' | 'calls'>): TicketDesk {
  const note = (operation: string, ticketNo: string, told: string) =>
    void house.calls.push({ operation, ticketNo, told })
  return {
    ...desk,
    async file(db, drafts, origin) {
      const filed = await desk.file(db, drafts, origin)
      const { conversationId } = origin
      for (const [at, { ticketNo }] of filed.entries())
        house.filed.push({ ticketNo, draft: drafts[at]!, conversationId })
      return filed
    },
    async urge(db, ticketNo, text) {
      const outcome = await desk.urge(db, ticketNo, text)
      if (outcome === 'queued') note('urge', ticketNo, text ?? '')
      return outcome
    },
    async supplement(db, ticketNo, text, files) {
      await desk.supplement(db, ticketNo, text, files)
      const count = files?.fileIds.length ?? 0
      note('supplement', ticketNo, count > 0 ? `${text} [${count} files]` : text)
    },
    async withdraw(db, ticketNo, reason) {
      const outcome = await desk.withdraw(db, ticketNo, reason)
      if (outcome === 'queued') note('withdraw', ticketNo, reason ?? '')
      return outcome
    },
    async evaluate(db, ticketNo, evaluation) {
      await desk.evaluate(db, ticketNo, evaluation)
      note('evaluate', ticketNo, JSON.stringify(evaluation))
    }
  }
}

async function openHouse(now: string): Promise<House> {
  const clock = fixedClock(now)
  const ids = sequentialIds()
  const db = await openDatabase(':memory:', { clock })
  const vault = createVault({ key: Buffer.alloc(32, 3), suite: 'international' })
  const noted = { filed: [], calls: [], log: [] as string[] }
  const log = createLog({ level: 'info', clock, write: line => void noted.log.push(line) })
  const limits = loadTimeLimits({ regionCode: '530700', offsetMinutes: 480, log })
  const desk = listening(createTicketDesk({ vault, clock, ids, offsetMinutes: 480, limits }), noted)
  understand ??= createUnderstand()
  knowledge ??= openKnowledge()
  const services: DialogServices = {
    understand,
    knowledge,
    tickets: desk,
    regionCode: '530700',
    offsetMinutes: 480,
    clock,
    ids: sequentialIds(),
    log
  }
  const store = new ActivityStore({ vault, clock })
  const storage = new SealedStateStorage(vault)
  const waiting: House['waiting'] = new Map()
  const evidence = new EvidenceStore({ db, vault, clock, ids, log, blobs: memoryBlobs(), scan: null })
  const queue = new TurnQueue({
    db,
    store,
    storage,
    adapter: new HotlineAdapter(),
    bot: createHotlineBot(new ConversationState(storage), services),
    apology: internalErrorActivity,
    clock,
    log,
    quietMs: 0,
    retryMs: [0, 0, 0],
    onTurn: turn => waiting.get(turn.conversationId)?.(turn)
  })
  return { ...noted, db, clock, vault, desk, store, queue, evidence, ids, waiting }
}

export class ChatHarness {
  readonly conversationId: string
  readonly #house: House
  #turn = 0

  readonly #channel: Channel

  private constructor(house: House, conversationId: string, channel: Channel) {
    this.#house = house
    this.conversationId = conversationId
    this.#channel = channel
  }

  /** `now`: ISO 8601 with offset; the clock then stands still unless advanced. wechat_official shows no buttons. */
  static async open(now: string, conversationId = 'c1', channel: Channel = 'web'): Promise<ChatHarness> {
    const harness = new ChatHarness(await openHouse(now), conversationId, channel)
    await harness.#begin()
    return harness
  }

  /** Another citizen's conversation in the same house. */
  async another(conversationId: string): Promise<ChatHarness> {
    const harness = new ChatHarness(this.#house, conversationId, this.#channel)
    await harness.#begin()
    return harness
  }

  #begin(): Promise<boolean> {
    const { store, db } = this.#house
    return store.createConversation(db, {
      id: this.conversationId,
      channel: this.#channel,
      userId: `${CITIZEN}_${this.conversationId}`
    })
  }

  get db(): Database {
    return this.#house.db
  }
  get clock(): FixedClock {
    return this.#house.clock
  }
  /** Every draft that was filed in the house, in order. */
  get filed(): FiledDraft[] {
    return this.#house.filed
  }
  /** Those of this conversation. */
  get own(): FiledDraft[] {
    return this.filed.filter(item => item.conversationId === this.conversationId)
  }
  get calls(): DeskCall[] {
    return this.#house.calls
  }
  get log(): string[] {
    return this.#house.log
  }
  get turns(): number {
    return this.#turn
  }

  /** One citizen's turn: one message, or several sent in a row. */
  async say(...texts: string[]): Promise<BotMessage[]> {
    const { store, db } = this.#house
    await db.transaction().execute(async trx => {
      for (const text of texts) {
        this.#turn += 1
        await store.addInbound(trx, {
          conversationId: this.conversationId,
          activity: { type: 'message', text, from: { id: CITIZEN, name: '', role: 'user' } },
          clientActivityId: `m${this.#turn}`,
          isVisible: true,
          startsTurn: true
        })
      }
    })
    return this.#turnOf()
  }

  /** Files as one message, with what was typed beside them; `files` are names that test/fakes/evidence-files.ts makes. */
  async send(files: readonly string[], text = ''): Promise<BotMessage[]> {
    const { store, db, evidence } = this.#house
    const attachments = []
    const refused: string[] = []
    for (const name of files) {
      try {
        attachments.push(
          shownAttachment(await evidence.keep(this.conversationId, { name, bytes: fileOf(name) }), this.conversationId)
        )
      } catch (error) {
        refused.push(toAppError(error).code)
      }
    }
    this.#turn += 1
    const activity = { type: 'message', text, attachments, entities: [refusedEntity(refused)] }
    await store.addInbound(db, {
      conversationId: this.conversationId,
      activity,
      clientActivityId: `m${this.#turn}`,
      isVisible: true,
      startsTurn: true
    })
    return this.#turnOf()
  }

  async event(name: string, value?: unknown): Promise<BotMessage[]> {
    await this.#house.store.addEvent(this.db, this.conversationId, { name, value })
    return this.#turnOf()
  }

  /** Lets the queue run what waits, and gives what was said once it is committed. */
  async #turnOf(): Promise<BotMessage[]> {
    const { queue, waiting } = this.#house
    const turn = await new Promise<FinishedTurn>(resolve => {
      waiting.set(this.conversationId, resolve)
      queue.hurry(this.conversationId)
    })
    waiting.delete(this.conversationId)
    return turn.activities.map(({ activity }) => ({
      text: activity.text ?? '',
      hotline: (activity.channelData as { hotline: HotlineData }).hotline,
      taps: (activity.suggestedActions?.actions ?? []).map(action => action.title)
    }))
  }

  /** What the bot remembers of the conversation, as stored. */
  async memory(): Promise<Conversation | null> {
    const { vault } = this.#house
    const row = await this.db
      .selectFrom('conversations')
      .select('state_sealed')
      .where('id', '=', this.conversationId)
      .executeTakeFirst()
    if (!row?.state_sealed) return null
    const state = JSON.parse(vault.open(row.state_sealed, `state/${this.conversationId}`)) as { hotline?: Conversation }
    return state.hotline ?? null
  }

  /** The work orders as stored, without who filed them. */
  async orders(): Promise<WorkOrder[]> {
    const rows = await this.db.selectFrom('tickets').select(['ticket_no', 'body_sealed']).execute()
    return rows.map(row => openBody(this.#house.vault, row))
  }

  /** The intake moved a ticket on, told by a callback: mirrored, and said in the conversation that filed it. */
  async intakeMoves(ticketNo: string, news: IntakeNews): Promise<BotMessage[]> {
    const { db, clock, vault, store, ids } = this.#house
    const { seq } = await db
      .selectFrom('ticket_events')
      .select(eb => eb.fn.max('seq').as('seq'))
      .where('ticket_no', '=', ticketNo)
      .executeTakeFirstOrThrow()
    let isTold = false
    await db.transaction().execute(async trx => {
      await applyEvent(
        trx,
        {
          ...news,
          eventId: ids.uuid(),
          seq: (seq ?? 0) + 1,
          workOrderNo: `12345${ticketNo}`,
          ticketNo,
          at: clock.now().toISOString()
        },
        {
          vault,
          clock,
          log: createLog({ level: 'info', clock, write: line => void this.log.push(line) }),
          onChanged: async (changes, changed) => {
            if (changed.conversationId !== this.conversationId) return
            isTold = true
            await store.addEvent(changes, this.conversationId, { name: 'ticket/status', value: { ticketNo } })
          }
        }
      )
    })
    return isTold ? this.#turnOf() : []
  }

  /** An agent takes the newest ticket of this conversation out of its group. */
  async staffSplit(reason: string): Promise<void> {
    const { db, vault, clock } = this.#house
    const change = { actor: 'agent-yang', role: 'agent', reason }
    await splitFromGroup(db, this.own.at(-1)?.ticketNo ?? '', change, { vault, clock })
  }

  async close(): Promise<void> {
    await this.#house.queue.stop()
    await this.db.destroy()
  }
}
