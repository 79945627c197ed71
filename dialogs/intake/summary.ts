// The summary that the citizen confirms: plain lines, readable aloud, the same on every channel.

import { countWords, type KeptFile } from '../evidence/kept-files.ts'
import type { Replies } from '../replies/replies.ts'
import { type Speech, say } from '../speech.ts'
import { narrative } from './content.ts'
import { type Describing, labelOf, valueText } from './describe.ts'
import { type FieldPath, type Frame, given, isAnonymous, isKind, isNameless } from './frame.ts'
import { allRespondents, dropTitles, perRespondent } from './respondents.ts'

const LINES: readonly FieldPath[] = [
  'respondent.name',
  'respondent.person',
  'respondent.plateNo',
  'occurredAt',
  'place',
  'claims',
  'amountInvolved',
  'contract.orderNo',
  'priorHandling',
  'requester.name',
  'requester.phone'
]
/** Long stories are shown by their beginning; all of it is filed. */
const SHOWN_CONTENT = 120

function lineFor(frame: Frame, path: FieldPath, describing: Describing): string | null {
  const { replies } = describing
  const slot = frame.slots[path]
  if (!slot) return null
  // the line of who sees it says that no name is written
  if (path.startsWith('requester.') && isNameless(frame)) return null
  if (
    path === 'amountInvolved' &&
    given(frame, 'claims')?.some(claim => claim.amount === given(frame, 'amountInvolved'))
  ) {
    return null
  }
  if (slot.state === 'inferred' && path !== 'respondent.name' && path !== 'place') return null
  const isSeveral = path === 'respondent.name' && frame.others.length > 0
  const names = isSeveral ? allRespondents(frame).map(({ name }) => name) : null
  const value = names ? names.join(replies.say('value.separator')) : valueText(frame, path, describing)
  const text = value ?? replies.say(slot.state === 'unknown' ? 'value.unknown' : 'value.notProvided')
  return replies.say('line.field', { field: labelOf(path, replies), value: text })
}

function privacyLine(frame: Frame, { replies }: Describing): string {
  if (isNameless(frame)) return replies.say('privacy.anonymous')
  if (isKind(frame, 'report')) return replies.say(isKind(frame, 'complaint') ? 'privacy.both' : 'privacy.report')
  return replies.say(isKind(frame, 'complaint') ? 'privacy.complaint' : 'privacy.other')
}

export interface SummaryContext extends Describing {
  /** Sentences of the law that the citizen should know before filing (dialogs/law). */
  notes: readonly string[]
  files: readonly KeptFile[]
  isConsentGiven: boolean
}

/** No phone was told, and no answer declined. */
export const isReplyOpen = (frame: Frame): boolean =>
  isKind(frame, 'suggestion') &&
  !frame.slots['requester.phone'] &&
  !isAnonymous(frame) &&
  given(frame, 'requester.wantsReply') !== false

function ticketLines(frame: Frame, replies: Replies): string[] {
  const planned = perRespondent(frame).flatMap(each =>
    frame.kinds.map(kind => ({
      ticket: replies.say(`ticket.${kind}`),
      name: given(each, 'respondent.name')?.name ?? ''
    }))
  )
  const [only] = planned
  if (planned.length === 1 && only) return [replies.say('line.ticket', { ticket: only.ticket })]
  const id = frame.others.length > 0 ? 'line.ticket.respondent' : 'line.ticket.numbered'
  return planned.map(({ ticket, name }, at) => replies.say(id, { number: String(at + 1), ticket, name }))
}

export function summary(frame: Frame, context: SummaryContext): Speech {
  const { replies } = context
  const tickets = ticketLines(frame, replies)
  const told = narrative(frame).replaceAll('\n', ' ')
  const content = told.length > SHOWN_CONTENT ? `${told.slice(0, SHOWN_CONTENT)}…` : told
  const lines = [
    ...tickets,
    ...LINES.map(path => lineFor(frame, path, context)),
    ...(content === '' ? [] : [replies.say('line.field', { field: replies.say('label.content'), value: content })]),
    context.files.length === 0
      ? null
      : replies.say('line.field', {
          field: replies.say('label.attachments'),
          value: countWords(context.files, replies)
        }),
    isReplyOpen(frame) ? replies.say('line.replyWanted') : null,
    privacyLine(frame, context),
    ...context.notes
  ].filter((line): line is string => line !== null)
  const choices = ['confirm.submit', 'confirm.change', 'confirm.cancel']
  if (frame.kinds.length > 1) choices.splice(1, 0, 'only.complaint', 'only.report')
  const wording = context.isConsentGiven ? 'intake.confirm' : 'intake.confirm.withConsent'
  const titles = dropTitles(frame, replies)
  return {
    ...say('intake.confirm', { lines: lines.join('\n') }, choices),
    wording,
    ...(titles.length > 0 && { titles })
  }
}
