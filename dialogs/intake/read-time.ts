import { toOffsetIso } from '../../core/clock.ts'
import type { TimeValue } from '../../nlu/index.ts'
import { isPureAct } from '../heard.ts'
import type { Words } from '../words/words.ts'
import { type FieldValues, given, setValue } from './frame.ts'
import { type EntityOf, entitiesOf, mayFill, originOf, type Reading } from './reading.ts'

type OccurredAt = FieldValues['occurredAt']
type TimeEntity = EntityOf<'time'>

/** The intake takes no future event; its clock may be a little behind ours. */
const AHEAD_MS = 5 * 60_000
const FINENESS: readonly TimeValue['precision'][] = [
  'minute',
  'hour',
  'part_of_day',
  'day',
  'week',
  'range',
  'month',
  'year'
]
const fineness = (entity: TimeEntity) => FINENESS.indexOf(entity.value.precision)

/** Where nothing can be read of an answer: a report may reach back two years (行政处罚法, article 36). */
const UNREADABLE_DAYS = 730
const DAY_MS = 86_400_000

function isPast(entity: TimeEntity, now: Date): boolean {
  return Date.parse(entity.value.start) <= now.getTime() + AHEAD_MS
}

/** "订了12月1号的团" said in November is the one to come: nobody books what was a year ago. */
function isBooked({ now, message, words }: Reading, { value, text }: TimeEntity): boolean {
  const isLongAgo = Date.parse(value.start) < now.getTime() - BOOKED_DAYS * DAY_MS
  return isLongAgo && !words.heard('time.year', text) && words.heard('time.booked', message.plain)
}
const BOOKED_DAYS = 300

/** "今天中午" written before noon is no event to come: of today only the day is sure. */
function wholeToday(entity: TimeEntity, now: Date, offsetMinutes: number): TimeEntity {
  const dayOf = (ms: number) => Math.floor((ms + offsetMinutes * 60_000) / DAY_MS)
  const day = dayOf(now.getTime())
  if (dayOf(Date.parse(entity.value.start)) !== day) return entity
  const midnight = day * DAY_MS - offsetMinutes * 60_000
  const at = (ms: number) => toOffsetIso(new Date(ms), offsetMinutes)
  return { ...entity, value: { start: at(midnight), end: at(midnight + DAY_MS), precision: 'day' } }
}

function isWithin(inner: TimeEntity, outer: TimeEntity): boolean {
  return (
    Date.parse(inner.value.start) >= Date.parse(outer.value.start) &&
    Date.parse(inner.value.end) <= Date.parse(outer.value.end)
  )
}

const DAY = FINENESS.indexOf('day')

/**
 * The time meant: the last one of a correction; else the first one, made finer by a later one that lies within it. A day is
 * meant before a span that says only roughly when something else was ("上个月订的,20号到店").
 */
function choose(times: readonly TimeEntity[], isCorrection: boolean): TimeEntity | null {
  if (isCorrection) return times.at(-1) ?? null
  const dated = times.filter(entity => entity.value.precision !== 'year')
  const exact = dated.find(entity => fineness(entity) <= DAY)
  let best = (dated[0] && fineness(dated[0]) > DAY ? exact : null) ?? dated[0] ?? times[0] ?? null
  for (const entity of times) if (best && fineness(entity) < fineness(best) && isWithin(entity, best)) best = entity
  return best
}

function asValue(reading: Reading, entity: TimeEntity): OccurredAt {
  const { start, end, precision } = entity.value
  return { text: reading.message.text.slice(entity.start, entity.end), start, end, precision }
}

/** "13号" said after "7月12号" is in July: what has no month of its own keeps the month that it corrects. */
function inMonthOf(value: OccurredAt, earlier: OccurredAt, offsetMinutes: number): OccurredAt {
  const local = (iso: string) => new Date(Date.parse(iso) + offsetMinutes * 60_000)
  const old = local(earlier.start)
  const move = (iso: string, from: Date) => {
    const date = local(iso)
    const shifted = new Date(
      Date.UTC(old.getUTCFullYear(), old.getUTCMonth(), from.getUTCDate(), from.getUTCHours(), from.getUTCMinutes()) +
        (date.getTime() - from.getTime())
    )
    return toOffsetIso(new Date(shifted.getTime() - offsetMinutes * 60_000), offsetMinutes)
  }
  const from = local(value.start)
  return { ...value, start: move(value.start, from), end: move(value.end, from) }
}

/** More words between two days, and they belong to two things. */
const RANGE_GAP = 6

/** Two days named as an answer ("21号出发,24号回来") are the first and last of a range. */
function asRange(reading: Reading, times: readonly TimeEntity[]): OccurredAt | null {
  const first = times[0]
  const last = times.at(-1)
  if (!first || !last || first === last || isWithin(last, first)) return null
  if (last.start - first.end > RANGE_GAP) return null
  const from = asValue(reading, first)
  const to = asValue(reading, last)
  const isDayOnly = reading.words.heard('time.dayOnly', to.text)
  const { end } = isDayOnly ? inMonthOf(to, from, reading.offsetMinutes) : to
  if (Date.parse(end) <= Date.parse(from.start)) return null
  return {
    text: reading.message.text.slice(first.start, last.end),
    start: from.start,
    end,
    precision: 'range'
  }
}

const MAX_TEXT = 60
/** Confidence of an answer in words that no calendar knows. */
const UNREAD = 0.3

export function readTime(reading: Reading): void {
  const { frame, message, asked, isCorrection, words, now, offsetMinutes } = reading
  const isAnswer = asked === 'occurredAt'
  const times = entitiesOf(reading, 'time')
    .map(entity => (isPast(entity, now) ? entity : wholeToday(entity, now, offsetMinutes)))
    .filter(entity => isPast(entity, now) && !isBooked(reading, entity))
  // what no calendar could read gives way to any date
  const slot = frame.slots.occurredAt
  if (slot && 'origin' in slot && slot.origin?.confidence === UNREAD && times.length > 0) delete frame.slots.occurredAt
  const earlier = given(frame, 'occurredAt')
  if (times.length === 0) {
    // of a correction the words belong to what it puts right
    if (!isAnswer || earlier || isCorrection) return
    const text = message.text.trim()
    // an answer in words that no calendar knows ("赶街那天") is kept as it is
    if (!isPureAct(message) && text.length <= MAX_TEXT && !isWhere(reading) && words.heard('time.free', text)) {
      setValue(
        frame,
        'occurredAt',
        unknownTime(text, now, offsetMinutes),
        originOf(reading, { start: 0, end: message.text.length, confidence: UNREAD })
      )
    }
    return
  }
  const chosen = choose(times, isCorrection)
  if (!chosen) return
  const range = isAnswer ? asRange(reading, times) : null
  let value = range ?? asValue(reading, chosen)
  if (earlier && reading.words.heard('time.dayOnly', value.text)) value = inMonthOf(value, earlier, offsetMinutes)
  if (isCorrection || isAnswer) reading.touched.add('occurredAt')
  const span = range ? { start: times[0]!.start, end: times.at(-1)!.end, confidence: chosen.confidence } : chosen
  const isNearer = earlier !== null && isUndated(earlier, words) && !isUndated(value, words)
  if (mayFill(reading, 'occurredAt') || isNearer) setValue(frame, 'occurredAt', value, originOf(reading, span))
}

/** "在福慧路12号" to "什么时候、在哪儿": the place, and no day. */
const isWhere = (reading: Reading) =>
  entitiesOf(reading, 'place').some(({ start, end }) => end - start >= reading.message.text.trim().length * WHERE_SHARE)
const WHERE_SHARE = 0.6

/** "夜里两点" is no day yet. */
export const isUndated = (value: OccurredAt, words: Words) => !words.heard('time.day', value.text)

/** What the ticket says where the citizen does not know when it was: the field is required there. */
export function unknownTime(text: string, now: Date, offsetMinutes: number): OccurredAt {
  return {
    text,
    start: toOffsetIso(new Date(now.getTime() - UNREADABLE_DAYS * DAY_MS), offsetMinutes),
    end: toOffsetIso(now, offsetMinutes),
    precision: 'range'
  }
}
