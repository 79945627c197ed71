// The bot: reads a turn, lets the dialogs answer it, and speaks. All deciding is done behind it, without the SDK.
import type { Activity, ConversationState, StatePropertyAccessor, TurnContext } from 'botbuilder-core'
import { AppError } from '../core/errors.ts'
import { normalise } from '../nlu/index.ts'
import { type Conversation, newConversation } from './conversation.ts'
import { heardFrom, type Message } from './heard.ts'
import { MainDialog } from './main/main-dialog.ts'
import { asksOf } from './question.ts'
import { loadReplies, type Replies } from './replies/replies.ts'
import type { DialogServices } from './services.ts'
import { activitiesOf, errorActivity } from './speaker.ts'
import { TURN_INPUT, type TurnInput } from './turn-input.ts'
import { loadWords, squash, type Words } from './words/words.ts'

export interface HotlineBot {
  /**
   * Runs one turn: turnState of `context` holds the TurnInput; replies go out by context.sendActivities; the state is
   * saved. Throws whatever stops the turn: nothing of it is kept then.
   */
  run(context: TurnContext): Promise<void>
}

class DialogBot implements HotlineBot {
  readonly #state: ConversationState
  readonly #memory: StatePropertyAccessor<Conversation>
  readonly #services: DialogServices
  readonly #main: MainDialog
  readonly #replies: Replies
  readonly #words: Words

  constructor(state: ConversationState, services: DialogServices) {
    this.#state = state
    this.#memory = state.createProperty<Conversation>('hotline')
    this.#services = services
    this.#main = new MainDialog(services.regionCode)
    this.#replies = loadReplies()
    this.#words = loadWords()
  }

  async run(context: TurnContext): Promise<void> {
    const input: unknown = context.turnState.get(TURN_INPUT)
    if (!isTurnInput(input)) throw new AppError('INTERNAL', { detail: 'the turn has no TurnInput' })
    const memory = await this.#memory.get(context, newConversation())
    const messages = input.messages
      // a photo without a word
      .filter(message => message.text.trim() !== '')
      .map(message => this.#read(message, memory, input))
    const reread = (some: readonly Message[]) =>
      heardFrom(some, some.length > 1 ? this.#read(asOne(some), memory, input) : some[0])
    const speeches = await this.#main.answer({
      input,
      memory,
      heard: reread(messages),
      reread,
      read: said => this.#read(said, memory, input),
      userId: context.activity.from?.id ?? '',
      services: this.#services,
      replies: this.#replies,
      words: this.#words
    })
    const activities = activitiesOf(speeches, memory, {
      replies: this.#replies,
      words: this.#words,
      hasButtons: input.hasButtons
    })
    if (speeches.length > 0 && input.event === null) memory.lastSaid = speeches
    await this.#memory.set(context, memory)
    if (activities.length > 0) await context.sendActivities(activities)
    await this.#state.saveChanges(context)
  }

  #read(
    inbound: Pick<TurnInput['messages'][number], 'turn' | 'text'>,
    memory: Conversation,
    input: TurnInput
  ): Message {
    const { offsetMinutes, regionCode, understand } = this.#services
    const asks = asksOf(memory.question)
    const said = chosenByNumber(inbound.text, memory, input.hasButtons, this.#words) ?? inbound.text.trim()
    // "竹溪小院谢谢": thanks at the end of an answer are no part of it
    const text = (memory.frame && this.#words.match('thanks.behind', said)?.[1]) ?? said
    const understanding = understand(text, { now: input.now, offsetMinutes, regionCode, asks })
    return {
      turn: inbound.turn,
      text,
      plain: withoutFiller(normalise(text), this.#words),
      // "？？" is about nothing
      understanding: TELLING.test(text) ? understanding : { ...understanding, intents: [], kinds: [], category: null }
    }
  }
}

/** "嗯,不说": what hesitates says nothing. */
function withoutFiller(plain: string, words: Words): string {
  const filler = words.match('filler', plain)?.[0] ?? ''
  return filler.length < plain.length ? plain.slice(filler.length) : plain
}

const TELLING = /[\p{L}\p{N}]/u

/** A burst as one message. */
function asOne(messages: readonly Message[]): TurnInput['messages'][number] {
  return { turn: messages.at(-1)?.turn ?? 1, activityId: '', text: messages.map(message => message.text).join('\n') }
}

/** "2", "第二个" where choices were shown: the words of the second one. Stars and sums are numbers of their own. */
function chosenByNumber(text: string, memory: Conversation, hasButtons: boolean, words: Words): string | null {
  const { question, shown = [] } = memory
  const isClosed = question?.about !== 'field' && question?.about !== 'rating'
  if (shown.length === 0 || !(isClosed || !hasButtons)) return null
  const bare = withoutFiller(text, words)
  const number = words.number('choice.number', squash(bare))
  return number === null ? null : (shown[number - 1] ?? null)
}

function isTurnInput(value: unknown): value is TurnInput {
  return typeof value === 'object' && value !== null && 'messages' in value && 'db' in value
}

export function createHotlineBot(conversationState: ConversationState, services: DialogServices): HotlineBot {
  return new DialogBot(conversationState, services)
}

/**
 * What bot/turn sends where a turn could not be run at all: what happens next and how to reach a person, without our
 * fault's name.
 */
export function internalErrorActivity(): Partial<Activity> {
  return errorActivity(loadReplies())
}
