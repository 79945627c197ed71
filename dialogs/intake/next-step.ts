// What is asked next: closed questions that the law puts first, then missing fields, then the summary.
import { warningsFor } from '../law/admissibility.ts'
import type { Question } from '../question.ts'
import { type Speech, say } from '../speech.ts'
import type { IntakeContext } from './context.ts'
import { type Field, missingFields } from './fields.ts'
import { addFlag, type FieldPath, type Frame, given, isAnonymous, isKind, isSettled } from './frame.ts'
import { summary } from './summary.ts'
import { asksWording } from './wording.ts'

/** The question that comes next, or the summary where nothing is missing. */
export function nextStep(frame: Frame, context: IntakeContext): { speeches: Speech[]; question: Question } {
  if (frame.kinds.length === 0) {
    return { speeches: [say('intake.ask.kind', {}, context.kindChoices)], question: { about: 'kind' } }
  }
  if (isKind(frame, 'complaint') && isAnonymous(frame)) {
    const isPair = isKind(frame, 'report')
    const choices = isPair
      ? ['anonymous.reportOnly', 'anonymous.named']
      : ['anonymous.asReport', 'anonymous.named', 'agent']
    return {
      speeches: [say(isPair ? 'intake.anonymous.both' : 'intake.anonymous.complaint', {}, choices)],
      question: { about: 'anonymous' }
    }
  }
  if (isKind(frame, 'complaint') && frame.slots['requester.phone'] && given(frame, 'requester.phone') === null) {
    return {
      speeches: [say('intake.noPhone', {}, ['phone.give', 'phone.report', 'agent'])],
      question: { about: 'no_phone' }
    }
  }
  const elsewhere = otherCity(frame, context)
  if (elsewhere) {
    frame.warned.push('otherCity')
    return {
      speeches: [say('law.otherCity', { place: elsewhere }, ['otherCity.file', 'otherCity.leave'])],
      question: { about: 'other_city' }
    }
  }
  const missing = missingFields(frame)
  const field = missing.find(({ path }) => (frame.asked[counterOf(frame, path)] ?? 0) < MAX_ASKED)
  if (field) return ask(frame, field, context)
  const [abandoned] = missing
  if (!abandoned) return confirm(frame, context)
  // told other things each time: a third time would be a trap
  leaveOpen(frame, abandoned.path)
  return nextStep(frame, context)
}

/** How often a question is put before the field is left open. */
export const MAX_ASKED = 2

/** Once the claim is known, its sum is what is asked for. */
const counterOf = (frame: Frame, path: FieldPath): FieldPath =>
  path === 'claims' && isSettled(frame, 'claims') ? 'amountInvolved' : path

/** The question left open is not counted as asked. */
export function uncount(frame: Frame, path: FieldPath): void {
  for (const counter of path === 'claims' ? (['claims', 'amountInvolved'] as const) : [path])
    if (frame.asked[counter]) frame.asked[counter] -= 1
}

export function leaveOpen(frame: Frame, path: FieldPath): void {
  frame.slots[path] = { state: path.startsWith('requester.') ? 'notProvided' : 'unknown' }
}

/** The place is in another city: told where it belongs, filed here only if wanted (旅游投诉处理办法, article 5). */
function otherCity(frame: Frame, context: IntakeContext): string | null {
  const place = given(frame, 'place')
  if (!isKind(frame, 'report') && !isKind(frame, 'complaint')) return null
  if (!place?.regionCode || frame.warned.includes('otherCity')) return null
  return place.regionCode.slice(0, 4) === context.regionCode.slice(0, 4) || place.regionCode.endsWith('0000')
    ? null
    : place.text
}

export function ask(frame: Frame, field: Field, context: IntakeContext): { speeches: Speech[]; question: Question } {
  const counted = counterOf(frame, field.path)
  const isAmount = counted !== field.path
  frame.asked[counted] = (frame.asked[counted] ?? 0) + 1
  return {
    speeches: [
      { ...say(field.ask, {}, isAmount ? [] : choicesOf(frame, field)), ...asksWording(frame, field, context.words) }
    ],
    question: { about: 'field', path: field.path }
  }
}

function choicesOf(frame: Frame, field: Field): readonly string[] {
  if (field.path !== 'requester.phone') return field.choices
  if (isKind(frame, 'complaint') || isKind(frame, 'assistance')) return []
  return isKind(frame, 'report') ? ['anonymous.yes'] : ['noReply']
}

/** Said once, beside the summary: it is no question in the way of filing. */
function invitesFiles(frame: Frame, { files, takesFiles }: IntakeContext): boolean {
  return (
    takesFiles && files.length === 0 && frame.summaries === 1 && (isKind(frame, 'report') || isKind(frame, 'complaint'))
  )
}

function confirm(frame: Frame, context: IntakeContext): { speeches: Speech[]; question: Question } {
  const warnings = warningsFor(frame, context.now)
  for (const { flag } of warnings) if (flag) addFlag(frame, flag)
  // a warning is told once; the flag stays on the ticket
  const fresh = warnings.filter(warning => !frame.warned.includes(warning.id))
  frame.warned.push(...fresh.map(warning => warning.id))
  frame.summaries += 1
  return {
    speeches: [
      ...fresh.map(warning => say(warning.reply)),
      summary(frame, {
        replies: context.replies,
        offsetMinutes: context.offsetMinutes,
        files: context.files,
        notes: invitesFiles(frame, context) ? [context.replies.say('line.evidence.invite')] : [],
        isConsentGiven: context.isConsentGiven
      })
    ],
    question: { about: 'confirm' }
  }
}
