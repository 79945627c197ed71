// Takes what was said into the frame: every field from every message, and what was answered, refused, put right.
import { entitiesWithin, type Heard, intentConfidence, isPureAct, type Message, PURE_ACT, topIntent } from '../heard.ts'
import type { Words } from '../words/words.ts'
import { asUtterance, identitySpans, isEnough, withoutIdNumbers } from './content.ts'
import { type FieldPath, type Frame, given, isAnonymous, isSettled, markAnswered, setValue } from './frame.ts'
import { answersAnother, readAs, readCalled } from './out-of-place.ts'
import { readCircumstances } from './read-circumstances.ts'
import { readClaims } from './read-claims.ts'
import { readOnline, readPlace, readVenuePlace } from './read-place.ts'
import { readRequester } from './read-requester.ts'
import { readRespondent } from './read-respondent.ts'
import { isUndated, readTime } from './read-time.ts'
import type { Reading } from './reading.ts'

export interface AbsorbContext {
  words: Words
  now: Date
  offsetMinutes: number
  regionCode: string
  /** The field asked for, or null. */
  asked: FieldPath | null
  /** The citizen was asked what to change, or looks at the summary: what is named overwrites. */
  isCorrecting: boolean
}

export interface Absorbed {
  frame: Frame
  filled: FieldPath[]
  corrected: FieldPath[]
  /** Named in a correction, but the same as before. */
  unchanged: FieldPath[]
  /** A field was refused or is not known; null where the asked one was answered or not answered at all. */
  settledAs: 'notProvided' | 'unknown' | null
  /** Fields that the turn settled so; more or others than the asked one where they were named. */
  refusedPaths: FieldPath[]
  /** Given before and taken back now. */
  takenBack: FieldPath[]
  isIdMasked: boolean
  /** Digits were given for the phone, but not a whole number. */
  isBadPhone: boolean
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Facts only count as put right where a person would see a difference. */
function visible(path: FieldPath, frame: Frame): unknown {
  if (path === 'occurredAt') {
    const value = given(frame, path)
    return value && [value.start, value.end]
  }
  if (path === 'claims') return given(frame, path)?.map(claim => [claim.type, claim.amount ?? null])
  if (path === 'respondent.name') return given(frame, path)?.name
  if (path === 'place') return given(frame, path)?.text
  return given(frame, path)
}

function isCorrection(message: Message, context: AbsorbContext): boolean {
  return (
    context.isCorrecting ||
    (topIntent(message) === 'correct' && intentConfidence(message, 'correct') >= 0.5) ||
    context.words.heard('correcting', message.plain)
  )
}

/** An act that answers the asked field by not giving it. */
function refusal(message: Message, asked: FieldPath, words: Words): 'notProvided' | 'unknown' | null {
  // "匿名" keeps back who writes, not where it was
  if (!asked.startsWith('requester.') && words.heard('anonymous.bare', message.plain)) return null
  const top = topIntent(message)
  const sure = top === null ? 0 : intentConfidence(message, top)
  if ((top === 'skip' && sure >= 0.5) || words.heard('refuse', message.plain)) return 'notProvided'
  if ((top === 'unknown_answer' && sure >= 0.5) || words.heard('unknown', message.plain)) return 'unknown'
  // "没有" to "有订单号吗": there is none
  if (top === 'deny' && sure >= PURE_ACT && words.heard('deny.only', message.plain))
    return asked === 'contract.orderNo' ? 'unknown' : 'notProvided'
  return null
}

/** Claims that only grew (another one, or the sum of one) are told on, not put right. */
function isMore(before: Frame, after: Frame): boolean {
  const now = given(after, 'claims') ?? []
  return (given(before, 'claims') ?? []).every(claim =>
    now.some(other => other.type === claim.type && (claim.amount === undefined || claim.amount === other.amount))
  )
}

/** Fields that a refusal may name: "电话不想留" said while the order number was asked for. */
const NAMED = [
  'requester.phone',
  'requester.name',
  'contract.orderNo',
  'occurredAt',
  'place',
  'respondent.name'
] as const satisfies readonly FieldPath[]

/** Which fields a refusal settles: those it names, else the one asked for. */
function refusedFields(message: Message, asked: FieldPath | null, words: Words): FieldPath[] {
  const named = NAMED.filter(path => words.heard(`field.${path}`, message.plain))
  if (named.length > 0 && words.heard('refuse', message.plain)) return named
  return asked ? [asked] : []
}

/** "名字不说了" right after the phone: a field that is still open, though it was not asked for. */
function refusedBeside(frame: Frame, message: Message, words: Words): FieldPath | null {
  return refusesNamed(message, words).find(path => !isSettled(frame, path)) ?? null
}

/** The fields that short words refuse by name. */
const refusesNamed = ({ plain }: Message, words: Words): FieldPath[] =>
  plain.length > MAX_REFUSAL || !words.heard('refuse', plain)
    ? []
    : NAMED.filter(path => words.heard(`field.${path}`, plain))
/** Longer words tell what somebody else refused. */
const MAX_REFUSAL = 12

/** "电话删掉吧": what was given is taken back, as far as a ticket can do without it. */
function takeBack(frame: Frame, message: Message, words: Words): FieldPath[] {
  const match = words.match('takeBack', message.plain)
  if (!match) return []
  const taken = (['requester.phone', 'requester.name', 'contract.orderNo'] as const).filter(
    path => given(frame, path) !== null && words.heard(`field.${path}`, match[0])
  )
  for (const path of taken) frame.slots[path] = { state: 'notProvided' }
  return taken
}

const withEntities = (message: Message, entities: Message['understanding']['entities']): Message => ({
  ...message,
  understanding: { ...message.understanding, entities }
})

const CERTAIN = new Set(['time', 'money', 'phone', 'order_no'])

/** A question instead of an answer, without anything in it that could only be an answer. */
function asksBack({ plain, understanding: { entities, claims } }: Message, words: Words): boolean {
  const isCertain = entities.some(({ type }) => CERTAIN.has(type)) || claims.length > 0
  return !isCertain && words.heard('asking.back', plain)
}

/** A dialogue act and nothing that could be a value. */
function isMereWord(message: Message): boolean {
  // "嗯,张桂兰": an act was heard in what hesitates, the answer comes after it
  const isHesitating = message.plain.length + 1 < message.text.trim().length
  return isPureAct(message) && !isHesitating && entitiesWithin(message).length === 0 && !/\d/.test(message.text)
}

/** A place that could be anywhere ("石板路") gives way to one whose division is known. */
const isWanted = (frame: Frame, path: FieldPath) =>
  given(frame, path) === null ||
  path === 'amountInvolved' ||
  (path === 'place' && given(frame, 'place')?.regionCode === undefined)

/** Longer corrections tell something, too. */
const MAX_REPAIR = 24

const DIGITS = /\d[\d\s-]{4,}/

export function absorb(before: Frame, heard: Heard, context: AbsorbContext): Absorbed {
  const frame = structuredClone(before)
  const touched = new Set<FieldPath>()
  const { words, asked } = context
  let isIdMasked = false
  let settledAs: Absorbed['settledAs'] = null
  const refusedPaths: FieldPath[] = []
  const takenBack: FieldPath[] = []
  for (const message of heard.messages) {
    const isPut = isCorrection(message, context)
    const isAnswering = asked !== null && !isSettled(frame, asked)
    const reading: Reading = {
      message,
      frame,
      asked: isAnswering || isPut ? asked : null,
      isCorrection: isPut,
      isRefusal: false,
      words,
      now: context.now,
      offsetMinutes: context.offsetMinutes,
      regionCode: context.regionCode,
      touched
    }
    // "上一步" and "提交" are no place and no name, though they stand where one was expected
    if (words.heard('command', message.plain) && !/\d/.test(message.text)) continue
    // nor is "你们都是吃干饭的吗"
    if (asked !== null && asked !== 'content' && asksBack(message, words)) continue
    const taken = takeBack(frame, message, words)
    takenBack.push(...taken)
    const isCalled = !isPut && readCalled(reading)
    const another = isPut || isCalled ? null : answersAnother(reading)
    const isElsewhere = isCalled || another !== null
    const refusable = isAnswering ? asked : refusedBeside(frame, message, words)
    const refused = refusable && taken.length === 0 && !isElsewhere ? refusal(message, refusable, words) : null
    reading.isRefusal = refused !== null || refusesNamed(message, words).length > 0
    if (another) reading.message = readAs(message, another)
    else if (isCalled) reading.message = withEntities(message, entitiesWithin(message))
    if (isElsewhere) reading.asked = another !== null && isWanted(frame, another) ? another : null
    // neither is "不想说"
    if (refused || taken.length > 0 || isMereWord(message) || words.heard('anonymous.bare', message.plain)) {
      reading.asked = asked?.startsWith('requester.') && !refused ? asked : null
      reading.message = withEntities(message, entitiesWithin(message))
    }
    const size = JSON.stringify(frame.slots).length
    readRequester(reading)
    readTime(reading)
    readRespondent(reading)
    readPlace(reading)
    readVenuePlace(reading)
    readOnline(reading)
    // asked who it is, the citizen told where: the place is not who
    if (another === 'place' && frame.slots['respondent.name']?.state === 'inferred')
      delete frame.slots['respondent.name']
    readClaims(reading)
    readCircumstances(reading)
    for (const path of refused ? refusedFields(message, asked, words) : []) {
      if (isSettled(frame, path)) continue
      markAnswered(frame, path, refused!)
      refusedPaths.push(path)
      settledAs = refused
    }
    // "单号找不到了" needs no question any more
    if (!isSettled(frame, 'contract.orderNo') && words.heard('orderNo.lost', message.plain))
      markAnswered(frame, 'contract.orderNo', 'unknown')
    isIdMasked ||= withoutIdNumbers(message).isMasked
    const gaveFacts = JSON.stringify(frame.slots).length !== size
    // what only puts a field right is no part of the story
    const isRepair =
      isPut && reading.touched.size > 0 && message.text.length <= MAX_REPAIR && !words.heard('told.more', message.plain)
    addWords(frame, message, context, gaveFacts, refused !== null || taken.length > 0 || isRepair)
  }
  if (isAnonymous(before) && !isAnonymous(frame)) askWhoAgain(frame)
  // "玉水寨景区" was who and where; another name is not there
  const oldName = given(before, 'respondent.name')?.name
  const isRenamed = oldName !== undefined && given(frame, 'respondent.name')?.name !== oldName
  if (isRenamed && given(frame, 'place')?.text === oldName) delete frame.slots.place
  identitySpans(frame, words, heard.messages)
  if (!isSettled(frame, 'content') && isEnough(frame, words))
    setValue(frame, 'content', true, { turn: frame.words[0]?.turn ?? 1 })

  const paths = Object.keys({ ...before.slots, ...frame.slots }) as FieldPath[]
  const changed = paths.filter(path => !isSame(visible(path, before), visible(path, frame)))
  const early = given(before, 'occurredAt')
  // an hour told first gets its day: told on, not put right
  const isTold = (path: FieldPath) =>
    (path === 'claims' && isMore(before, frame)) ||
    (path === 'amountInvolved' && !touched.has(path)) ||
    (path === 'occurredAt' && early !== null && isUndated(early, words))
  const filled = changed.filter(path => given(frame, path) !== null && (given(before, path) === null || isTold(path)))
  const corrected = changed.filter(path => given(before, path) !== null && given(frame, path) !== null && !isTold(path))
  const turn = heard.messages.at(-1)?.turn ?? 1
  for (const path of corrected) frame.edits.push({ path, turn })
  return {
    frame,
    filled,
    corrected,
    unchanged: [...touched].filter(path => !changed.includes(path) && given(before, path) !== null),
    settledAs,
    refusedPaths,
    takenBack,
    isIdMasked,
    isBadPhone: asked === 'requester.phone' && !isSettled(frame, asked) && DIGITS.test(heard.plain)
  }
}

/** "还是实名吧": what was left out to stay anonymous may be asked for. */
function askWhoAgain(frame: Frame): void {
  for (const path of ['requester.phone', 'requester.name'] as const) {
    frame.asked[path] = 0
    if (given(frame, path) === null) delete frame.slots[path]
  }
}

/** The value taken is about all that the message says. */
const BARE_SHARE = 0.6

function isBareAnswer(frame: Frame, asked: FieldPath, message: Message): boolean {
  const slot = frame.slots[asked]
  const origin = slot && 'origin' in slot ? slot.origin : null
  if (origin?.turn !== message.turn || origin.start === undefined || origin.end === undefined) return false
  return origin.end - origin.start >= message.text.trim().length * BARE_SHARE
}

const WITHOUT_MAX = 12
const OF_MATTER = new Set(['place', 'respondent', 'time', 'money', 'plate_no'])

/** Name, phone or order number come out of this very message. */
function isAnsweredNow(frame: Frame, { turn }: Message): boolean {
  return (['requester.phone', 'requester.name', 'contract.orderNo'] as const).some(path => {
    const slot = frame.slots[path]
    return slot !== undefined && 'origin' in slot && slot.origin?.turn === turn
  })
}

/** "是的,当时还有别人在场", "补充一下,…": more is told than the act that the words begin with. */
export const tellsBeside = ({ plain }: Message, words: Words): boolean =>
  words.heard('told.more', plain) || (words.heard('told.on', plain) && words.heard('told.beside', plain))

/** Which words join the content: what tells something, and bare answers in case the rest is too short. */
function addWords(
  frame: Frame,
  message: Message,
  context: AbsorbContext,
  gaveFacts: boolean,
  isRefusal: boolean
): void {
  const { asked, words } = context
  if (isRefusal) return
  const isForWho = asked === 'requester.phone' || asked === 'requester.name' || asked === 'contract.orderNo'
  // what is told on while a phone is asked for belongs to the story; what was taken for the answer does not
  const isTelling =
    words.heard('told.on', message.plain) || entitiesWithin(message).some(({ type }) => OF_MATTER.has(type))
  // "没有订单号": an answer, too, though no value
  const isWithout = message.plain.length <= WITHOUT_MAX && words.heard('orderNo.lost', message.plain)
  if (isForWho && (isAnsweredNow(frame, message) || isWithout || !isTelling)) return
  const isBeside = tellsBeside(message, words)
  if (isPureAct(message) && !gaveFacts && !isBeside) return
  const isAnswerToContent = asked === 'content' || frame.words.length === 0 || isForWho || isBeside
  const utterance = asUtterance(
    message,
    words,
    isAnswerToContent && message.understanding.kinds.length + message.text.length > 4
  )
  if (utterance.text === '') return
  if (asked && asked !== 'content' && isBareAnswer(frame, asked, message)) utterance.isNarrative = false
  if (utterance.isNarrative || gaveFacts) frame.words.push(utterance)
  if (asked === 'content' && !isSettled(frame, 'content') && (frame.asked.content ?? 0) >= 1) {
    setValue(frame, 'content', true, { turn: message.turn })
  }
}
