// Who may see what of a ticket (DOMAIN.md section 5): the handling body all of it, the mediator what a dispute needs, and
// everybody else numbers.
import { AppError } from '../../core/errors.ts'
import { scanText } from './scan-text.ts'
import type { FieldValue, LoadedTicket, RecordField, TicketRecord } from './ticket-record.ts'

/** handling: 办理; mediation: 调解; none: statistics, metrics, whoever has no part in the case. */
export const VIEWS = ['handling', 'mediation', 'none'] as const
export type View = (typeof VIEWS)[number]

/** Of the person who filed it, and where that person stood. */
export const IDENTITY_FIELDS = [
  'requesterName',
  'requesterPhone',
  'requesterAddress',
  'longitude',
  'latitude'
] as const satisfies readonly RecordField[]

/** In people's own words: anything may stand in it. */
export const TEXT_FIELDS = [
  'title',
  'content',
  'occurredText',
  'place',
  'claims',
  'statusMessage',
  'reply'
] as const satisfies readonly RecordField[]

/** Coarse: no number, no name, no text, no place below the county, days only. */
const NONE_FIELDS = [
  'kind',
  'categoryCode',
  'categoryField',
  'categoryGroup',
  'categoryName',
  'regionCode',
  'regionName',
  'routeBody',
  'channel',
  'urgency',
  'status',
  'inTime',
  'contacted',
  'resolved',
  'satisfaction'
] as const satisfies readonly RecordField[]

/** What a dispute between tourist and operator needs; not what was said about the person who told it. */
const MEDIATION_FIELDS = [
  'ticketNo',
  'workOrderNo',
  'kind',
  'categoryCode',
  'categoryField',
  'categoryGroup',
  'categoryName',
  'title',
  'content',
  'regionCode',
  'regionName',
  'occurredText',
  'occurredStart',
  'occurredEnd',
  'place',
  'respondentName',
  'respondentKind',
  'respondentAddress',
  'respondentPhone',
  'respondentUscc',
  'respondentPerson',
  'claims',
  'claimedAmount',
  'amountInvolved',
  'contractOrderNo',
  'contractPeople',
  'contractEndDate',
  'interest',
  'priorHandling',
  'submittedAt',
  'status',
  'department',
  'acceptedAt',
  'repliedAt',
  'closedAt',
  'dueAt',
  'inTime'
] as const satisfies readonly RecordField[]

const CONTACT_FIELDS = ['requesterName', 'requesterPhone'] as const satisfies readonly RecordField[]

export interface ViewOptions {
  /** The requester has agreed to be named to the mediator and the operator. Never true for a report. */
  hasAgreed?: boolean
}

export type ViewedTicket = Partial<Record<RecordField, FieldValue>>

/** Fields of a view. Throws FORBIDDEN for the mediation view of what is no dispute: a report's text is for enforcement alone. */
export function fieldsOf(view: View, record: TicketRecord, { hasAgreed = false }: ViewOptions = {}): RecordField[] {
  if (view === 'handling') return Object.keys(record) as RecordField[]
  if (view === 'none') return [...NONE_FIELDS]
  if (record.kind !== 'complaint') throw new AppError('FORBIDDEN', { detail: 'only a complaint is mediated' })
  return hasAgreed ? [...MEDIATION_FIELDS, ...CONTACT_FIELDS] : [...MEDIATION_FIELDS]
}

/** The record with each free text scanned: the respondent's words stay, the requester's and all numbers go. */
export function scanned(record: TicketRecord, { identity }: Pick<LoadedTicket, 'identity'>): TicketRecord {
  const words = [
    record.respondentName,
    record.respondentPerson,
    record.respondentPhone,
    record.respondentPlateNo,
    record.respondentAddress
  ].filter(word => word !== null)
  const texts = TEXT_FIELDS.flatMap(field => {
    const text = record[field]
    return text === null ? [] : [[field, scanText(text, words, identity)] as const]
  })
  return { ...record, ...Object.fromEntries(texts) }
}

/** A ticket as `view` may see it. All that leaves the handling body's sight goes through here. */
export function viewOf(
  view: View,
  record: TicketRecord,
  loaded: Pick<LoadedTicket, 'identity'>,
  options: ViewOptions = {}
): ViewedTicket {
  const fields = fieldsOf(view, record, options)
  const source = view === 'handling' ? record : scanned(record, loaded)
  return Object.fromEntries(fields.map(field => [field, source[field]]))
}
