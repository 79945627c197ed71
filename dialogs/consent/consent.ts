// The privacy notice is part of the greeting; agreeing takes one tap, and telling the matter is never blocked by it
// (个人信息保护法 articles 13, 17). Refusing leaves the anonymous report, answers to questions, and the telephone.
import { means, PURE_ACT } from '../heard.ts'
import { isKind, setValue } from '../intake/frame.ts'
import { resume } from '../intake/intake-dialog.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

export function consent(turn: Turn): Speech[] | null {
  const { memory, heard, words, input } = turn
  const isAsked = memory.question?.about === 'consent'
  const picked = words.pick(['consent.yes', 'consent.no'], heard.text)
  const isShort = heard.plain.length <= 16
  const isYes = (picked === 'consent.yes' && isShort) || (isAsked && means(heard, 'affirm'))
  const isNo = (picked === 'consent.no' && isShort) || (isAsked && means(heard, 'deny'))
  if (isNo) return refused(turn)
  if (memory.consent.state === 'given') return null
  if (isYes && (isAsked || memory.question === null)) {
    memory.consent = { state: 'given', at: input.now.toISOString() }
    if (isAsked) memory.question = null
    return memory.frame ? [say('consent.thanks'), ...resume(turn)] : [say('consent.given')]
  }
  // whoever refused once and goes on to leave a name is asked once more, before it goes into a ticket
  if (memory.consent.state === 'refused' && memory.frame && memory.question?.about === 'confirm') {
    if (means(heard, 'affirm', PURE_ACT) && memory.frame.slots['requester.phone']?.state === 'said') {
      memory.question = { about: 'consent' }
      return [say('consent.ask', {}, ['consent.yes', 'consent.no'])]
    }
  }
  return null
}

function refused(turn: Turn): Speech[] {
  const { memory } = turn
  memory.consent = { state: 'refused' }
  if (!memory.frame) {
    memory.question = null
    return [say('consent.refused')]
  }
  if (isKind(memory.frame, 'report') && !isKind(memory.frame, 'complaint')) {
    setValue(memory.frame, 'requester.anonymous', true, null, 'chosen')
    delete memory.frame.slots['requester.name']
    delete memory.frame.slots['requester.phone']
    return [say('consent.refused.report'), ...resume(turn)]
  }
  memory.frame = null
  memory.question = null
  return [say('consent.refused.dropped')]
}
