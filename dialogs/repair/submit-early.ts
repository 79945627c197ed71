// "提交" before all is told: says what is still wanted, and asks for it.
import { labelOf } from '../intake/describe.ts'
import { missingFields } from '../intake/fields.ts'
import { resume } from '../intake/intake-dialog.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

export function submitEarly(turn: Turn): Speech[] | null {
  const { memory, heard, words, replies } = turn
  const { frame, question } = memory
  if (!frame || question?.about !== 'field' || !words.heard('submitNow', heard.plain)) return null
  // an order number helps, but nobody is held up for it
  if (question.path === 'contract.orderNo') frame.slots['contract.orderNo'] ??= { state: 'notProvided' }
  const missing = missingFields(frame).map(field => labelOf(field.path, replies))
  if (missing.length === 0) return resume(turn)
  memory.misses += 1
  return [say('repair.notYet', { missing: missing.join(replies.say('value.separator')) }), ...resume(turn)]
}
