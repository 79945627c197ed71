// Emergency (险情): is someone in bodily danger right now, and whom to call (110 警察, 119 消防, 120 急救, 122 交警).
// Those calls are outside 12345 and come before anything else: DOMAIN.md section 1, decision order 1.
import type { Emergency } from '../understanding.ts'
import type { CircumstanceName, DangerReading } from './emergency-cues.ts'
import type { SparseRow } from './linear-model.ts'
import type { Reading } from './reading.ts'

const REASONS = [
  'injury',
  'poisoning',
  'drowning',
  'fall',
  'illness',
  'fire',
  'collapse',
  'trapped',
  'violence',
  'confinement',
  'missing',
  'crowd',
  'self_harm',
  'traffic',
  'help'
] as const
const CIRCUMSTANCES: readonly CircumstanceName[] = ['now', 'past', 'claim', 'if', 'hazard', 'fiction', 'resolved']
const MAX_COUNT = 3

export const DANGER_FEATURE_NAMES = [
  'event',
  'events',
  ...REASONS,
  ...CIRCUMSTANCES,
  'against',
  'clear',
  'clear&now',
  'clear&grave',
  'missing&frail',
  'accuses',
  'asks',
  'suggests',
  'long'
] as const
type Feature = (typeof DANGER_FEATURE_NAMES)[number]
export const DANGER_FEATURES = DANGER_FEATURE_NAMES.length

/** Reasons that are danger by themselves, whatever else is said. */
const GRAVE = new Set<string>(['injury', 'poisoning', 'drowning', 'fire', 'self_harm', 'violence', 'illness'])
const LONG = 120
/** Who cannot look after themselves when lost. */
const FRAIL =
  /[\d一二三四五六七八九十]岁|孩子|小孩|小朋友|儿子|女儿|闺女|孙子|孙女|外孙|宝宝|娃|妹妹|弟弟|老人|奶奶|爷爷|外婆|外公|老伴|痴呆|糊涂|孕妇/

/** Row of the danger head. A text without any danger expression has an empty row and is never an emergency. */
export function dangerRow({ danger, cues, source }: Reading): SparseRow {
  const { events, circumstances } = danger
  if (events.length === 0) return { ids: new Int32Array(0), values: new Float32Array(0) }
  const values = new Map<Feature, number>([['event', 1]])
  for (const { reason } of events) {
    const known = REASONS.find(name => name === reason)
    if (known) values.set(known, 1)
  }
  values.set('events', Math.min(events.length, MAX_COUNT) - 1)
  for (const name of CIRCUMSTANCES) values.set(name, Math.min(circumstances[name], MAX_COUNT) / MAX_COUNT)
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
  const present = DANGER_FEATURE_NAMES.flatMap((name, id) =>
    values.get(name) ? [{ id, value: values.get(name)! }] : []
  )
  return { ids: Int32Array.from(present, item => item.id), values: Float32Array.from(present, item => item.value) }
}

/** Probability from which a text counts as an emergency: a missed one costs far more than one warning too many. */
export const EMERGENCY_THRESHOLD = 0.4

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

/** The numbers to show and why, for a text already found to be an emergency. */
export function emergencyFrom(reading: DangerReading): Emergency {
  const numbers = new Set(reading.events.map(event => event.number))
  for (const { reason } of reading.events) if (ALSO[reason]) numbers.add(ALSO[reason])
  const grave = reading.events.find(event => GRAVE.has(event.reason)) ?? reading.events[0]
  return {
    numbers: [...numbers].sort((a, b) => ORDER[a]! - ORDER[b]!),
    reason: grave?.reason ?? 'injury'
  }
}
