// "写错了" without saying what: which field, as taps.
import { means } from '../heard.ts'
import { CHANGES } from '../intake/closed-questions.ts'
import { roadSaid } from '../intake/kinds.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

export function correctWithoutValue({ memory, heard, words }: Turn): Speech[] | null {
  const { frame } = memory
  if (!frame || memory.question?.about === 'confirm' || memory.question?.about === 'change') return null
  if (!means(heard, 'correct', 0.6) || heard.messages.some(message => message.understanding.entities.length > 0))
    return null
  // "是1860,打错了" says the value, "不是举报,是投诉" the road
  if (heard.plain.length > 12 || /\d/.test(heard.plain) || roadSaid(heard, words)) return null
  if (words.heard('changed.to', heard.plain)) return null
  const choices = Object.entries(CHANGES)
    .filter(([, path]) => frame.slots[path] !== undefined)
    .map(([id]) => id)
  if (choices.length === 0) return null
  memory.question = { about: 'change' }
  return [say('intake.change.ask', {}, choices)]
}
