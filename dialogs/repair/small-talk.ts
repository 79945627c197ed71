// Greetings, thanks, good-byes, "你是谁", and talk that is neither matter nor question.
import { means, PURE_ACT } from '../heard.ts'
import { resume } from '../intake/intake-dialog.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

/** Longer words of thanks hold something else as well. */
const MAX_WORD = 20

/** With a draft open, small talk is answered in a word and the open question comes again. */
function back(turn: Turn, ...speeches: Speech[]): Speech[] {
  const { memory } = turn
  if (!memory.frame || memory.question === null) return speeches
  return [...speeches, ...resume(turn)]
}

export function smallTalk(turn: Turn): Speech[] | null {
  const { memory, heard, words } = turn
  // in a burst ("你好", "举报", "有个…") the matter counts, not the greeting
  if (heard.messages.length > 1 && (heard.kinds.length > 0 || memory.frame)) return null
  const isAppeal = heard.kinds.includes('report') || heard.kinds.includes('complaint')
  const isShort = heard.plain.length <= MAX_WORD && !isAppeal
  const isOnly = (intent: 'greet' | 'thanks' | 'bye') =>
    means(heard, intent, memory.frame ? PURE_ACT : 0.5) ||
    (intent === 'thanks' &&
      memory.frame === null &&
      isShort &&
      heard.kinds.length === 0 &&
      words.heard('thanks', heard.plain)) ||
    (intent === 'bye' &&
      isShort &&
      words.heard('bye', heard.plain) &&
      (memory.frame === null || heard.messages.every(message => message.understanding.entities.length === 0)))
  if (isOnly('bye')) {
    if (memory.frame) return [say('repair.bye.draft')]
    memory.question = null
    return [say('repair.bye')]
  }
  if (isOnly('thanks')) {
    if (!memory.frame) memory.question = null
    return back(turn, say('repair.thanks'))
  }
  if (isOnly('greet')) return back(turn, say(memory.frame ? 'repair.greet.draft' : 'repair.greet'))
  if (means(heard, 'capability', memory.frame ? 0.8 : 0.5))
    return back(turn, say('repair.capability', {}, memory.frame ? [] : START))
  return null
}

/** What a citizen may start with, as taps. */
export const START = ['start.report', 'start.complaint', 'start.inquiry', 'start.status', 'agent'] as const
