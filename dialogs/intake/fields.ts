// The one table of what a ticket needs, for which kinds, and in which order it is asked (DOMAIN.md section 2).
import type { Kind } from '../../nlu/index.ts'
import { type FieldPath, type Frame, given, isAnonymous, isKind, isSettled } from './frame.ts'

export interface Field {
  path: FieldPath
  /** Reply id of the question. */
  ask: string
  /** Reply id of why it is asked. */
  why: string
  /** Name of the field in words, a reply id. */
  label: string
  /** Has it to be asked for, as the frame stands? Only looked at while the field is not settled. */
  isNeeded(frame: Frame): boolean
  /** Choices offered with the question. */
  choices: readonly string[]
}

const anyOf = (frame: Frame, ...kinds: Kind[]) => kinds.some(kind => isKind(frame, kind))
const isDispute = (frame: Frame) => anyOf(frame, 'report', 'complaint')

/** Where an order number helps the handling body most: bookings (酒店订单, 在线旅游, 演出票). */
const BOOKED = /^WL(200401|2005|100306)/

/** A report may stay anonymous, a complaint may not: a dispute has two parties (旅游投诉处理办法, article 10). */
function needsContact(frame: Frame): boolean {
  if (isKind(frame, 'complaint') || isKind(frame, 'assistance')) return true
  // a suggestion needs no answer; who wants one leaves a phone (济南市12345条例 article 24: no reply is a right)
  if (isKind(frame, 'suggestion')) return false
  return !isAnonymous(frame) && given(frame, 'requester.wantsReply') !== false
}

export const FIELDS: readonly Field[] = [
  {
    path: 'content',
    ask: 'intake.ask.content',
    why: 'why.content',
    label: 'label.content',
    isNeeded: () => true,
    choices: []
  },
  {
    path: 'respondent.name',
    ask: 'intake.ask.respondent.name',
    why: 'why.respondent.name',
    label: 'label.respondent.name',
    isNeeded: isDispute,
    choices: ['unknown']
  },
  {
    path: 'occurredAt',
    ask: 'intake.ask.occurredAt',
    why: 'why.occurredAt',
    label: 'label.occurredAt',
    isNeeded: isDispute,
    choices: []
  },
  {
    path: 'place',
    ask: 'intake.ask.place',
    why: 'why.place',
    label: 'label.place',
    isNeeded: frame => isDispute(frame) || isKind(frame, 'assistance'),
    choices: []
  },
  {
    path: 'claims',
    ask: 'intake.ask.claims',
    why: 'why.claims',
    label: 'label.claims',
    isNeeded: frame => isKind(frame, 'complaint'),
    choices: ['claim.refund', 'claim.compensation', 'claim.apology', 'claim.answer']
  },
  {
    path: 'contract.orderNo',
    ask: 'intake.ask.contract.orderNo',
    why: 'why.contract.orderNo',
    label: 'label.contract.orderNo',
    // whoever saw the summary once is not asked for more than the law wants
    isNeeded: frame => isKind(frame, 'complaint') && frame.summaries === 0 && BOOKED.test(frame.category?.code ?? ''),
    choices: ['none']
  },
  {
    path: 'requester.phone',
    ask: 'intake.ask.requester.phone',
    why: 'why.requester.phone',
    label: 'label.requester.phone',
    isNeeded: needsContact,
    choices: []
  },
  {
    path: 'requester.name',
    ask: 'intake.ask.requester.name',
    why: 'why.requester.name',
    label: 'label.requester.name',
    // who leaves no phone is not asked for a name either, except where the dispute needs a party
    isNeeded: frame =>
      anyOf(frame, 'report', 'complaint', 'assistance') &&
      (isKind(frame, 'complaint') || (!isAnonymous(frame) && given(frame, 'requester.phone') !== null)),
    choices: []
  }
]

export const fieldOf = (path: FieldPath): Field | null => FIELDS.find(field => field.path === path) ?? null

/** Money is wanted back, but nobody said how much: a concrete claim has a sum (旅游投诉处理办法, article 9). */
export function lacksAmount(frame: Frame): boolean {
  const claims = given(frame, 'claims') ?? []
  if (!claims.some(claim => claim.type === 'refund' || claim.type === 'compensation')) return false
  if (claims.some(claim => claim.amount !== undefined) || given(frame, 'amountInvolved') !== null) return false
  // asked once; who does not know the sum is not asked again
  return isKind(frame, 'complaint') && (frame.asked.amountInvolved ?? 0) === 0
}

/** Is the field still open, as far as asking goes? */
export function isOpen(frame: Frame, path: FieldPath): boolean {
  return !isSettled(frame, path) || (path === 'claims' && lacksAmount(frame))
}

/** Fields still to be asked for, in the order of asking. */
export function missingFields(frame: Frame): Field[] {
  return FIELDS.filter(field => isOpen(frame, field.path) && field.isNeeded(frame))
}

/** Paths that hold a value, for channelData.hotline.draft; defaults and guesses are not listed. */
export function filledPaths(frame: Frame): FieldPath[] {
  return Object.entries(frame.slots)
    .filter(([, slot]) => 'value' in slot && slot.state !== 'inferred')
    .map(([path]) => path as FieldPath)
    .filter(path => !isOpen(frame, path))
}
