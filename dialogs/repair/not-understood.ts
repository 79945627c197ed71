// Not understood: asked in other words at most twice, then a person is offered. Never a loop.
import { means } from '../heard.ts'
import { resume } from '../intake/intake-dialog.ts'
import { keepTold } from '../main/told-before.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'
import { START } from './small-talk.ts'

const MAX_MISSES = 2

export function notUnderstood(turn: Turn): Speech[] {
  const { memory } = turn
  memory.misses += 1
  keepTold(turn)
  if (memory.misses > MAX_MISSES) return offerPerson(turn)
  return memory.frame && memory.question
    ? [say('repair.not_understood'), ...resume(turn)]
    : [say('repair.not_understood.open', {}, START)]
}

export function offerPerson({ memory }: Turn): Speech[] {
  memory.misses = 0
  memory.question = { about: 'offer_person' }
  return [say('repair.offer', {}, ['agent', memory.frame ? 'offer.continue' : 'offer.no'])]
}

/** The answer to that offer; "转人工" itself is heard by dialogs/handoff. */
export function answerOffer(turn: Turn): Speech[] | null {
  const { memory, heard, words } = turn
  if (memory.question?.about !== 'offer_person') return null
  memory.question = null
  const picked = words.pick(['offer.continue', 'offer.no'], heard.text)
  if (picked === null && !means(heard, 'deny')) return null
  return memory.frame ? resume(turn) : [say('repair.declined')]
}
