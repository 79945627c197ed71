// "好的", "对的", "确认提交" to words that ask nothing: taken note of, and not a riddle. Filed is filed.
import type { Conversation } from '../conversation.ts'
import { means } from '../heard.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

const FILED = new Set(['intake.filed', 'repair.filed'])
/** Replies that tell something and wait for nothing; after a greeting "好的" leaves the matter still to be told. */
const TOLD = /^(?:kb\.(?:answer|lawText)|status\..+|repair\.declined)$/

/** The last words reported a filing, and nothing has come between. */
export const isJustFiled = ({ frame, question, lastSaid }: Conversation): boolean =>
  frame === null && question === null && lastSaid.some(({ reply }) => FILED.has(reply))

export function acknowledged({ memory, heard, words }: Turn): Speech[] | null {
  if (memory.frame || memory.question || heard.kinds.length > 0) return null
  if (heard.plain.length > MAX_WORD || words.heard('question', heard.plain)) return null
  if (heard.messages.some(({ understanding }) => understanding.entities.length > 0)) return null
  if (isJustFiled(memory) && (means(heard, 'affirm') || words.heard('submit', heard.plain)))
    return [say('repair.filed')]
  const last = memory.lastSaid.at(-1)?.reply ?? ''
  return means(heard, 'affirm') && TOLD.test(last) ? [say('repair.declined')] : null
}
/** Longer words tell something else as well. */
const MAX_WORD = 8
