// The citizen's own words as they go into the ticket: in order, without identity, ID numbers masked.
import type { Message } from '../heard.ts'
import type { Words } from '../words/words.ts'
import { type FieldPath, type Frame, given, type Utterance } from './frame.ts'

/** Below this many characters of narrative nobody can act on the ticket (WorkOrder.content, minLength 10). */
export const MIN_CONTENT = 10
const MAX_CONTENT = 2000
/** A message is more than its entities from this many other characters on. */
const MIN_NARRATIVE = 6

/** The message with its ID numbers masked, every character kept in its place. */
export function withoutIdNumbers(message: Message): { text: string; isMasked: boolean } {
  let { text } = message
  const found = message.understanding.entities.filter(entity => entity.type === 'id_number')
  for (const { start, end } of found) text = text.slice(0, start) + '*'.repeat(end - start) + text.slice(end)
  return { text, isMasked: found.length > 0 }
}

const ALPHANUMERIC = /[\p{L}\p{N}]/gu
const weight = (text: string) => text.match(ALPHANUMERIC)?.length ?? 0

/** Is there more in the message than the entities in it and the bare wish to complain? */
function tells(message: Message, words: Words): boolean {
  let { text } = message
  for (const { start, end } of message.understanding.entities) {
    text = text.slice(0, start) + ' '.repeat(end - start) + text.slice(end)
  }
  return weight(text.replace(words.pattern('content.generic'), ' ')) >= MIN_NARRATIVE
}

export function asUtterance(message: Message, words: Words, isAnswerToContent: boolean): Utterance {
  return {
    turn: message.turn,
    text: withoutIdNumbers(message).text.trim() === '' ? '' : withoutIdNumbers(message).text,
    identity: [],
    isNarrative: isAnswerToContent || tells(message, words)
  }
}

/** Spans of the requester's own name and phone in each message, with the words that lead to them. */
export function identitySpans(frame: Frame, words: Words, messages: readonly Message[]): void {
  for (const utterance of frame.words) {
    const message = messages.find(other => other.turn === utterance.turn)
    if (!message) continue
    const own = message.understanding.entities.filter(entity => {
      if (entity.type === 'email') return true
      if (entity.type === 'phone') return !isRespondentPhone(frame, entity.value.national)
      if (entity.type !== 'person') return false
      return !entity.value.role || words.heard('role.self', entity.value.role)
    })
    const told = [...own, ...namesIn(frame, utterance.text, own)]
    utterance.identity = told.map(span => ({ start: leadOf(utterance.text, span.start, words), end: span.end }))
  }
}

/** The requester's name where no entity tells it: "阿依努尔·买买提,139…". */
function namesIn(frame: Frame, text: string, known: readonly { start: number; end: number }[]) {
  const name = given(frame, 'requester.name')
  const start = name && name.length > 1 ? text.indexOf(name) : -1
  if (!name || start < 0 || known.some(span => span.start <= start && start < span.end)) return []
  return [{ start, end: start + name.length }]
}

function isRespondentPhone(frame: Frame, number: string): boolean {
  return given(frame, 'respondent.phone') === number
}

/** "我叫", "联系电话:" before a name or number go with it. */
function leadOf(text: string, start: number, words: Words): number {
  const before = text.slice(0, start)
  const match = words.match('identity.lead', before)
  return match ? match.index : start
}

const SEAM = /[\s,，;；、。]*(?=[。！？!?])|(?<=[,，;；、])[\s,，;；、]+/g

/** One utterance without identity, tidied where something was cut out. */
export function publicText(frame: Frame, utterance: Utterance): string {
  let { text } = utterance
  for (const { start, end } of [...utterance.identity].sort((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + text.slice(end)
  }
  for (const path of ['requester.phone', 'requester.name'] satisfies FieldPath[]) {
    const value = given(frame, path)
    // a name of one character ("姓王") stands in too many words to be cut out wherever it occurs
    if (value && value.length >= 2) text = text.replaceAll(value, '')
  }
  if (utterance.identity.length > 0) text = text.replace(SEAM, '')
  return text.replace(/^[\s,，;；、。]+|[\s,，;；、]+$/g, '')
}

/** The narrative told so far, in order, one message a line. */
export function narrative(frame: Frame): string {
  return frame.words
    .filter(utterance => utterance.isNarrative)
    .map(utterance => publicText(frame, utterance))
    .filter(text => text !== '')
    .join('\n')
}

/** WorkOrder.content: the narrative; with the bare answers, too, where it alone is too short. */
export function contentOf(frame: Frame): string {
  const told = narrative(frame)
  if (told.length >= MIN_CONTENT) return told.slice(0, MAX_CONTENT)
  return frame.words
    .map(utterance => publicText(frame, utterance))
    .filter(text => text !== '')
    .join('\n')
    .slice(0, MAX_CONTENT)
}

/** "一家网吧让小孩上网": so much beside the wish itself says what it is about. */
const MIN_TOLD = 8

export function isEnough(frame: Frame, words: Words): boolean {
  return weight(narrative(frame).replace(words.pattern('content.generic'), ' ')) >= MIN_TOLD
}
