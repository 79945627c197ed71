import type { Conversation } from '../conversation.ts'
import type { Heard, Message } from '../heard.ts'
import type { Replies } from '../replies/replies.ts'
import type { DialogServices } from '../services.ts'
import type { Speech } from '../speech.ts'
import type { TurnInput } from '../turn-input.ts'
import type { Words } from '../words/words.ts'

/** One turn as the dialogs see it. `memory` is theirs to change; it is stored when the turn ends. */
export interface Turn {
  input: TurnInput
  heard: Heard
  /** Some of the messages read together, without the others. */
  reread: (messages: readonly Message[]) => Heard
  /** Reads an earlier message again. */
  read: (said: { turn: number; text: string }) => Message
  /** The channel's id of the citizen. */
  userId: string
  memory: Conversation
  services: DialogServices
  replies: Replies
  words: Words
}

/** One way to answer: what to say, or null where the turn is not its own. An empty list is silence. */
export type Responder = (turn: Turn) => Speech[] | null | Promise<Speech[] | null>
