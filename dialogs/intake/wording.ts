// The same question sounds different when a neighbouring one is open, too, or when the matter is a complaint.
import type { Words } from '../words/words.ts'
import type { Field } from './fields.ts'
import { type Frame, isKind, isSettled } from './frame.ts'

/** Reply id of the sentence to ask by, where it is not the field's own. */
export function asksWording(frame: Frame, field: Field, _words: Words): { wording: string } | Record<string, never> {
  const open = (path: 'place' | 'requester.name') => !isSettled(frame, path)
  switch (field.path) {
    case 'occurredAt':
      return open('place') ? { wording: 'intake.ask.occurredAt.withPlace' } : {}
    case 'claims':
      return isSettled(frame, 'claims') ? { wording: 'intake.ask.claims.amount' } : {}
    case 'content':
      return isKind(frame, 'assistance') || isKind(frame, 'suggestion') || isKind(frame, 'inquiry')
        ? { wording: `intake.ask.content.${frame.kinds[0]}` }
        : {}
    case 'requester.phone': {
      const who = isKind(frame, 'complaint')
        ? 'complaint'
        : isKind(frame, 'report')
          ? 'report'
          : isKind(frame, 'assistance')
            ? 'assistance'
            : 'other'
      return { wording: `intake.ask.requester.phone.${who}${open('requester.name') ? '.withName' : ''}` }
    }
    default:
      return {}
  }
}
