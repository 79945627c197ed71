// Citizens answer ahead of the questions, or after them: a sum where a place was asked for, the shop's name where a day was.
// What stands in the wrong place goes where it belongs, and the open question comes again.
import type { EntityType } from '../../nlu/index.ts'
import type { Message } from '../heard.ts'
import { type FieldPath, given, setValue } from './frame.ts'
import { claimsSaid } from './read-claims.ts'
import { isPlatform, isVague } from './read-respondent.ts'
import { captured, entitiesOf, originOf, type Reading } from './reading.ts'

/** The sum is about all that was said. */
const SHARE = 0.7
/** Matters whose respondent is itself a place: scenic areas, museums, libraries, relic sites, shows (DOMAIN.md section 3). */
const OF_PLACES = /^WL(?:2003|30|40|1003|60)/
const NAME_MIN = 2
const NAME_MAX = 30

/** Fields that any short words could be taken for. */
const OPEN = new Set<FieldPath>(['place', 'respondent.name', 'occurredAt', 'requester.name', 'contract.orderNo'])

const telling = (text: string) => text.replace(/[\s\p{P}]/gu, '').length

/** "交了1580", "680": a sum and the word that it was paid. */
function isSum(reading: Reading): boolean {
  const { message, words } = reading
  if (words.heard('amount.bare', message.text)) return true
  const length = entitiesOf(reading, 'money').reduce((sum, entity) => sum + entity.end - entity.start, 0)
  return length > 0 && length >= telling(message.text.replace(words.pattern('amount.lead'), '')) * SHARE
}

/** Entities that answer an open field: with one of them the message may well be the answer. */
const ANSWERS: Partial<Record<FieldPath, readonly EntityType[]>> = {
  place: ['place'],
  'respondent.name': ['respondent'],
  occurredAt: ['time'],
  'requester.name': ['person', 'phone'],
  'contract.orderNo': ['order_no']
}

/** What is the whole message was taken for a place or a name because one was asked for. */
function answers(reading: Reading, path: FieldPath): boolean {
  const length = reading.message.text.trim().length
  return (ANSWERS[path] ?? []).some(type => entitiesOf(reading, type).some(({ start, end }) => end - start < length))
}

/** A business named within a longer message. */
const namesBusiness = (reading: Reading) =>
  entitiesOf(reading, 'respondent').some(({ text }) => reading.words.heard('respondent.business', text))

const isBusiness = ({ message, words }: Reading) =>
  message.text.trim().length <= NAME_MAX && words.heard('respondent.business', message.text.trim())

/** "在大研古城五一街", "束河古镇": where it is. A scenic area complained about is both, and stays a name. */
function isPlace(reading: Reading): boolean {
  const { frame, message, words } = reading
  // "在学府路那个极速网咖": where and who
  if (namesBusiness(reading)) return false
  const isAddress = words.heard('place.answer', message.plain)
  if (words.heard('place.address', message.text)) return true
  if (!isAddress && OF_PLACES.test(frame.category?.code ?? '')) return false
  return words.heard('place.name', message.text) || (isAddress && entitiesOf(reading, 'place').length > 0)
}

/** The message without what its words were taken for because another field was asked for. */
export function readAs(message: Message, another: FieldPath): Message {
  const kept = another === 'place' ? ['place', 'person', 'time'] : (ANSWERS[another] ?? [])
  const wrong = ['respondent', 'place', 'person', 'time'].filter(type => !kept.some(other => other === type))
  const entities = message.understanding.entities.filter(({ type }) => !wrong.includes(type))
  return { ...message, understanding: { ...message.understanding, entities } }
}

/**
 * The field that the message answers in place of `reading.asked`; null where it may well answer what was asked.
 * A sum belongs to the money of the matter; a place is no name where the matter is not about a place.
 */
export function answersAnother(reading: Reading): FieldPath | null {
  const { asked } = reading
  if (asked === null || !(OPEN.has(asked) || asked === 'requester.phone')) return null
  if (isSum(reading)) return 'amountInvolved'
  if (!OPEN.has(asked)) return null
  if (!answers(reading, asked)) {
    if (asked !== 'contract.orderNo' && entitiesOf(reading, 'order_no').length > 0) return 'contract.orderNo'
    if (claimsSaid(reading).length > 0) return 'claims'
    // "康途旅行社" to "在哪儿?", while nobody was named
    if (asked !== 'respondent.name' && given(reading.frame, 'respondent.name') === null && isBusiness(reading))
      return 'respondent.name'
    // "姓高13300003333" is who writes
    if (entitiesOf(reading, 'phone').length > 0) return 'requester.phone'
  }
  return asked === 'respondent.name' && isPlace(reading) ? 'place' : null
}

/**
 * "叫半山小院", "不知道叫什么,好像叫云上假期": what it is called, said where something else was asked for, or after a "don't know".
 * True where the respondent was named so.
 */
export function readCalled(reading: Reading): boolean {
  const { asked, frame, message, words } = reading
  const called = captured(words, 'respondent.called', message.text) ?? captured(words, 'respondent.role', message.text)
  if (!called || called.text.length < NAME_MIN || called.text.length > NAME_MAX) return false
  const name = called.text
  // "云途旅行社的导游,叫阿强": the agency, not the guide's first name
  if (namesBusiness(reading) && !words.heard('respondent.business', name)) return false
  const known = given(frame, 'respondent.name')
  if (known && !isVague(known.name, words) && !isPlatform(known.name, words)) return false
  // "叫王芳" to "怎么称呼您" is who is writing
  const isAskedForSelf = asked === 'requester.name' || asked === 'requester.phone' || asked === null
  const isHedged = words.heard('respondent.hedged', message.text)
  if (isAskedForSelf && !isHedged && !words.heard('respondent.organisation', name)) return false
  setValue(frame, 'respondent.name', { name, kind: null }, originOf(reading, { start: called.start, end: called.end }))
  return true
}
