// What the readers of single fields work on: one message, the frame to fill, and how the message is to be taken.
import type { Entity, EntityType } from '../../nlu/index.ts'
import type { Message } from '../heard.ts'
import type { Words } from '../words/words.ts'
import type { FieldPath, Frame, Origin } from './frame.ts'

export interface Reading {
  message: Message
  frame: Frame
  /** The field that was asked for just before, where this message may answer it. */
  asked: FieldPath | null
  /** The message puts something right: what it names overwrites. */
  isCorrection: boolean
  /** The asked field is refused or not known: "不想说". */
  isRefusal: boolean
  words: Words
  now: Date
  /** Minutes east of UTC. */
  offsetMinutes: number
  regionCode: string
  /** Fields that the message named, also where the value stayed as it was. */
  touched: Set<FieldPath>
}

export type EntityOf<T extends EntityType> = Extract<Entity, { type: T }>

const NEGATION_REACH = 6

/** "不是12号": the words before a mention take it back. */
export function isNegated(reading: Reading, start: number): boolean {
  const before = reading.message.text.slice(Math.max(0, start - NEGATION_REACH), start)
  return reading.words.heard('negated.before', before)
}

/** Entities of a type that are not taken back, in the order of the text. */
export function entitiesOf<T extends EntityType>(reading: Reading, type: T): EntityOf<T>[] {
  return reading.message.understanding.entities
    .filter((entity): entity is EntityOf<T> => entity.type === type)
    .filter(entity => !isNegated(reading, entity.start))
    .sort((a, b) => a.start - b.start)
}

export function originOf(reading: Reading, span: { start: number; end: number; confidence?: number }): Origin {
  return {
    turn: reading.message.turn,
    start: span.start,
    end: span.end,
    ...(span.confidence !== undefined && { confidence: Math.min(1, Math.max(0, span.confidence)) })
  }
}

/** May the message set this field? Where it is empty, where it was asked for, and where something is put right. */
export function mayFill(reading: Reading, path: FieldPath): boolean {
  const slot = reading.frame.slots[path]
  if (!slot || !('value' in slot) || slot.state === 'inferred') return true
  return reading.isCorrection || reading.asked === path
}

export interface Piece {
  text: string
  start: number
  end: number
}

/** What the pattern's group caught (the one that did, where it has several), with its offsets in the text. */
export function captured(words: Words, id: string, text: string): Piece | null {
  const match = words.match(id, text)
  const caught = match?.slice(1).find(group => group !== undefined)
  if (!match || !caught) return null
  const start = match.index + match[0].lastIndexOf(caught)
  return { text: caught, start, end: start + caught.length }
}

/** Where the field is spoken of: "我叫…,不叫…。还有,店名错了,应该叫…" puts two of them right. */
export const fieldAt = ({ words, message: { text } }: Reading, field: string): number =>
  words.match(field, text)?.index ?? 0

/** As `captured`, in what stands from `from` on. */
export function capturedFrom({ words, message: { text } }: Reading, from: number, id: string): Piece | null {
  const found = captured(words, id, text.slice(from))
  return found && { text: found.text, start: found.start + from, end: found.end + from }
}

/**
 * What is left of the message after cutting out the entities of some types, as pieces without edge punctuation and
 * lead words (pattern id `lead`), with offsets into the message.
 */
export function pieces(reading: Reading, without: readonly EntityType[], lead: string): Piece[] {
  const { text, understanding } = reading.message
  const cuts = understanding.entities.filter(entity => without.includes(entity.type)).sort((a, b) => a.start - b.start)
  const found: Piece[] = []
  let at = 0
  for (const cut of [...cuts, { start: text.length, end: text.length }]) {
    if (cut.start > at) found.push(trimmed(reading, at, cut.start, lead))
    at = Math.max(at, cut.end)
  }
  return found.filter(piece => piece.text !== '')
}

const EDGE_START = /^[\s\p{P}\p{S}]+/u
const EDGE_END = /[\s\p{P}\p{S}]+$/u

/** "嗯,那个,就在四方街": without the hesitation and the lead words of a field in front. */
export const withoutLead = (words: Words, text: string, lead: string): string =>
  text.replace(words.pattern('lead.filler'), '').replace(words.pattern(lead), '')

function trimmed(reading: Reading, start: number, end: number, lead: string): Piece {
  const { text } = reading.message
  let from = start
  let to = end
  const skip = (pattern: RegExp) => {
    const match = pattern.exec(text.slice(from, to))
    if (match && match.index === 0) from += match[0].length
  }
  skip(EDGE_START)
  from = to - withoutLead(reading.words, text.slice(from, to), lead).length
  skip(EDGE_START)
  // "四方街吧"
  const particle = reading.words.match('tail.particle', text.slice(from, to))
  if (particle && particle.index > 1) to = from + particle.index
  const tail = EDGE_END.exec(text.slice(from, to))
  // a closing bracket belongs to what it closes
  if (tail && !/[)）》」』】]$/.test(tail[0])) to -= tail[0].length
  return { text: text.slice(from, to), start: from, end: to }
}
