// A person at any moment: queue and position inside opening hours, a message that becomes a ticket outside them.
// The agents' inbox takes the queue over; events handoff/joined and handoff/ended come from there.
import { means } from '../heard.ts'
import { resume } from '../intake/intake-dialog.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'
import { isOpen, type OpeningHours } from './opening-hours.ts'

/** Conversations that wait for a person, in the order they asked; of this process. */
export interface HandoffQueue {
  /** 1-based place of the conversation, which is put at the end where it is not in the queue. */
  join(conversationId: string): number
  leave(conversationId: string): void
}

export function createHandoffQueue(): HandoffQueue {
  const waiting: string[] = []
  return {
    join(conversationId) {
      if (!waiting.includes(conversationId)) waiting.push(conversationId)
      return waiting.indexOf(conversationId) + 1
    },
    leave(conversationId) {
      const at = waiting.indexOf(conversationId)
      if (at >= 0) waiting.splice(at, 1)
    }
  }
}

const SURE = 0.5

export function wantsPerson(turn: Turn): boolean {
  return means(turn.heard, 'agent', SURE) || turn.words.pick(['agent'], turn.heard.text) === 'agent'
}

export function handoff(turn: Turn, queue: HandoffQueue, hours: OpeningHours): Speech[] | null {
  const { memory, input, services } = turn
  const isWaiting = memory.handoff === 'queued' && turn.words.heard('handoff.waiting', turn.heard.plain)
  const isOffered =
    memory.question?.about === 'offer_person' &&
    (means(turn.heard, 'affirm') || turn.words.heard('yes', turn.heard.plain))
  if (!wantsPerson(turn) && !isWaiting && !isOffered) return null
  // nothing stays asked: whoever wants a person need not answer the bot first; the draft is kept for the person
  memory.question = null
  memory.misses = 0
  services.log.info('person asked for', { conversationId: input.conversationId, hasDraft: memory.frame !== null })
  if (!isOpen(hours, input.now, services.offsetMinutes)) {
    const told = { from: hours.from, to: hours.to }
    // asked for again: the question is not put again to somebody who will not talk to a machine
    if (memory.handoff === 'after_hours')
      return [{ ...say('handoff.after_hours', told), wording: 'handoff.after_hours.again' }]
    memory.handoff = 'after_hours'
    return [say('handoff.after_hours', told), ...resume(turn)]
  }
  memory.handoff = 'queued'
  const position = queue.join(input.conversationId)
  return [say('handoff.queued', { position: String(position) })]
}

/** Events from the agents' side. */
export function handoffEvent(turn: Turn, queue: HandoffQueue): Speech[] | null {
  const { memory, input } = turn
  switch (input.event?.name) {
    case 'handoff/joined':
      memory.handoff = 'joined'
      memory.question = null
      queue.leave(input.conversationId)
      return [say('handoff.joined')]
    case 'handoff/ended':
      memory.handoff = 'none'
      memory.question = memory.frame ? { about: 'draft_kept' } : null
      return memory.frame
        ? [{ ...say('handoff.ended', {}, ['cancel.no', 'cancel.yes']), wording: 'handoff.ended.draft' }]
        : [say('handoff.ended')]
    default:
      return null
  }
}

/** After the person has gone: does the draft go on? */
export function answerDraftKept(turn: Turn): Speech[] | null {
  const { memory, heard, words } = turn
  if (memory.question?.about !== 'draft_kept') return null
  memory.question = null
  const picked = words.pick(['cancel.no', 'cancel.yes'], heard.text)
  // "要接着填吗?" turns the yes of "不要了吗?" round
  if (heard.text.trim() === words.choice('cancel.yes').label || means(heard, 'deny') || means(heard, 'cancel')) {
    memory.frame = null
    return [say('repair.cancelled')]
  }
  return picked || means(heard, 'affirm') ? resume(turn) : null
}
