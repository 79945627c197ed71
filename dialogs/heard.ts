// What the citizen said in one turn: one message or a burst, each understood by itself and read together.
import type { Emergency, Intent, Kind, Understanding } from '../nlu/index.ts'

export interface Message {
  /** 1-based index of the citizen's message in the conversation. */
  turn: number
  /** As typed. */
  text: string
  /** Normalised: simplified, half-width, typos put right. For reading, never for showing. */
  plain: string
  understanding: Understanding
}

export interface Heard {
  messages: readonly Message[]
  /** All messages, one a line. */
  text: string
  plain: string
  /** Everything read as one text: a sentence sent in pieces says what none of its pieces does. Null where nothing was said. */
  whole: Message | null
  emergency: Emergency | null
  kinds: Kind[]
}

/** `whole`: the burst understood as one text; of one message the message itself. */
export function heardFrom(messages: readonly Message[], whole: Message | null = messages[0] ?? null): Heard {
  const ofWhole = whole?.understanding.kinds ?? []
  return {
    messages,
    text: messages.map(message => message.text).join('\n'),
    plain: messages.map(message => message.plain).join('\n'),
    whole,
    emergency:
      [...(whole ? [whole] : []), ...messages].find(message => message.understanding.emergency)?.understanding
        .emergency ?? null,
    kinds: ofWhole.length > 0 ? [...ofWhole] : [...new Set(messages.flatMap(message => message.understanding.kinds))]
  }
}

/** How sure an intent is; in a burst, in the message where it is surest. */
export function confidence(heard: Heard, intent: Intent): number {
  return Math.max(0, ...heard.messages.map(message => intentConfidence(message, intent)))
}

export function intentConfidence(message: Message, intent: Intent): number {
  return message.understanding.intents.find(item => item.id === intent)?.confidence ?? 0
}

export const topIntent = (message: Message): Intent | null => message.understanding.intents[0]?.id ?? null

/** Is the intent the leading one of some message, at least that sure? */
export function means(heard: Heard, intent: Intent, atLeast = 0.5): boolean {
  return heard.messages.some(message => topIntent(message) === intent && intentConfidence(message, intent) >= atLeast)
}

/** Nothing else is said in any message: "好的", "不用了谢谢" (nlu gives pure acts 0.96). */
export const PURE_ACT = 0.95

/** Is the message nothing but one dialogue act, with no appeal in it? */
export function isPureAct(message: Message): boolean {
  const top = topIntent(message)
  // "民主路百信商场四楼" by itself is nobody's matter, but it answers where
  if (top === null || top === 'out_of_scope') return false
  return message.understanding.kinds.length === 0 && intentConfidence(message, top) >= PURE_ACT
}

/** Entities but those that are the whole message, taken for a name or a place because one was asked for. */
export function entitiesWithin({ text, understanding }: Message): Message['understanding']['entities'] {
  const isWhole = (start: number, end: number) => end - start >= text.trim().length
  return understanding.entities.filter(
    ({ type, start, end }) => !((type === 'respondent' || type === 'place') && isWhole(start, end))
  )
}
