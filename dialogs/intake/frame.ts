// The frame: a draft ticket (or two, for a report and a complaint of one matter) while it is being told. Plain JSON.
import type { ClaimType, Kind, TimeValue } from '../../nlu/index.ts'

/** What a ticket's fields hold while they are gathered; paths are those of the work order. */
export interface FieldValues {
  occurredAt: TimeValue & { text: string }
  place: { text: string; regionCode?: string }
  'respondent.name': { name: string; kind: string | null }
  'respondent.person': string
  'respondent.phone': string
  'respondent.plateNo': string
  'respondent.licenceNo': string
  'respondent.uscc': string
  claims: ClaimFact[]
  /** CNY */
  amountInvolved: number
  /** Told in the citizen's own words; the words themselves are in Frame.words. */
  content: true
  'contract.orderNo': string
  'contract.peopleCount': number
  interest: 'self' | 'representative'
  priorHandling: PriorHandling[]
  'requester.name': string
  'requester.phone': string
  'requester.anonymous': boolean
  'requester.confidential': boolean
  'requester.wantsReply': boolean
}
export type FieldPath = keyof FieldValues
export type PriorHandling = 'none' | 'court' | 'arbitration' | 'mediation' | 'other_department'

export interface ClaimFact {
  type: ClaimType
  /** CNY */
  amount?: number
  text: string
}

/** Where a value came from; turn and offsets (UTF-16, half-open) point into the citizen's message. */
export interface Origin {
  turn: number
  start?: number
  end?: number
  confidence?: number
}

export type Slot<V> =
  | { state: 'said' | 'chosen' | 'inferred'; value: V; origin: Origin | null }
  /** The citizen was asked and chose not to say. */
  | { state: 'notProvided' }
  /** The citizen was asked and does not know. */
  | { state: 'unknown' }

/** One message that holds facts, as it goes into the ticket's content. ID numbers are masked, length unchanged. */
export interface Utterance {
  turn: number
  text: string
  /** The requester's own name and phone with what leads to them: left out of content and title. */
  identity: { start: number; end: number }[]
  /** False for a bare answer ("昨天下午"), which only joins where the rest is too short. */
  isNarrative: boolean
}

export type Flag =
  | 'minor'
  | 'safety'
  | 'group'
  | 'elderly'
  | 'disability'
  | 'media_attention'
  | 'time_barred'
  | 'maybe_inadmissible'
  | 'incomplete'

export interface Frame {
  /** What will be filed, in the order of KIND_ORDER; empty while it is open (举报 or 投诉?). */
  kinds: Kind[]
  /** Kinds that the citizen dropped; not to be proposed again. */
  dropped: Kind[]
  /** True once the citizen chose the kinds by word or tap: later messages do not change them. */
  isKindChosen: boolean
  category: { code: string; confidence: number } | null
  slots: { [P in FieldPath]?: Slot<FieldValues[P]> }
  /** Earlier tickets that the new ones repeat, found without being told of. */
  duplicateOf: string[]
  /** Others that are complained about for the same matter ("两家都要投诉"): one ticket each, from the same answers. */
  others: FieldValues['respondent.name'][]
  words: Utterance[]
  /** How often each field was asked for. */
  asked: Partial<Record<FieldPath, number>>
  /** How often a phone number was told that cannot be one. */
  badPhones?: number
  flags: Flag[]
  /** Danger was told in this matter (DOMAIN.md section 1, step 1): the ticket is critical. */
  isEmergency: boolean
  /** Ids of warnings that were said. */
  warned: string[]
  /** Fields put right after they were first given, in order. */
  edits: { path: FieldPath; turn: number }[]
  /** How often the summary was shown. */
  summaries: number
}

export const KIND_ORDER: readonly Kind[] = ['report', 'complaint', 'inquiry', 'assistance', 'suggestion']

export function emptyFrame(): Frame {
  return {
    kinds: [],
    dropped: [],
    isKindChosen: false,
    category: null,
    slots: {},
    duplicateOf: [],
    others: [],
    words: [],
    asked: {},
    flags: [],
    isEmergency: false,
    warned: [],
    edits: [],
    summaries: 0
  }
}

/** The value of a field, or null where it is empty, refused or unknown. */
export function given<P extends FieldPath>(frame: Frame, path: P): FieldValues[P] | null {
  const slot: Slot<FieldValues[P]> | undefined = frame.slots[path]
  return slot && 'value' in slot ? slot.value : null
}

export function setValue<P extends FieldPath>(
  frame: Frame,
  path: P,
  value: FieldValues[P],
  origin: Origin | null,
  state: 'said' | 'chosen' | 'inferred' = 'said'
): void {
  const slots: { [Q in P]?: Slot<FieldValues[Q]> } = frame.slots
  slots[path] = { state, value, origin }
}

/** Marks a field as refused or not known, unless it has a value. */
export function markAnswered(frame: Frame, path: FieldPath, state: 'notProvided' | 'unknown'): void {
  if (given(frame, path) === null) frame.slots[path] = { state }
}

export function clearField(frame: Frame, path: FieldPath): void {
  delete frame.slots[path]
}

/** Said, chosen, refused or not known: never to be asked again. */
export function isSettled(frame: Frame, path: FieldPath): boolean {
  return frame.slots[path] !== undefined
}

export function isKind(frame: Frame, kind: Kind): boolean {
  return frame.kinds.includes(kind)
}

export function isAnonymous(frame: Frame): boolean {
  return given(frame, 'requester.anonymous') === true
}

/** Nobody's name will stand on the report: wished so, or name and phone were both left out. */
export function isNameless(frame: Frame): boolean {
  if (isAnonymous(frame)) return true
  const isReportAlone = isKind(frame, 'report') && !isKind(frame, 'complaint')
  const isLeftOut = isSettled(frame, 'requester.phone') && given(frame, 'requester.phone') === null
  return isReportAlone && isLeftOut && given(frame, 'requester.name') === null
}

export function addFlag(frame: Frame, flag: Flag): void {
  if (!frame.flags.includes(flag)) frame.flags.push(flag)
}
