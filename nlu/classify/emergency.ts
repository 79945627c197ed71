// Emergency (险情): is someone in bodily danger right now, and whom to call (110 警察, 119 消防, 120 急救, 122 交警).
// Those calls are outside 12345 and come before anything else: DOMAIN.md section 1, decision order 1.
import type { Emergency } from '../understanding.ts'
import type { DangerReading } from './emergency-cues.ts'
import type { Reading } from './reading.ts'

/** Said so often that more of them means no more. */
const MAX_COUNT = 3

/** Reasons that are danger by themselves, whatever else is said. */
const GRAVE = new Set<string>(['injury', 'poisoning', 'drowning', 'fire', 'self_harm', 'violence', 'illness'])
const LONG = 120
/** Who cannot look after themselves when lost. */
const FRAIL =
  /[\d一二三四五六七八九十]岁|孩子|小孩|小朋友|儿子|女儿|闺女|孙子|孙女|外孙|宝宝|娃|妹妹|弟弟|老人|奶奶|爷爷|外婆|外公|老伴|痴呆|糊涂|孕妇/

/** Weight of the circumstances, and length of the danger-word part, next to the word part of a row, whose length is 1. */
const CIRCUMSTANCE_WEIGHT = 0.5
const WORDS_LENGTH = 1.5
/** A text with fewer danger words than this is not blown up to the full length. */
const WORDS_FLOOR = 10

/** The danger events found, and what speaks for and against a danger now. */
function circumstanceFeatures({ danger, cues, source }: Reading): Map<string, number> {
  const { events, circumstances } = danger
  const values = new Map<string, number>()
  if (events.length === 0) return values
  values.set('event', 1)
  for (const { reason } of events) values.set(reason, 1)
  values.set('events', Math.min(events.length, MAX_COUNT) - 1)
  for (const [name, n] of Object.entries(circumstances)) values.set(name, Math.min(n, MAX_COUNT) / MAX_COUNT)
  const { now, ...others } = circumstances
  const against = Object.values(others).reduce((sum, n) => sum + n, 0)
  values.set('against', Math.min(against, 2 * MAX_COUNT) / MAX_COUNT)
  if (against === 0) {
    values.set('clear', 1)
    if (now > 0) values.set('clear&now', 1)
    if (events.some(event => GRAVE.has(event.reason))) values.set('clear&grave', 1)
  }
  if (values.has('missing') && FRAIL.test(source.text)) values.set('missing&frail', 1)
  // whoever demands punishment or asks a question is seldom in danger at that moment
  if (cues.has('enforce') || cues.has('reportWord')) values.set('accuses', 1)
  if (cues.has('ask')) values.set('asks', 1)
  if (cues.has('suggest')) values.set('suggests', 1)
  if (source.text.length > LONG) values.set('long', 1)
  return values
}

/**
 * What the danger head sees beside the words: weights by feature name, none zero. Empty where nothing in the text is
 * ever said of a danger; such a text is never an emergency.
 */
export function dangerFeatures(reading: Reading): Map<string, number> {
  const values = new Map<string, number>()
  for (const [name, value] of circumstanceFeatures(reading))
    if (value !== 0) values.set(name, CIRCUMSTANCE_WEIGHT * value)
  const { words } = reading.danger
  const each = WORDS_LENGTH / Math.sqrt(Math.max(WORDS_FLOOR, words.length))
  for (const name of words) values.set(`~${name}`, each)
  return values
}

/** Outputs of the danger head: whether it is an emergency at all, then each number to call. */
export const DANGER_NUMBERS = ['110', '119', '120', '122'] as const
export const DANGER_OUTPUTS = 1 + DANGER_NUMBERS.length

/** Probability from which a text counts as an emergency; dangers weigh threefold in training, so even odds favour a warning. */
const EMERGENCY_THRESHOLD = 0.5
/** As much where only who, when and where is told (我们在湖边): the head must be nearly sure. On held-out sentences it costs no danger. */
const WHEREABOUTS_THRESHOLD = 0.99
/** Classes of lexicons/danger-words.txt that tell of no danger by themselves: who, when, where, and other matters. */
const SURROUNDINGS = new Set([
  'who',
  'frail',
  'count',
  'now',
  'noone',
  'water',
  'height',
  'mild',
  'thing',
  'deal',
  'official'
])

/** As much where a grave danger is told, or a lost child, and nothing says that it is over, supposed or asked about. */
const GRAVE_THRESHOLD = 0.2
const LOST_THRESHOLD = 0.05

/**
 * Probability from which a text so read counts as an emergency; 0 where it needs no model. `words` holds pairs
 * (`who&fall`) only of classes that it holds, too.
 */
export function emergencyThreshold({ events, words, isCry, circumstances }: DangerReading): number {
  if (isCry) return 0
  const { now: _, ...against } = circumstances
  if (Object.values(against).every(n => n === 0)) {
    if (events.some(({ reason }) => reason === 'missing') && words.includes('frail')) return LOST_THRESHOLD
    if (events.some(({ reason }) => GRAVE.has(reason))) return GRAVE_THRESHOLD
  }
  const isTold = events.length > 0 || words.some(word => !word.includes('&') && !SURROUNDINGS.has(word))
  return isTold ? EMERGENCY_THRESHOLD : WHEREABOUTS_THRESHOLD
}

/** Whether a text with this probability of the danger head is an emergency. */
export const isDanger = (probability: number, reading: DangerReading): boolean =>
  probability >= emergencyThreshold(reading)

/** Which number first when several dangers are told: who can act on the spot fastest. */
const ORDER: Record<string, number> = { 119: 0, 110: 1, 120: 2, 122: 3 }
/** Dangers that need more than one service: rescue from water or height, a crash with people in it. */
const ALSO: Record<string, string> = {
  drowning: '110',
  trapped: '110',
  traffic: '120',
  collapse: '120',
  crowd: '120',
  help: '120'
}

const BY_OTHERS = new Set(['violence', 'confinement'])

/** Is anybody being beaten, threatened or held? */
export function isDoneByOthers(reading: DangerReading): boolean {
  return reading.events.some(event => BY_OTHERS.has(event.reason))
}

/** What a number alone tells, where no single event was read off the text. */
const REASON_BY_NUMBER: Record<string, string> = { 110: 'help', 119: 'trapped', 120: 'injury', 122: 'traffic' }

/** A number that no event names must be this likely to be shown beside those that events name. */
const SURE_NUMBER = 0.9

/**
 * The numbers to show and why, for a text already found to be an emergency. `probabilities` are those of the danger
 * head: they add numbers that the events read off the text do not name.
 */
export function emergencyFrom(reading: DangerReading, probabilities: ArrayLike<number>): Emergency {
  const numbers = new Set(reading.events.map(event => event.number))
  for (const { reason } of reading.events) if (ALSO[reason]) numbers.add(ALSO[reason])
  const likeliest = DANGER_NUMBERS.reduce(
    (best, _, i) => (probabilities[i + 1]! > probabilities[best + 1]! ? i : best),
    0
  )
  const byOrder = (all: Iterable<string>) => [...all].sort((a, b) => ORDER[a]! - ORDER[b]!)
  // what was told in so many words comes first: who bleeds needs 120, whatever else the head hears
  const first = numbers.size > 0 ? byOrder(numbers) : [DANGER_NUMBERS[likeliest]!]
  const sure = numbers.size > 0 ? SURE_NUMBER : 0.5
  const others = DANGER_NUMBERS.filter((number, i) => probabilities[i + 1]! >= sure && !first.includes(number))
  const sorted = [...first, ...byOrder(others)]
  const grave = reading.events.find(event => GRAVE.has(event.reason)) ?? reading.events[0]
  return { numbers: sorted, reason: grave?.reason ?? REASON_BY_NUMBER[sorted[0]!]! }
}
