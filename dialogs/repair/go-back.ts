// "上一步": the answer before is shown and may be given anew; who keeps it goes on.
import { means } from '../heard.ts'
import { labelOf, valueText } from '../intake/describe.ts'
import { fieldOf } from '../intake/fields.ts'
import type { FieldPath, Frame } from '../intake/frame.ts'
import { resume } from '../intake/intake-dialog.ts'
import { uncount } from '../intake/next-step.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

/** Fields asked for and answered, in the order of asking. */
function trail(frame: Frame): FieldPath[] {
  const asked = Object.keys(frame.asked).map(path => (path === 'amountInvolved' ? 'claims' : path)) as FieldPath[]
  return [...new Set(asked)].filter(path => frame.slots[path] !== undefined && fieldOf(path) !== null)
}

export function goBack(turn: Turn): Speech[] | null {
  const { memory, heard, words, replies, services } = turn
  const { frame, question } = memory
  if (!frame || !words.heard('back', heard.plain)) return null
  const answered = trail(frame)
  const here = question?.about === 'field' ? answered.indexOf(question.path) : -1
  const path = here >= 0 ? answered[here - 1] : answered.at(-1)
  if (!path) return [say('repair.back.none'), ...resume(turn)]
  if (question?.about === 'field') uncount(frame, question.path)
  memory.question = { about: 'field', path }
  memory.misses = 0
  const describing = { replies, offsetMinutes: services.offsetMinutes }
  const value = valueText(frame, path, describing) ?? replies.say('value.empty')
  return [
    say('repair.back', { field: labelOf(path, replies), value }),
    { ...say(fieldOf(path)?.ask ?? path), wording: `change.${path}` }
  ]
}

/** "没错,不用改" to a question that goes back: the answer stands. */
export function keepAnswer(turn: Turn): Speech[] | null {
  const { memory, heard, words } = turn
  const { frame, question } = memory
  if (!frame || question?.about !== 'field' || frame.slots[question.path] === undefined) return null
  if (heard.messages.some(message => message.understanding.entities.length > 0)) return null
  if (!words.heard('keep', heard.plain) && !means(heard, 'affirm', 0.9)) return null
  return resume(turn)
}
