// From a confirmed frame to the tickets that are filed: one for each kind, from the same answers.
import { toOffsetIso } from '../../core/clock.ts'
import { maskText } from '../../core/masking.ts'
import type { ClaimType, Kind } from '../../nlu/index.ts'
import { categoryByCode, isLeaf, type TicketDraft } from '../../tickets/index.ts'
import type { Replies } from '../replies/replies.ts'
import type { Words } from '../words/words.ts'
import { contentOf, MIN_CONTENT } from './content.ts'
import { type FieldPath, type Flag, type Frame, given, isAnonymous } from './frame.ts'
import { respondentKind } from './read-respondent.ts'
import { unknownTime } from './read-time.ts'
import { perRespondent } from './respondents.ts'
import { titleOf } from './ticket-title.ts'

export interface DraftContext {
  replies: Replies
  words: Words
  now: Date
  /** Minutes east of UTC. */
  offsetMinutes: number
  /** City served, for matters whose place names none. */
  regionCode: string
  channel: TicketDraft['channel']
  /** When the citizen agreed to the notice, ISO 8601. */
  consentAt: string
}

/** Version of the privacy notice that is said in the greeting and linked from the page. */
export const NOTICE_VERSION = '2026-11'

/** Claims that ask the authority for something, not the other party: they belong to a report. */
const TO_AUTHORITY = new Set<ClaimType>(['penalty', 'rectification'])
const OTHER_LEAF = '99'
const SURE_CATEGORY = 0.6
/** 2007 出境游/研学/其他业态: what is named there by an ordinary kind of business belongs to that. */
const OTHER_LINES = 'WL2007'
/** 9001 01 转办: a matter whose category nobody could tell is sorted by the people who forward it. */
const UNSORTED = 'WL900101'
/** Kind of respondent → level-2 category, where the words gave none. */
const GROUP_OF: Record<string, string> = {
  travel_agency: 'WL2001',
  guide: 'WL2002',
  scenic_spot: 'WL2003',
  lodging: 'WL2004',
  online_travel: 'WL2005',
  transport: 'WL2006',
  catering: 'WL2006',
  shop: 'WL2006',
  performance: 'WL1003',
  entertainment_venue: 'WL1001',
  internet_cafe: 'WL1002',
  art_business: 'WL1004',
  online_culture: 'WL1005',
  scripted_entertainment: 'WL1006',
  cinema: 'WL5003',
  bookshop_publisher: 'WL5002',
  broadcasting: 'WL5001',
  library: 'WL3001',
  museum: 'WL3002',
  cultural_centre: 'WL3003',
  relic_site: 'WL4001',
  government_body: 'WL7001'
}

function categoryOf(frame: Frame, kindOfRespondent: string | null): { code: string; confidence: number } {
  const group = GROUP_OF[kindOfRespondent ?? '']
  const known = frame.category
  // an unsure "其他" of another line of business gives way to what the respondent's name says
  const isVague =
    known?.code.endsWith(OTHER_LEAF) && (known.confidence < SURE_CATEGORY || known.code.startsWith(OTHER_LINES))
  const contradicts = group !== undefined && !known?.code.startsWith(group)
  if (known && isLeaf(known.code) && !(isVague && contradicts)) return known
  const code = `${group ?? ''}${OTHER_LEAF}`
  return { code: isLeaf(code) ? code : UNSORTED, confidence: 0.2 }
}

function matterOf(code: string): string | null {
  const category = categoryByCode(code)
  if (!category || code.endsWith(OTHER_LEAF)) return null
  return category.name
}

function respondentOf(frame: Frame, kind: Kind, context: DraftContext): TicketDraft['respondent'] {
  const { replies, words } = context
  const slot = given(frame, 'respondent.name')
  const isDispute = kind === 'report' || kind === 'complaint'
  if (!slot && !isDispute) return undefined
  const name = slot?.name ?? replies.say('value.respondent.unknown')
  const known =
    slot?.kind && slot.kind !== 'other' ? slot.kind : respondentKind(name, frame.category?.code ?? null, words)
  const optional = (path: FieldPath & `respondent.${string}`, key: string) => {
    const value = given(frame, path)
    return typeof value === 'string' ? { [key]: value } : {}
  }
  return {
    name,
    kind: known as NonNullable<TicketDraft['respondent']>['kind'],
    ...optional('respondent.person', 'person'),
    ...optional('respondent.phone', 'phone'),
    ...optional('respondent.plateNo', 'plateNo'),
    ...optional('respondent.licenceNo', 'licenceNo'),
    ...optional('respondent.uscc', 'uscc')
  }
}

function requesterOf(frame: Frame, kind: Kind): TicketDraft['requester'] {
  const isHidden = isAnonymous(frame) && kind !== 'complaint'
  const name = isHidden ? null : given(frame, 'requester.name')
  const phone = isHidden ? null : given(frame, 'requester.phone')
  const notProvided = Object.entries(frame.slots)
    .filter(([, slot]) => slot.state === 'notProvided')
    .map(([path]) => path)
  return {
    anonymous: isHidden || (kind === 'report' && !name && !phone),
    // 举报 are confidential by default (DOMAIN.md sections 2 and 5)
    confidential: given(frame, 'requester.confidential') ?? kind === 'report',
    // no answer can reach who left no phone
    wantsReply: phone !== null && (given(frame, 'requester.wantsReply') ?? true),
    ...(name !== null && { name }),
    ...(phone !== null && { phone }),
    ...(notProvided.length > 0 && { notProvided })
  }
}

function provenanceOf(frame: Frame, category: { confidence: number }): NonNullable<TicketDraft['provenance']> {
  const entries: NonNullable<TicketDraft['provenance']> = []
  for (const [field, slot] of Object.entries(frame.slots)) {
    if (!('value' in slot)) continue
    const { origin } = slot
    if (field === 'content') {
      for (const { turn, text } of frame.words)
        entries.push({ field, source: 'said', turn, start: 0, end: text.length })
    } else {
      entries.push({ field, source: slot.state, ...(origin ?? {}) })
    }
  }
  entries.push({ field: 'kind', source: frame.isKindChosen ? 'chosen' : 'inferred' })
  entries.push({ field: 'categoryCode', source: 'inferred', confidence: Math.min(1, Math.max(0, category.confidence)) })
  return entries
}

function urgencyOf(frame: Frame): TicketDraft['urgency'] {
  // only rules or a person may set 特急 (DOMAIN.md section 2): danger to people now
  if (frame.isEmergency) return 'critical'
  return frame.flags.includes('safety') || frame.flags.includes('minor') ? 'urgent' : 'normal'
}

function draftOf(frame: Frame, kind: Kind, context: DraftContext): TicketDraft {
  const { replies, now, offsetMinutes } = context
  const isDispute = kind === 'report' || kind === 'complaint'
  const respondent = respondentOf(frame, kind, context)
  const category = categoryOf(frame, respondent?.kind ?? null)
  const when =
    given(frame, 'occurredAt') ??
    (isDispute ? unknownTime(replies.say('value.time.unknown'), now, offsetMinutes) : null)
  const place = given(frame, 'place')
  const placeText = place?.text ?? (isDispute ? replies.say('value.place.unknown') : null)
  const told = contentOf(frame)
  const content = isAnonymous(frame) ? maskText(told) : told
  const isPair = frame.kinds.includes('report') && frame.kinds.includes('complaint')
  const claims = (given(frame, 'claims') ?? []).filter(
    claim => !isPair || TO_AUTHORITY.has(claim.type) === (kind === 'report')
  )
  const orderNo = given(frame, 'contract.orderNo')
  const peopleCount = given(frame, 'contract.peopleCount')
  const amount = given(frame, 'amountInvolved')
  const isGuess = !given(frame, 'occurredAt') || !place || !given(frame, 'respondent.name')
  const flags: Flag[] =
    isDispute && isGuess && !frame.flags.includes('incomplete') ? [...frame.flags, 'incomplete'] : frame.flags
  const code = place?.regionCode
  return {
    kind,
    categoryCode: category.code,
    title: titleOf(frame, kind, { replies, matter: matterOf(category.code) }),
    content: content.length >= MIN_CONTENT ? content : replies.say(`content.short.${kind}`, { content }),
    regionCode: code && /^\d{6}$/.test(code) && !code.endsWith('0000') ? code : context.regionCode,
    ...(when && { occurredAt: when }),
    ...(placeText && { place: { text: placeText } }),
    ...(respondent && { respondent }),
    ...(claims.length > 0 ? { claims } : kind === 'complaint' && { claims: [{ type: 'answer' as const }] }),
    ...(amount !== null && { amountInvolved: amount }),
    ...((orderNo || peopleCount) && {
      contract: { ...(orderNo && { orderNo }), ...(peopleCount && { peopleCount }) }
    }),
    ...(kind === 'complaint' && {
      interest: given(frame, 'interest') ?? 'self',
      priorHandling: given(frame, 'priorHandling') ?? ['none']
    }),
    requester: requesterOf(frame, kind),
    urgency: urgencyOf(frame),
    ...(flags.length > 0 && { flags }),
    provenance: provenanceOf(frame, category),
    channel: context.channel,
    consent: { noticeVersion: NOTICE_VERSION, at: toOffsetIso(new Date(context.consentAt), offsetMinutes) }
  }
}

export function draftsOf(frame: Frame, context: DraftContext): TicketDraft[] {
  return perRespondent(frame).flatMap(each => frame.kinds.map(kind => draftOf(each, kind, context)))
}
