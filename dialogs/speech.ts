import type { Kind } from '../nlu/index.ts'
import type { Values } from './replies/replies.ts'

/** One thing to say: which sentence, what fills its blanks, what can be tapped. */
export interface Speech {
  /** Stable id (CONTRACT.md section 2). */
  reply: string
  /** Id of the sentence to say where it is another than the reply's own: the same question in other circumstances. */
  wording?: string
  values?: Values
  /** Choice ids, in order; shown as suggested actions. */
  choices?: readonly string[]
  /** Choices that are no words of ours (titles of articles), shown the same way. */
  titles?: readonly string[]
  /** On the sentence that reports a filing (channelData.hotline.filed). */
  filed?: { ticketNo: string; kind: Kind }[]
}

export const say = (reply: string, values?: Values, choices?: readonly string[]): Speech => ({
  reply,
  ...(values && { values }),
  ...(choices && choices.length > 0 && { choices })
})
