// The deciding half of the intake dialog, a pure function: (frame, what was heard, circumstances) → (frame', what to say).
import type { Heard } from '../heard.ts'
import type { Question } from '../question.ts'
import { type Speech, say } from '../speech.ts'
import { type Absorbed, absorb } from './absorb.ts'
import { answerClosed } from './closed-questions.ts'
import { narrative } from './content.ts'
import type { IntakeContext } from './context.ts'
import { saidBack } from './corrections.ts'
import type { Decision } from './decision.ts'
import { addFlag, type FieldPath, type Frame, given, isAnonymous, isKind, isSettled } from './frame.ts'
import { readKinds } from './kinds.ts'
import { leaveOpen, MAX_ASKED, nextStep, uncount } from './next-step.ts'

function readCategory(before: Frame, frame: Frame, heard: Heard, context: IntakeContext): void {
  const found = heard.messages.map(message => message.understanding.category)
  // What was told earlier and now is read together; a bare answer (a phone, a sum) tells nothing of the matter.
  const told = [narrative(before), narrative(frame)] as const
  if (told[0] !== '' && told[0] !== told[1]) found.push(context.categoryOf(told[1]))
  for (const category of found) {
    if (category && category.confidence > (frame.category?.confidence ?? 0)) frame.category = category
  }
}

/** What is said about answers that were not given: that it is all right, and what follows from it. */
function aboutRefusal(absorbed: Absorbed): Speech[] {
  if (!absorbed.settledAs) return []
  if (absorbed.refusedPaths.includes('requester.phone')) {
    if (isKind(absorbed.frame, 'complaint')) return []
    return [say(isKind(absorbed.frame, 'report') ? 'skip.phone.report' : 'skip.phone.other')]
  }
  return [say(absorbed.settledAs === 'notProvided' ? 'skip.notProvided' : 'skip.unknown')]
}

function isAnonymousNow(before: Frame, after: Frame): boolean {
  return isAnonymous(after) && !isAnonymous(before)
}

/** The claim is known, its sum was asked for: the answer adds, it does not put right. */
function isCompleting(frame: Frame, asked: FieldPath): boolean {
  return asked === 'claims' && given(frame, 'amountInvolved') === null
}

/** One turn of the intake dialog. */
export function decide(start: Frame, heard: Heard, context: IntakeContext): Decision {
  const closed = answerClosed(start, heard, context)
  if (closed?.speaksFor === 'all') return closed.decision
  if (closed?.speaksFor === 'prefix') return finish(closed.frame, closed.speeches, context)

  const before = closed?.frame ?? start
  const { question } = context
  const asked = question?.about === 'field' ? question.path : null
  const absorbed = absorb(before, heard, {
    words: context.words,
    now: context.now,
    offsetMinutes: context.offsetMinutes,
    regionCode: context.regionCode,
    asked,
    isCorrecting:
      question?.about === 'confirm' ||
      question?.about === 'change' ||
      (asked !== null && isSettled(before, asked) && !isCompleting(before, asked))
  })
  const { frame } = absorbed
  if (!frame.isKindChosen && readKinds(frame, heard, context.words) === 'unclear') frame.kinds = []
  readCategory(before, frame, heard, context)
  if (context.emergency) {
    frame.isEmergency = true
    addFlag(frame, 'safety')
  }
  const speeches: Speech[] = []
  if (absorbed.isIdMasked) speeches.push(say('intake.idMasked'))
  const isNewRoad = frame.kinds.some(kind => !before.kinds.includes(kind))
  if (isNewRoad) speeches.push(...opening(frame))
  speeches.push(...saidBack(before, absorbed, { replies: context.replies, offsetMinutes: context.offsetMinutes }))
  if (isAnonymousNow(before, frame) && !isKind(frame, 'complaint')) speeches.push(say('intake.anonymous'))
  // going anonymous says all that a refusal would
  else speeches.push(...aboutRefusal(absorbed))

  // another field was put right or told ahead instead of the sum: the sum is still to be asked for
  const toldSum = [...absorbed.filled, ...absorbed.corrected].some(
    path => path === 'claims' || path === 'amountInvolved'
  )
  if (asked === 'claims' && absorbed.corrected.length + absorbed.filled.length > 0 && !toldSum)
    frame.asked.amountInvolved = 0

  // something else was put right instead of an answer: the question has not been missed
  if (asked && !isSettled(frame, asked) && (absorbed.corrected.length > 0 || isNewRoad)) uncount(frame, asked)

  // an order number helps, but is not worth a second question
  const isToldOn = absorbed.filled.length > 0 || frame.words.length > before.words.length
  if (asked === 'contract.orderNo' && !isSettled(frame, asked) && isToldOn)
    frame.slots['contract.orderNo'] = { state: 'unknown' }

  const isNothing =
    absorbed.filled.length + absorbed.corrected.length + absorbed.unchanged.length === 0 &&
    absorbed.settledAs === null &&
    absorbed.takenBack.length === 0 &&
    frame.words.length === before.words.length &&
    !isNewRoad &&
    frame.kinds.length === before.kinds.length &&
    !isAnonymousNow(before, frame)
  if (asked && !isSettled(frame, asked) && isNothing) return missed(frame, asked, absorbed, speeches, context)
  // the claim is known and its sum was asked for: what nobody can read is no refusal of the sum
  if (asked && isNothing && isCompleting(frame, asked) && (frame.asked.amountInvolved ?? 0) < MAX_ASKED)
    return again(frame, 'amountInvolved', speeches, context)
  if (question?.about === 'confirm' && isNothing) return unreadConfirm(frame, context)
  if (question && UNREADABLE.has(question.about) && isNothing)
    return { ...finish(frame, speeches, context), isMiss: true }
  if (question?.about === 'confirm' && frame.words.length > before.words.length && speeches.length === 0) {
    speeches.push(say('intake.added'))
  }
  return finish(frame, speeches, context)
}

/** Closed questions whose answer gave nothing: put again, and soon a person is offered. */
const UNREADABLE = new Set<Question['about']>(['change', 'kind', 'no_phone', 'anonymous'])

function opening(frame: Frame): Speech[] {
  if (isKind(frame, 'report') && isKind(frame, 'complaint')) return [say('intake.opened.both')]
  const kind = frame.kinds[0]
  return kind ? [say(`intake.opened.${kind}`)] : []
}

function finish(frame: Frame, speeches: Speech[], context: IntakeContext): Decision {
  const step = nextStep(frame, context)
  return { frame, speeches: [...speeches, ...step.speeches], question: step.question, action: 'none', isMiss: false }
}

function missed(
  frame: Frame,
  path: FieldPath,
  absorbed: Absorbed,
  speeches: Speech[],
  context: IntakeContext
): Decision {
  // who mistypes a number wants to leave one: not counted as asked
  if (absorbed.isBadPhone && (frame.badPhones ?? 0) < MAX_ASKED) {
    frame.badPhones = (frame.badPhones ?? 0) + 1
    return {
      frame,
      speeches: [...speeches, say('repair.badPhone')],
      question: context.question,
      action: 'none',
      isMiss: false
    }
  }
  if (path === 'contract.orderNo') {
    // helps, but is not worth a second question
    frame.slots[path] = { state: 'unknown' }
    return finish(frame, speeches, context)
  }
  if ((frame.asked[path] ?? 0) >= MAX_ASKED) {
    leaveOpen(frame, path)
    return { ...finish(frame, [...speeches, say('skip.unread')], context), isMiss: false }
  }
  return again(frame, path, speeches, context)
}

/** The open question in other words. */
function again(frame: Frame, path: FieldPath, speeches: Speech[], { question }: IntakeContext): Decision {
  frame.asked[path] = (frame.asked[path] ?? 0) + 1
  const repair = { ...say('repair.not_understood'), wording: `again.${path}` }
  return { frame, speeches: [...speeches, repair], question, action: 'none', isMiss: true }
}

function unreadConfirm(frame: Frame, context: IntakeContext): Decision {
  return {
    frame,
    speeches: [say('repair.not_understood.confirm', {}, ['confirm.submit', 'confirm.change', 'confirm.cancel'])],
    question: context.question,
    action: 'none',
    isMiss: true
  }
}
