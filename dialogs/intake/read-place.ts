import { type FieldValues, given, setValue } from './frame.ts'
import {
  capturedFrom,
  type EntityOf,
  entitiesOf,
  fieldAt,
  mayFill,
  originOf,
  pieces,
  type Reading,
  withoutLead
} from './reading.ts'

type PlaceEntity = EntityOf<'place'>
interface Found {
  value: FieldValues['place']
  start: number
  end: number
  confidence: number
}

const MIN = 2
const MAX = 200
/** A longer answer to "where?" is a story with the place somewhere in it. */
const MAX_ANSWER = 60
const SHORT = 6

/** "说是去大理丽江,到了昆明……": whole cities that a tour goes to, told behind 去, are not where it happened. */
function isDestination(reading: Reading, place: PlaceEntity, places: readonly PlaceEntity[]): boolean {
  if (!place.value.regionCode?.endsWith('00') || place.end - place.start > MAX_CITY) return false
  const before = places.find(other => other.end === place.start)
  if (before) return isDestination(reading, before, places)
  return reading.words.heard('place.bound', reading.message.text.slice(0, place.start))
}
const MAX_CITY = 4

/** Another city that a tour goes to; the own city, too, where the message names another place than its destinations. */
const isOnlyPassed = (reading: Reading, place: PlaceEntity, places: readonly PlaceEntity[]) =>
  isDestination(reading, place, places) &&
  (!isOfCity(reading, place.value.regionCode) || places.some(other => !isDestination(reading, other, places)))

/** Neighbouring mentions ("玉龙县" + "滨江大道") are one place. */
function joined(reading: Reading, places: readonly PlaceEntity[]): Found[] {
  const found: Found[] = []
  for (const place of places) {
    const last = found.at(-1)
    if (last && place.start - last.end <= 1) {
      last.end = place.end
      last.value = {
        text: reading.message.text.slice(last.start, place.end),
        ...((place.value.regionCode ?? last.value.regionCode) && {
          regionCode: finest(last.value.regionCode, place.value.regionCode)
        })
      }
      continue
    }
    const { start, confidence } = place
    const end = place.end + tailLength(reading, place)
    found.push({ value: { ...place.value, text: reading.message.text.slice(start, end) }, start, end, confidence })
  }
  return found
}

/** "玉龙县" + "黄山街道": what follows a district belongs to it; behind a door's number ("88号" + "路灯") only "门口" and the like. */
function tailLength({ message, words }: Reading, place: PlaceEntity): number {
  const rest = message.text.slice(place.end)
  const tail =
    words.match('place.tail', rest) ??
    (words.heard('place.door', place.text) ? null : words.match('place.onward', rest))
  return tail?.[0].length ?? 0
}

/** Of two codes the one that says more: 530721 over 530700 over 530000. */
function finest(a: string | undefined, b: string | undefined): string {
  const depth = (code: string | undefined) => (code ?? '').replace(/(00)+$/, '').length
  return (depth(b) > depth(a) ? b : a) ?? ''
}

/** Does the respondent's name hold the mention? 丽江 in 丽江古城客栈 is no place of its own. */
function isInsideName(reading: Reading, place: PlaceEntity): boolean {
  return reading.message.understanding.entities.some(
    other =>
      other.type === 'respondent' &&
      other.start <= place.start &&
      place.end <= other.end &&
      // the very same words: a place in a burst that began with the name
      !(other.start === place.start && other.end === place.end && isNamedBefore(reading))
  )
}

/** The respondent was named in another message than this one. */
function isNamedBefore({ frame, message }: Reading): boolean {
  const slot = frame.slots['respondent.name']
  return slot !== undefined && !('origin' in slot && slot.origin?.turn === message.turn)
}

/** "昨天晚上", "应该是15号" where a place was expected: without the time nothing is left of it. */
function isTime({ message, words }: Reading, place: PlaceEntity): boolean {
  const times = message.understanding.entities.filter(
    other => other.type === 'time' && other.start < place.end && place.start < other.end
  )
  if (times.length === 0) return false
  const rest = [...message.text.slice(place.start, place.end)].filter(
    (_, at) => !times.some(time => time.start <= place.start + at && place.start + at < time.end)
  )
  return withoutLead(words, rest.join(''), 'lead.place').length < MIN
}

/** In the city that this instance serves. */
const isOfCity = ({ regionCode }: Pick<Reading, 'regionCode'>, code: string | undefined) =>
  code?.slice(0, 4) === regionCode.slice(0, 4)

/** Two-character names of far places stand in many words (延长, 同里): they need a word around them that says place. */
function isLikely({ message, words, regionCode }: Reading, place: PlaceEntity): boolean {
  const code = place.value.regionCode
  if (place.end - place.start > 2 || !code || isOfCity({ regionCode }, code)) return true
  const rest = message.text.slice(place.end)
  return (
    words.heard('place.after', rest) ||
    (words.heard('place.before', message.text.slice(0, place.start)) && !words.heard('place.ofName', rest))
  )
}

/** "黄山街道的蓝月影城": the place ends where the name just read begins. */
function withoutName({ frame, message, words }: Reading, place: PlaceEntity): PlaceEntity {
  const slot = frame.slots['respondent.name']
  const origin = slot && 'origin' in slot ? slot.origin : null
  if (origin?.turn !== message.turn || origin.start === undefined || origin.end === undefined) return place
  if (origin.start <= place.start || origin.start >= place.end || origin.end < place.end) return place
  const text = message.text.slice(place.start, origin.start).replace(words.pattern('place.ofEnd'), '')
  return { ...place, text, end: place.start + text.length, value: { ...place.value, text } }
}

/** "我去金沙电玩城": 金沙 belongs to the name just read. */
function isOfName({ frame, message }: Reading, { start, end }: PlaceEntity): boolean {
  const slot = frame.slots['respondent.name']
  const origin = slot && 'origin' in slot ? slot.origin : null
  if (origin?.turn !== message.turn || origin.start === undefined || origin.end === undefined) return false
  return origin.start <= start && end <= origin.end
}

function fromAnswer(reading: Reading, mentions: readonly Found[]): Found | null {
  const { message } = reading
  if (message.text.length > MAX_ANSWER && mentions.length > 0) return null
  const parts = pieces(reading, ['time', 'phone', 'money'], 'lead.place').filter(
    // a number alone is nobody's address
    part => part.text.length >= MIN && /\p{L}/u.test(part.text)
  )
  // "团费一个人1280", "要她道歉": told ahead of its question
  const isNamed = mentions.some(({ start, end }) => end - start < message.text.trim().length)
  if (!isNamed && reading.words.heard('place.elsewise', message.plain)) return null
  const holds = (part: { start: number; end: number }) =>
    mentions.some(mention => mention.start >= part.start && mention.end <= part.end)
  // longer words with nothing in them that places are called by tell something else
  const isPlaceLike = (text: string) => text.length <= SHORT || reading.words.heard('place.like', text)
  if (!isNamed && mentions.every(({ value }) => !value.regionCode) && !parts.some(part => isPlaceLike(part.text)))
    return null
  const best = parts.find(holds) ?? [...parts].sort((a, b) => b.text.length - a.text.length)[0]
  if (!best) return null
  const codes = mentions.map(mention => mention.value.regionCode)
  const regionCode = codes.reduce((a, b) => finest(a, b) || undefined, undefined)
  const { start, end } = best
  return { value: { text: best.text.slice(0, MAX), ...(regionCode && { regionCode }) }, start, end, confidence: 0.8 }
}

export function readPlace(reading: Reading): void {
  const { frame, asked, isCorrection } = reading
  const isAnswer = asked === 'place'
  // taken whole for a place because one was asked for, though it tells something else
  const isElsewise =
    reading.words.heard('place.elsewise', reading.message.plain) ||
    (reading.message.text.trim().length > SHORT && !reading.words.heard('place.like', reading.message.text))
  const isWhole = ({ start, end }: PlaceEntity) => end - start >= reading.message.text.trim().length
  const all = entitiesOf(reading, 'place')
    .filter(place => !(isCorrection && reading.words.heard('correcting', place.text)))
    .map(place => withoutName(reading, place))
    .filter(place => !isTime(reading, place) && /\p{L}/u.test(place.text))
    .filter(place => !isOfName(reading, place))
    .filter(place => !reading.words.heard('place.not', place.text) && !(isElsewise && isWhole(place)))
    .filter(place => (isAnswer && !isCorrection) || isLikely(reading, place))
    .filter((place, _, places) => isAnswer || !isOnlyPassed(reading, place, places))
  const mentions = joined(
    reading,
    all.filter(place => isAnswer || !isInsideName(reading, place))
  ).filter(mention => mention.value.text.length >= MIN)
  const best = isCorrection
    ? mentions.at(-1)
    : [...mentions].sort((a, b) => b.value.text.length - a.value.text.length || a.start - b.start)[0]
  const said = isCorrection ? corrected(reading, mentions) : isAnswer ? fromAnswer(reading, mentions) : null
  const found = plain(reading, said ?? best ?? null)
  if (!found) {
    readSaid(reading)
    return
  }
  if (isCorrection || isAnswer) reading.touched.add('place')
  if (mayFill(reading, 'place')) setValue(frame, 'place', found.value, originOf(reading, found))
  else refine(reading, found)
  readVenue(reading, found)
}

/** "不是白沙镇,是拉市镇": what the place is put right to, though no gazetteer may have it. */
function corrected(reading: Reading, mentions: readonly Found[]): Found | null {
  const { frame, message, words } = reading
  if (mentions.length > 0 || !words.heard('field.place', message.plain)) return null
  const told = capturedFrom(reading, fieldAt(reading, 'field.place'), 'place.corrected')
  if (!told || !frame.slots.place || !words.heard('place.like', told.text)) return null
  return { value: { text: told.text }, start: told.start, end: told.end, confidence: 0.7 }
}

/** Without what ends the sentence: "四方街吧", "昆明,啥路记不得". */
function plain({ words }: Reading, found: Found | null): Found | null {
  const text = found?.value.text ?? ''
  const particle = words.match('place.unknownRest', text) ?? words.match('tail.particle', text)
  if (!found || !particle || particle.index < MIN) return found
  const rest = text.slice(0, particle.index)
  return { ...found, value: { ...found.value, text: rest }, end: found.start + rest.length }
}

/** "在玉龙雪山景区": a place that is run by somebody is the respondent, too, where none was named. Shown, so that it can be put right. */
function readVenue(reading: Reading, found: Found): void {
  const { frame, message, words } = reading
  // "导游带我们去玉龙雪山": where a tour goes is not who led it
  if (frame.slots['respondent.name'] || words.heard('tour.generic', message.plain)) return
  // nor is the old town whoever runs an inn or sells tours in it
  if (OF_PEOPLE.test(frame.category?.code ?? '')) return
  // "束河古镇的阿布银铺": of the place, not the place itself
  if (words.heard('place.owner', message.text.slice(found.end))) return
  const suffix = words.match('place.venue', message.text.slice(found.end))?.[0] ?? ''
  const name = `${found.value.text}${suffix}`
  const isVenue = words.heard('venue.end', name)
  if (!isVenue || name.length > MAX_VENUE) return
  const span = { start: found.start, end: found.end + suffix.length, confidence: 0.6 }
  setValue(frame, 'respondent.name', { name, kind: null }, originOf(reading, span), 'inferred')
}

const MAX_VENUE = 16
/** Agencies, guides, lodging, platforms, other tour businesses (DOMAIN.md section 3). */
const OF_PEOPLE = /^WL200[12457]/

/** "观音峡景区停车收费": whoever is a place is its own address. Shown, so that it can be put right. */
export function readVenuePlace(reading: Reading): void {
  const { frame, words } = reading
  const name = given(frame, 'respondent.name')?.name
  const slot = frame.slots['respondent.name']
  if (frame.slots.place || !name || !slot || !('origin' in slot)) return
  const inside = entitiesOf(reading, 'place').find(place => name.includes(place.text) && isLikely(reading, place))
  const { regionCode } = inside?.value ?? {}
  const infer = (text: string) =>
    setValue(frame, 'place', { text, ...(regionCode && { regionCode }) }, slot.origin, 'inferred')
  const venue = words.match('venue.start', name)?.[0]
  if (name.length <= MAX_VENUE && venue) infer(venue)
  // 束河三叶草银器店: the name begins with where it is, finer than the city; 金沙电玩城 is not of 金沙 in another province
  else if (inside && name.startsWith(inside.text) && isOfCity(reading, regionCode) && !regionCode?.endsWith('00'))
    infer(inside.text)
}

/**
 * "古城" said first, "古城四方街123号" later: the fuller one of the same place is better; so is one that the division is
 * known of ("五华区学府路") after one that could be anywhere ("我们小区楼下").
 */
function refine(reading: Reading, found: Found): void {
  const known = given(reading.frame, 'place')
  if (!known) return
  const isFuller = found.value.text.length > known.text.length && found.value.text.includes(known.text)
  const isLocated = !known.regionCode && found.value.regionCode !== undefined && found.value.text.length > MIN
  if (isFuller || (isLocated && reading.words.heard('place.anywhere', known.text)))
    setValue(reading.frame, 'place', found.value, originOf(reading, found))
}

/** "在朋友圈卖票": it happened nowhere else. Shown, so that it can be put right. */
export function readOnline({ frame, message, words }: Reading): void {
  if (frame.slots.place) return
  const match = words.match('place.online', message.text)
  if (!match) return
  const span = { start: match.index, end: match.index + match[0].length, confidence: 0.6 }
  setValue(frame, 'place', { text: match[0] }, { turn: message.turn, ...span }, 'inferred')
}

/** "我在三义机场停车楼还车": a place said as one, though no gazetteer has it. */
function readSaid(reading: Reading): void {
  const { frame, message, words } = reading
  if (frame.slots.place) return
  const match = words.match('place.said', message.text)
  const text = match?.slice(1).find(group => group !== undefined)
  if (!match || !text) return
  const start = match.index + match[0].indexOf(text)
  setValue(frame, 'place', { text }, originOf(reading, { start, end: start + text.length, confidence: 0.6 }))
}
