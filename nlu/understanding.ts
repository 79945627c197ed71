// The shape of what we understand (CONTRACT.md section 4), shared by everything behind nlu/index.ts.

export const INTENTS = [
  'report',
  'complaint',
  'inquiry',
  'assistance',
  'suggestion',
  'status',
  'supplement',
  'urge',
  'withdraw',
  'rate',
  'agent',
  'greet',
  'thanks',
  'bye',
  'affirm',
  'deny',
  'correct',
  'skip',
  'unknown_answer',
  'cancel',
  'restart',
  'repeat',
  'why',
  'capability',
  'abuse',
  'out_of_scope'
] as const
export type Intent = (typeof INTENTS)[number]

/** 诉求类型: 举报, 旅游投诉, 咨询, 求助, 意见建议. */
export const KINDS = ['report', 'complaint', 'inquiry', 'assistance', 'suggestion'] as const
export type Kind = (typeof KINDS)[number]

/** Half-open span; ISO 8601 with offset. */
export interface TimeValue {
  start: string
  end: string
  precision: 'minute' | 'hour' | 'part_of_day' | 'day' | 'week' | 'month' | 'year' | 'range'
}

export interface EntityValues {
  time: TimeValue
  duration: { seconds: number; maxSeconds?: number }
  money: { amount: number; max?: number; approx?: boolean }
  count: { n: number; unit: string }
  phone: { national: string; e164?: string }
  id_number: { masked: string }
  person: { name: string; role?: string }
  respondent: { name: string; kind: string }
  place: { text: string; regionCode?: string }
  order_no: { text: string }
  plate_no: { text: string }
  licence_no: { text: string }
  uscc: { text: string }
  email: { text: string }
  url: { text: string }
}
export type EntityType = keyof EntityValues

/** start and end are UTF-16 offsets into the text as the citizen typed it. */
export type Entity = {
  [T in EntityType]: { type: T; text: string; start: number; end: number; value: EntityValues[T]; confidence: number }
}[EntityType]

export type ClaimType =
  | 'refund'
  | 'compensation'
  | 'apology'
  | 'exchange'
  | 'performance'
  | 'penalty'
  | 'rectification'
  | 'answer'
  | 'other'

/** What the citizen wants done; a negated claim ("不要赔偿") is kept so that it can cancel an earlier one. */
export interface ClaimMention {
  type: ClaimType
  amount?: number
  text: string
  start: number
  end: number
  negated: boolean
}

/** Said wishes about the requester's own identity and the reply; absent = not said. */
export interface Wishes {
  anonymous?: { value: boolean; start: number; end: number }
  confidential?: { value: boolean; start: number; end: number }
  wantsReply?: { value: boolean; start: number; end: number }
}

export interface Emergency {
  /** 110, 119, 120, 122; most urgent first */
  numbers: string[]
  reason: string
}

export interface Understanding {
  text: string
  /** Best first; confidences sum to at most 1. */
  intents: { id: Intent; confidence: number }[]
  /** Every appeal in the text; empty where there is none. */
  kinds: Kind[]
  category: { code: string; confidence: number } | null
  emergency: Emergency | null
  /** Culture and tourism at all? */
  inScope: boolean
  entities: Entity[]
  claims: ClaimMention[]
  wishes: Wishes
}

export interface UnderstandContext {
  /** The instant the text was written; relative times are counted from it. */
  now: Date
  /** Minutes east of UTC of the citizens' clock; 480 for +08:00. */
  offsetMinutes: number
  /** The ticket field that the bot has just asked for (channelData.hotline.asks), or null. */
  asks?: string | null
  /** City served, for places named without their city. */
  regionCode?: string
}
