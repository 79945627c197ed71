// Cancel and start again: always confirmed, since what was told would be lost.

import { means, PURE_ACT } from '../heard.ts'
import { filledPaths } from '../intake/fields.ts'
import { resume } from '../intake/intake-dialog.ts'
import { roadSaid } from '../intake/kinds.ts'
import type { Turn } from '../main/turn.ts'
import type { Question } from '../question.ts'
import { type Speech, say } from '../speech.ts'
import { isJustFiled } from './acknowledged.ts'

function drop(turn: Turn): void {
  turn.memory.frame = null
  turn.memory.question = null
  turn.memory.misses = 0
}

/** Closed questions that hold a "no" of their own. */
const OWN_NO = new Set<Question['about']>([
  'other_city',
  'out_of_scope',
  'unanswered',
  'withdraw',
  'supplement',
  'after_emergency',
  'rating',
  'reopen',
  'same_matter',
  'offer_person',
  'ticket_number',
  'phone_tail'
])

const GIVEN_AFTER_ALL = new Set(['phone', 'money', 'time', 'order_no'])

/** Answers "取消" and "重来", and the question whether that is meant. */
export function cancel(turn: Turn): Speech[] | null {
  const { memory, heard, words } = turn
  const { question } = memory
  if (question?.about === 'cancel' || question?.about === 'restart') {
    const picked = heard.messages
      .map(message => words.pick(['cancel.yes', 'cancel.no'], message.text))
      .find(choice => choice !== null)
    // "唉算了还是报吧 138…": what is told on outweighs the word
    const tellsOn = heard.messages.some(({ text, understanding }) =>
      understanding.entities.some(({ start, end }) => end - start < text.trim().length)
    )
    const isYes =
      !tellsOn &&
      (picked === 'cancel.yes' ||
        (!picked && (means(heard, 'affirm') || means(heard, 'cancel') || means(heard, 'restart'))))
    // "不要了" is a yes to "都不要了吗"
    const isNo = picked === 'cancel.no' || (!isYes && means(heard, 'deny'))
    if (!isYes && !isNo) {
      // told on instead of answering: the draft lives, and the words answer what was open before
      memory.question = question.before ?? null
      return null
    }
    if (isNo) memory.question = question.before ?? null
    if (isNo) return [say('repair.cancel.kept'), ...resume(turn)]
    drop(turn)
    return [say(question.about === 'cancel' ? 'repair.cancelled' : 'repair.restarted')]
  }
  // "不投诉了,改成举报" changes the road and keeps the draft
  if (memory.frame && roadSaid(heard, words)) return null
  // "不登记了" to one of these is their answer
  if (question && OWN_NO.has(question.about)) return null
  const isCancel = means(heard, 'cancel', 0.6)
  const isRestart = means(heard, 'restart', 0.6)
  if (!isCancel && !isRestart) return null
  // "算了,13800001234": it is given after all
  const isGiven = heard.messages.some(({ understanding }) =>
    understanding.entities.some(({ type }) => GIVEN_AFTER_ALL.has(type))
  )
  // "金额改999……算了还是3150吧"
  const isSum = words.heard('amount.named', heard.plain) && /\d/.test(heard.plain)
  if (memory.frame && !isRestart && (isGiven || isSum || words.heard('anonymous', heard.plain))) return null
  if (!memory.frame) {
    const isOutright = isRestart || words.heard('cancel.outright', heard.plain)
    // what is filed is withdrawn, not cleared: dialogs/status asks
    if (isOutright && !isRestart && isJustFiled(memory)) return null
    drop(turn)
    return [say(isRestart ? 'repair.restarted' : isOutright ? 'repair.nothingToCancel' : 'repair.declined')]
  }
  // within a story "算了" is a figure of speech
  if (memory.question?.about === 'field' && heard.plain.length > 20 && !means(heard, 'cancel', PURE_ACT) && !isRestart)
    return null
  if (filledPaths(memory.frame).length === 0) {
    drop(turn)
    return [say(isCancel ? 'repair.cancelled' : 'repair.restarted')]
  }
  memory.question = { about: isCancel ? 'cancel' : 'restart', before: question }
  return [say(isCancel ? 'repair.cancel.ask' : 'repair.restart.ask', {}, ['cancel.yes', 'cancel.no'])]
}
