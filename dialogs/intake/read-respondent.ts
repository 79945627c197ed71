import type { EntityType } from '../../nlu/index.ts'
import type { Words } from '../words/words.ts'
import { type FieldPath, given, setValue } from './frame.ts'
import {
  captured,
  capturedFrom,
  type EntityOf,
  entitiesOf,
  fieldAt,
  isNegated,
  mayFill,
  originOf,
  type Piece,
  pieces,
  type Reading
} from './reading.ts'

const MIN = 2
const MAX = 100
const MAX_ANSWER = 40

/** Kinds of respondent of the work order that a name gives away; patterns `respondent.<kind>` in words/. */
const TOLD_BY_NAME = [
  'online_travel',
  'travel_agency',
  'guide',
  'scripted_entertainment',
  'internet_cafe',
  'cinema',
  'entertainment_venue',
  'lodging',
  'library',
  'museum',
  'cultural_centre',
  'bookshop_publisher',
  'art_business',
  'broadcasting',
  'performance',
  'relic_site',
  'scenic_spot',
  'transport',
  'catering',
  'government_body',
  'shop'
] as const

/** Level-2 category → the kind of respondent that it is nearly always about (DOMAIN.md section 3). */
const BY_CATEGORY: Record<string, string> = {
  WL1001: 'entertainment_venue',
  WL1002: 'internet_cafe',
  WL1003: 'performance',
  WL1004: 'art_business',
  WL1005: 'online_culture',
  WL1006: 'scripted_entertainment',
  WL2001: 'travel_agency',
  WL2002: 'guide',
  WL2003: 'scenic_spot',
  WL2004: 'lodging',
  WL2005: 'online_travel',
  WL2007: 'travel_agency',
  WL3001: 'library',
  WL3002: 'museum',
  WL3003: 'cultural_centre',
  WL4001: 'relic_site',
  WL5001: 'broadcasting',
  WL5002: 'bookshop_publisher',
  WL5003: 'cinema',
  WL7001: 'government_body'
}

/** Kind of a respondent by its name, else by the matter, else `other`. */
export function respondentKind(name: string, categoryCode: string | null, words: Words): string {
  const told = TOLD_BY_NAME.find(kind => words.heard(`respondent.${kind}`, name))
  return told ?? BY_CATEGORY[categoryCode?.slice(0, 6) ?? ''] ?? 'other'
}

const TOUR = /^WL200[127]/

/** The matter is a tour's: by its category, and an agency or guide is spoken of. */
function isTour({ message, words }: Reading): boolean {
  return TOUR.test(message.understanding.category?.code ?? '') && words.heard('tour.generic', message.plain)
}

const ORGANISERS = new Set(['travel_agency', 'online_travel'])
const ON_THE_WAY = new Set(['transport', 'scenic_spot', 'lodging', 'catering'])

/** Which of several names is the one complained about: the surest; of equals the first. */
function best(
  found: readonly EntityOf<'respondent'>[],
  isCorrection: boolean,
  ofTour: boolean
): EntityOf<'respondent'> | null {
  if (isCorrection) return found.at(-1) ?? null
  if (ofTour) {
    // of a tour the agency is complained about, not the boats, shops and hotels on the way
    const organiser = found.find(entity => ORGANISERS.has(entity.value.kind))
    if (organiser || found.every(entity => ON_THE_WAY.has(entity.value.kind))) return organiser ?? null
  }
  return [...found].sort((a, b) => b.confidence - a.confidence || a.start - b.start)[0] ?? null
}

export function readRespondent(reading: Reading): void {
  const { frame, asked, isCorrection, message, words } = reading
  const isAnswer = asked === 'respondent.name'
  // "名字写错了,叫木青松", though the other side's name was asked for: one's own, where no other is known
  const isOwnName = words.heard('name.mine', message.plain) && !words.heard('respondent.mine', message.plain)
  if (isAnswer && isCorrection && isOwnName && !given(frame, 'respondent.name')) return
  // "我把地方说错了,应该是拉市海湿地公园": where, and not who
  const isOfPlace = words.heard('field.place', message.plain) && !words.heard('respondent.mine', message.plain)
  if (isAnswer && isCorrection && isOfPlace) return
  const found = best(
    entitiesOf(reading, 'respondent').filter(
      entity =>
        entity.text.length >= MIN &&
        !words.heard('respondent.nobody', entity.text) &&
        !(isAnswer && words.heard('respondent.notName', entity.text)) &&
        !words.heard('correction.word', entity.text) &&
        !words.heard('correcting', entity.text)
    ),
    isCorrection,
    !isAnswer && isTour(reading)
  )
  if (found) {
    if (isCorrection || isAnswer) reading.touched.add('respondent.name')
    const known = given(frame, 'respondent.name')
    const isBetter = known !== null && isVague(known.name, words) && !isVague(found.value.name, words)
    if (mayFill(reading, 'respondent.name') || isBetter || isResponsible(reading, found)) {
      const { kind } = found.value
      const whole = isAnswer ? wholeAnswer(reading, found) : withoutPlace(reading, found.value.name)
      const name = `${whole}${tailOf(reading, found)}`
      setValue(frame, 'respondent.name', { name: name.slice(0, MAX), kind: kind || null }, originOf(reading, found))
    }
  } else if (isAnswer && message.text.length <= MAX_ANSWER && !tellsPlace(reading)) {
    const piece = pieces(reading, ['time', 'phone', 'money'], 'lead.name').sort(
      (a, b) => b.text.length - a.text.length
    )[0]
    // "我姓敖" is who writes, "她买了两个镯子" what happened
    const isName = ({ text }: Piece) => text.length >= MIN && !NO_NAME.some(id => words.heard(id, text))
    const told = piece && (organisationIn(piece, words) ?? (isName(piece) ? behindPlace(piece, words) : null))
    if (told) {
      setValue(
        frame,
        'respondent.name',
        { name: told.text.slice(0, MAX), kind: null },
        originOf(reading, { ...told, confidence: 0.7 })
      )
      reading.touched.add('respondent.name')
    }
  }
  readCorrected(reading, found?.value.name ?? null)
  if (!frame.slots['respondent.name']) readSaid(reading)
  readOthers(reading)
  readMarks(reading)
}

/** "新华街那个金色年华": the name behind the street, which is read as the place. */
function behindPlace(piece: Piece, words: Words): Piece {
  const name = captured(words, 'respondent.behindPlace', piece.text)
  return name ? { text: name.text, start: piece.start + name.start, end: piece.start + name.end } : piece
}

const NO_NAME = ['name.self', 'respondent.notName', 'correcting', 'correction.word', 'thanks']

/** "主办方是云上文化传媒" after the platform where the ticket was bought: who answers for it was said outright. */
function isResponsible({ frame, message, words }: Reading, found: EntityOf<'respondent'>): boolean {
  const known = given(frame, 'respondent.name')
  if (!known || captured(words, 'respondent.role', message.text)?.text !== found.text) return false
  return isPlatform(known.name, words)
}

/** Where it was bought, which may not be who answers for it. */
export const isPlatform = (name: string, words: Words) =>
  words.heard('respondent.online_travel', name) || words.heard('respondent.platform', name)

/** "玉山国旅的,姓李的男导游": of several clauses the one that is named as businesses are. */
function organisationIn(piece: Piece, words: Words): Piece | null {
  for (const match of piece.text.matchAll(/[^,，、;；。]+/g)) {
    const text = match[0].replace(words.pattern('respondent.end'), '')
    if (text.length < MIN || text.length === piece.text.length || !words.heard('respondent.organisation', text))
      continue
    if (words.heard('respondent.notName', text) || isVague(text, words)) continue
    const start = piece.start + match.index
    return { text, start, end: start + text.length }
  }
  return null
}

/** "花间堂" + "酒吧": what follows the name found belongs to it. */
function tailOf({ message, words }: Reading, found: EntityOf<'respondent'>): string {
  return words.match('respondent.tail', message.text.slice(found.end))?.[0] ?? ''
}

/** "店名错了,应该叫雪域翡翠行": no name that is known, but said to be one. */
function readCorrected(reading: Reading, found: string | null): void {
  const { frame, message, words, isCorrection } = reading
  if (!isCorrection) return
  // the known name is what is taken back or changed: "不是银树KTV,是…", "银树KTV改成…"
  const known = given(frame, 'respondent.name')?.name
  const at = known ? message.text.indexOf(known) : -1
  const rest = at + (known?.length ?? 0)
  const isTaken = at >= 0 && (isNegated(reading, at) || words.heard('changed.behind', message.text.slice(rest)))
  const told = capturedFrom(reading, isTaken ? rest : fieldAt(reading, 'respondent.mine'), 'respondent.corrected')
  if (!told) return
  const name = told.text
  // "是四季阳光酒店" of which 阳光酒店 was found; else only where the name is what is spoken of
  const isFuller =
    found !== null && name !== found && name.endsWith(found) && name.length <= found.length + MAX_LEAD + 1
  const isMeant = isTaken || words.heard('respondent.mine', message.plain)
  if (!isFuller && ((found !== null && !(isTaken && found === known)) || !isMeant)) return
  reading.touched.add('respondent.name')
  const origin = originOf(reading, { ...told, confidence: 0.7 })
  setValue(frame, 'respondent.name', { name: name.slice(0, MAX), kind: null }, origin)
}

/** "旅行社和玉器店两家都要投诉": each one named is complained about, if that is said outright. */
function readOthers(reading: Reading): void {
  const { frame, message, words } = reading
  if (!words.heard('several', message.plain)) return
  const first = given(frame, 'respondent.name')
  if (!first) return
  for (const { value } of entitiesOf(reading, 'respondent')) {
    const known = [first, ...frame.others].some(({ name }) => name.includes(value.name) || value.name.includes(name))
    if (known || isVague(value.name, words) || frame.others.length >= MAX_OTHERS) continue
    frame.others.push({ name: value.name.slice(0, MAX), kind: value.kind || null })
  }
}
const MAX_OTHERS = 3

/** "在香格里大道,农行旁边": where it is, said instead of what it is called. */
function tellsPlace(reading: Reading): boolean {
  return entitiesOf(reading, 'place').length > 0 && reading.words.heard('place.answer', reading.message.plain)
}

/** "在大研古城的听雨客栈": a name that shows by its make, in a matter that accuses somebody. */
function readSaid(reading: Reading): void {
  const { message, words } = reading
  const { kinds } = message.understanding
  const isOutright = words.heard('explicit.complaint', message.plain) || words.heard('explicit.report', message.plain)
  if (!kinds.includes('report') && !kinds.includes('complaint') && !isOutright) return
  const said = captured(words, 'respondent.said', message.text)
  const name = said && withoutPlace(reading, said.text)
  if (!said || !name || isVague(name, words) || words.heard('respondent.nobody', name)) return
  if (words.heard('respondent.notName', name)) return
  // a place goes from the front
  const span = { start: said.end - name.length, end: said.end, confidence: 0.6 }
  setValue(reading.frame, 'respondent.name', { name, kind: null }, originOf(reading, span))
}

/** 白沙古镇雪域唐卡店 is 雪域唐卡店 in 白沙古镇; 丽江古城客栈 is its own name. */
function withoutPlace(reading: Reading, name: string): string {
  const lead = entitiesOf(reading, 'place').find(
    place => name.startsWith(place.text) && reading.words.heard('place.within', place.text)
  )
  const rest = lead ? name.slice(lead.text.length) : ''
  return rest.length >= MIN_OWN_NAME && !reading.words.heard('venue.part', rest) ? rest : name
}
const MIN_OWN_NAME = 4

/** A bare answer ("听雪小院民宿") is the name as it stands, though its first letters look like a verb. */
function wholeAnswer(reading: Reading, found: EntityOf<'respondent'>): string {
  const piece = pieces(reading, ['time', 'phone', 'money'], 'lead.name').find(
    part => part.start <= found.start && part.end === found.end && found.start - part.start <= MAX_LEAD
  )
  return piece ? piece.text : found.value.name
}
const MAX_LEAD = 2

/** "导游", "一家店": said of many, names nobody. */
export function isVague(name: string, words: Words): boolean {
  return words.heard('respondent.vague', name)
}

const MARKS: readonly [EntityType & ('plate_no' | 'licence_no' | 'uscc'), FieldPath & `respondent.${string}`][] = [
  ['plate_no', 'respondent.plateNo'],
  ['licence_no', 'respondent.licenceNo'],
  ['uscc', 'respondent.uscc']
]

function readMarks(reading: Reading): void {
  const { frame, words } = reading
  for (const [type, path] of MARKS) {
    const entity = entitiesOf(reading, type)[0]
    if (entity && mayFill(reading, path))
      setValue(frame, path as 'respondent.plateNo', entity.value.text, originOf(reading, entity))
  }
  for (const person of entitiesOf(reading, 'person')) {
    const { name, role } = person.value
    if (!role || words.heard('role.self', role)) continue
    // "负责人联系13988887777王经理": who writes, or is to be called
    if (name === given(frame, 'requester.name')) continue
    if (mayFill(reading, 'respondent.person')) setValue(frame, 'respondent.person', name, originOf(reading, person))
  }
}
