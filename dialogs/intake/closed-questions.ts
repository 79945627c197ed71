// Answers to the closed questions of a draft: kinds, summary, anonymity, no phone, another city, what to change.
import { confidence, type Heard, means } from '../heard.ts'
import { type Speech, say } from '../speech.ts'
import { tellsBeside } from './absorb.ts'
import type { IntakeContext } from './context.ts'
import type { Decision } from './decision.ts'
import { FIELDS, fieldOf, missingFields } from './fields.ts'
import { clearField, type FieldPath, type Frame, given, isAnonymous, isKind, setValue } from './frame.ts'
import { dropKind, setKinds } from './kinds.ts'
import { ask } from './next-step.ts'
import { allRespondents, dropRespondent, dropTitles } from './respondents.ts'
import { isReplyOpen } from './summary.ts'

/**
 * `all`: the turn is answered. `prefix`: the speeches come first, then the next question. `facts`: chosen, and more is
 * told in the same breath, which is to be read into the frame.
 */
export type ClosedAnswer =
  | { speaksFor: 'all'; decision: Decision }
  | { speaksFor: 'prefix'; frame: Frame; speeches: Speech[] }
  | { speaksFor: 'facts'; frame: Frame }

/** Choices for the summary and for "which one?", by the field that they change. */
export const CHANGES: Record<string, FieldPath> = {
  'change.respondent': 'respondent.name',
  'change.time': 'occurredAt',
  'change.place': 'place',
  'change.claims': 'claims',
  'change.phone': 'requester.phone',
  'change.name': 'requester.name',
  'change.content': 'content'
}

const KIND_CHOICES = {
  'kind.both': ['report', 'complaint'],
  'kind.report': ['report'],
  'kind.complaint': ['complaint'],
  'kind.inquiry': ['inquiry'],
  'kind.assistance': ['assistance'],
  'kind.suggestion': ['suggestion']
} as const

const all = (frame: Frame, parts: Partial<Decision>): ClosedAnswer => ({
  speaksFor: 'all',
  decision: { frame, speeches: [], question: null, action: 'none', isMiss: false, ...parts }
})
const prefix = (frame: Frame, ...speeches: Speech[]): ClosedAnswer => ({ speaksFor: 'prefix', frame, speeches })

/** Values of the ticket stand in the message: it is more than a yes. */
function holdsValues(heard: Heard): boolean {
  return heard.messages.some(({ understanding }) =>
    understanding.entities.some(({ type }) =>
      ['time', 'money', 'place', 'respondent', 'phone', 'person'].includes(type)
    )
  )
}

/** More is told than the choice: values, or what the other party is to do. */
function tellsMore(heard: Heard, label: string): boolean {
  const claims = heard.messages.flatMap(({ understanding }) => understanding.claims)
  return holdsValues(heard) || claims.length > 0 || heard.plain.length > label.length + MORE
}
const MORE = 6

/** A choice; what was told in the same breath is read, too. */
function chosen(frame: Frame, heard: Heard, label: string): ClosedAnswer {
  return tellsMore(heard, label) ? { speaksFor: 'facts', frame } : prefix(frame)
}

/** "等一下,还是匿名吧": a wish that changes the draft is more than a yes or no. */
function tellsNewWish(frame: Frame, heard: Heard, { words }: IntakeContext): boolean {
  if (words.heard('anonymous', heard.plain) && !isAnonymous(frame)) return true
  return heard.messages.some(({ understanding: { wishes } }) =>
    (['anonymous', 'confidential', 'wantsReply'] as const).some(
      wish =>
        wishes[wish] !== undefined && wishes[wish].value !== (given(frame, `requester.${wish}`) ?? wish !== 'anonymous')
    )
  )
}

function changeChoices(frame: Frame): string[] {
  return Object.entries(CHANGES)
    .filter(([, path]) => frame.slots[path] !== undefined || fieldOf(path)?.isNeeded(frame))
    .map(([id]) => id)
}

/** "玉器店那家不要了", or the tap: which of several respondents is left out. */
function droppedRespondent(frame: Frame, heard: Heard, { words, replies }: IntakeContext): string | null {
  if (frame.others.length === 0) return null
  const tapped = dropTitles(frame, replies).indexOf(heard.text.trim())
  const names = allRespondents(frame).map(other => other.name)
  if (tapped >= 0) return names[tapped] ?? null
  if (!words.heard('leaveOut', heard.plain)) return null
  const isNamed = (name: string) => heard.plain.includes(name) || heard.plain.includes(name.slice(-3))
  return names.find(isNamed) ?? null
}

function answerConfirm(frame: Frame, heard: Heard, context: IntakeContext): ClosedAnswer | null {
  const { words } = context
  if (frame.kinds.length > 1) {
    const only = words.pick(['only.complaint', 'only.report'], heard.plain)
    if (only) {
      dropKind(frame, only === 'only.complaint' ? 'report' : 'complaint')
      return prefix(frame, say(only === 'only.complaint' ? 'intake.only.complaint' : 'intake.only.report'))
    }
  }
  const left = droppedRespondent(frame, heard, context)
  if (left) {
    dropRespondent(frame, left)
    return prefix(frame, say('intake.without', { name: left }))
  }
  // "银碗是1860,打错了" says a value, too
  if (holdsValues(heard) || words.heard('amount.again', heard.plain)) return null
  // "是这样的,金额改999……": a yes that changes a number is no yes
  if (/\d/.test(heard.plain) && (words.heard('correcting', heard.plain) || words.heard('amount.named', heard.plain)))
    return null
  if (tellsNewWish(frame, heard, context)) return null
  // "想要回复就留电话": no
  if (words.pick(['noReply'], heard.plain) && isReplyOpen(frame)) {
    setValue(frame, 'requester.wantsReply', false, { turn: heard.messages[0]?.turn ?? 1 }, 'chosen')
    return prefix(frame)
  }
  const isBeside = heard.messages.some(message => tellsBeside(message, words))
  if (words.heard('more.bare', heard.plain))
    return all(frame, { speeches: [say('intake.more.ask')], question: context.question })
  if (words.heard('nothing.more', heard.plain) || words.heard('orderNo.lost', heard.plain)) {
    const choices = ['confirm.submit', 'confirm.change', 'confirm.cancel']
    return all(frame, { speeches: [say('intake.confirm.nothingMore', {}, choices)], question: context.question })
  }
  if (words.heard('submit.later', heard.plain))
    return all(frame, { speeches: [say('repair.bye.draft')], question: context.question })
  const picked = words.pick(['confirm.submit', 'confirm.change', 'confirm.cancel'], heard.text)
  if (picked === 'confirm.cancel') {
    return all(frame, {
      speeches: [say('repair.cancel.ask', {}, ['cancel.yes', 'cancel.no'])],
      question: { about: 'cancel', before: context.question }
    })
  }
  const isYes = isBeside
    ? words.heard('submit.outright', heard.plain)
    : means(heard, 'affirm', 0.5) || words.heard('submit', heard.plain)
  if (picked === 'confirm.submit' || (isYes && !words.heard('submit.not', heard.plain))) {
    return all(frame, { action: 'file' })
  }
  if (picked === 'confirm.change' || means(heard, 'deny', 0.5) || words.heard('submit.not', heard.plain)) {
    return all(frame, { speeches: [say('intake.change.ask', {}, changeChoices(frame))], question: { about: 'change' } })
  }
  return null
}

function answerChange(frame: Frame, heard: Heard, context: IntakeContext): ClosedAnswer | null {
  // asked what to change, the citizen has seen the summary and says that it may go as it stands
  if (context.words.heard('submitNow', heard.plain) && missingFields(frame).length === 0)
    return all(frame, { action: 'file' })
  if (holdsValues(heard)) return null
  const picked = context.words.pick(Object.keys(CHANGES), heard.text)
  const path = picked ? CHANGES[picked] : undefined
  const field = FIELDS.find(item => item.path === path)
  if (!field) return null
  return all(frame, {
    speeches: [{ ...say(field.ask), wording: `change.${field.path}` }],
    question: { about: 'field', path: field.path }
  })
}

function answerAnonymous(frame: Frame, heard: Heard, context: IntakeContext): ClosedAnswer | null {
  const picked = context.words.pick(['anonymous.reportOnly', 'anonymous.asReport', 'anonymous.named'], heard.plain)
  if (
    picked === 'anonymous.named' ||
    (!picked && heard.messages.some(m => m.understanding.wishes.anonymous?.value === false))
  ) {
    setValue(frame, 'requester.anonymous', false, null, 'chosen')
    return chosen(frame, heard, context.words.choice('anonymous.named').label)
  }
  if (picked) return prefix(asReport(frame), say('intake.only.report'))
  return null
}

/** A complaint that becomes a report: what it asked of the other party stays in the words. */
function asReport(frame: Frame): Frame {
  dropKind(frame, 'complaint')
  setKinds(frame, ['report'])
  return frame
}

/** Asks for one field at once, whatever else is still missing. */
function askNow(frame: Frame, path: FieldPath, context: IntakeContext): ClosedAnswer | null {
  const field = fieldOf(path)
  return field && all(frame, ask(frame, field, context))
}

/** The answer to a closed question of the draft; null where the turn has to be read as facts. */
export function answerClosed(before: Frame, heard: Heard, context: IntakeContext): ClosedAnswer | null {
  const frame = structuredClone(before)
  const { words, question } = context
  switch (question?.about) {
    case 'kind': {
      const ids = Object.keys(KIND_CHOICES) as (keyof typeof KIND_CHOICES)[]
      const picked = words.pick([...context.kindChoices, ...ids], heard.plain)
      const kinds = ids.find(id => id === picked)
      if (!kinds) return null
      setKinds(frame, KIND_CHOICES[kinds])
      frame.isKindChosen = true
      return chosen(frame, heard, words.choice(kinds).label)
    }
    case 'confirm':
      return answerConfirm(frame, heard, context)
    case 'change':
      return answerChange(frame, heard, context)
    case 'anonymous':
      return answerAnonymous(frame, heard, context)
    case 'no_phone': {
      const picked = words.pick(['phone.give', 'phone.report'], heard.plain)
      if (picked === 'phone.report') {
        setValue(asReport(frame), 'requester.anonymous', true, null, 'chosen')
        return prefix(frame, say('intake.anonymous'))
      }
      if (picked !== 'phone.give') return null
      clearField(frame, 'requester.phone')
      if (holdsValues(heard)) return { speaksFor: 'facts', frame }
      return askNow(frame, 'requester.phone', context)
    }
    case 'other_city': {
      const picked = words.pick(['otherCity.file', 'otherCity.leave'], heard.plain)
      if (picked === 'otherCity.leave' || (!picked && confidence(heard, 'deny') >= 0.5)) {
        return all(frame, { speeches: [say('law.otherCity.left')], action: 'drop' })
      }
      return picked || means(heard, 'affirm') ? chosen(frame, heard, words.choice('otherCity.file').label) : null
    }
    case 'field': {
      const { path } = question
      if (
        path === 'requester.phone' &&
        words.pick(['noReply'], heard.plain) &&
        !isKind(frame, 'complaint') &&
        !holdsValues(heard)
      ) {
        setValue(frame, 'requester.wantsReply', false, { turn: heard.messages[0]?.turn ?? 1 }, 'chosen')
        frame.slots['requester.phone'] = { state: 'notProvided' }
        return prefix(frame)
      }
      return null
    }
    default:
      return null
  }
}
