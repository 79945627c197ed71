// A ticket with all that was said about it since, flat, as views, exports and statistics take it.
import type { Selectable } from 'kysely'
import type { Db } from '../../core/database/index.ts'
import type { OutboxTable, TicketEventsTable, TicketsTable } from '../../core/database/tables.ts'
import type { Vault } from '../../core/vault.ts'
import { categoryByCode } from '../categories/index.ts'
import { evaluationSchema, regionName, type WorkOrder } from '../contract/index.ts'
import { answerDue, type Due } from '../limits/due-dates.ts'
import type { TimeLimits } from '../limits/limit-table.ts'
import { duesOfRow } from '../limits/load-dues.ts'
import { type Identity, openBody, openIdentity, openMessage, openPayload } from '../store/sealed-order.ts'

export type FieldValue = string | number | boolean | null

type TicketRow = Selectable<TicketsTable> & { identity_sealed: string | null; restricted_at: string | null }
type EventRow = Selectable<TicketEventsTable>

export interface LoadedTicket {
  row: TicketRow
  order: WorkOrder
  /** For masking and, in a handling view, for showing; null where the requester gave nothing. */
  identity: Identity | null
  /** The person had it erased and the law keeps it: for masking only, shown to nobody. */
  isRestricted: boolean
  /** In the intake's order. */
  events: EventRow[]
  /** When the intake gave its receipt; null before. */
  sentAt: string | null
  evaluation: { contacted: boolean; resolved: boolean; satisfaction?: number | undefined } | null
  messageOf: (event: EventRow) => string | null
  statusMessage: string | null
}

const joined = (values: readonly string[] | undefined): string | null => (values?.length ? values.join(' ') : null)

function claimsText(order: WorkOrder): string | null {
  return joined(
    order.claims?.map(({ type, amount, text }) => [type, amount, text].filter(part => part !== undefined).join(':'))
  )
}

function claimedAmount(order: WorkOrder): number | null {
  const amounts = (order.claims ?? []).flatMap(({ amount }) => (amount === undefined ? [] : [amount]))
  return amounts.length === 0 ? null : Math.round(100 * amounts.reduce((sum, amount) => sum + amount, 0)) / 100
}

const timeOf = (events: readonly EventRow[], ...statuses: string[]): string | null =>
  events.find(({ status }) => statuses.includes(status))?.at ?? null

const lastTimeOf = (events: readonly EventRow[], ...statuses: string[]): string | null =>
  events.findLast(({ status }) => statuses.includes(status))?.at ?? null

/** Done by the due date; null where there is none, or where it has not come and nothing was done. */
export function isInTime(due: Due | null): boolean | null {
  if (due?.state === 'in_time') return true
  return due?.state === 'late' || due?.state === 'overdue' ? false : null
}

/** All due dates of a loaded ticket. `limits` null: only what the intake said. */
export function duesOfLoaded({ row, events, sentAt }: LoadedTicket, limits: TimeLimits | null, now: Date): Due[] {
  return duesOfRow(row, events, sentAt, limits, now)
}

/**
 * Every field of a record, in the words of openapi.yaml where it has one. Times are ISO 8601 with offset, sums CNY.
 * `dueAt` and `inTime` are
 * of the first answer. `satisfaction` is null for a report: enforcement is not to chase ratings (DOMAIN.md section 4).
 */
export function recordOf(loaded: LoadedTicket, now: Date, limits: TimeLimits | null = null) {
  const { row, order, events, evaluation } = loaded
  const identity = loaded.isRestricted ? null : loaded.identity
  const category = categoryByCode(row.category_code)
  const { respondent, occurredAt, place, contract, requester } = order
  const due = answerDue(duesOfLoaded(loaded, limits, now))
  const reply = events.findLast(({ status }) => status === 'replied' || status === 'closed')
  return {
    ticketNo: row.ticket_no,
    workOrderNo: row.work_order_no,
    kind: row.kind,
    categoryCode: row.category_code,
    categoryField: category?.fieldName ?? null,
    categoryGroup: category?.groupName ?? null,
    categoryName: category?.name ?? null,
    title: order.title,
    content: order.content,
    regionCode: row.region_code,
    regionName: regionName(row.region_code),
    occurredText: occurredAt?.text ?? null,
    occurredStart: occurredAt?.start ?? null,
    occurredEnd: occurredAt?.end ?? null,
    place: place?.text ?? null,
    longitude: place?.longitude ?? null,
    latitude: place?.latitude ?? null,
    respondentName: respondent?.name ?? null,
    respondentKind: respondent?.kind ?? null,
    respondentAddress: respondent?.address ?? null,
    respondentPhone: respondent?.phone ?? null,
    respondentUscc: respondent?.uscc ?? null,
    respondentPerson: respondent?.person ?? null,
    respondentPlateNo: respondent?.plateNo ?? null,
    respondentLicenceNo: respondent?.licenceNo ?? null,
    claims: claimsText(order),
    claimedAmount: claimedAmount(order),
    amountInvolved: order.amountInvolved ?? null,
    contractOrderNo: contract?.orderNo ?? null,
    contractPeople: contract?.peopleCount ?? null,
    contractEndDate: contract?.endDate ?? null,
    interest: order.interest ?? null,
    priorHandling: joined(order.priorHandling),
    isAnonymous: requester.anonymous,
    isConfidential: requester.confidential,
    wantsReply: requester.wantsReply,
    requesterName: identity?.name ?? null,
    requesterPhone: identity?.phone ?? null,
    requesterAddress: identity?.address ?? null,
    urgency: row.urgency,
    flags: joined(order.flags),
    routeBody: row.route_body,
    channel: order.channel,
    attachments: order.attachments?.length ?? 0,
    linked: joined(order.linked?.map(({ ticketNo }) => ticketNo)),
    submittedAt: order.submittedAt,
    status: row.status,
    statusMessage: loaded.statusMessage,
    department: row.department,
    acceptedAt: timeOf(events, 'accepted', 'not_accepted'),
    repliedAt: timeOf(events, 'replied'),
    closedAt: lastTimeOf(events, 'closed', 'not_accepted', 'merged', 'withdrawn'),
    reply: reply ? loaded.messageOf(reply) : null,
    dueAt: due?.at ?? null,
    dueSource: due?.source ?? null,
    inTime: isInTime(due),
    contacted: evaluation?.contacted ?? null,
    resolved: evaluation?.resolved ?? null,
    satisfaction: row.kind === 'report' ? null : (evaluation?.satisfaction ?? null)
  } satisfies Record<string, FieldValue>
}

export type TicketRecord = ReturnType<typeof recordOf>
export type RecordField = keyof TicketRecord

export interface LoadQuery {
  /** ISO 8601 UTC; filed at or after. */
  fromUtc: string
  /** ISO 8601 UTC; filed before. */
  toUtc: string
  kinds?: readonly string[]
  ticketNos?: readonly string[]
}

const PAGE = 200

async function pageAfter(db: Db, query: LoadQuery, after: { created_at: string; ticket_no: string } | null) {
  let rows = db
    .selectFrom('tickets')
    .leftJoin('identities', 'identities.id', 'tickets.identity_id')
    .selectAll('tickets')
    .select(['identities.identity_sealed', 'identities.restricted_at'])
    .where('tickets.created_at', '>=', query.fromUtc)
    .where('tickets.created_at', '<', query.toUtc)
    .orderBy('tickets.created_at')
    .orderBy('tickets.ticket_no')
    .limit(PAGE)
  if (query.kinds) rows = rows.where('tickets.kind', 'in', query.kinds)
  if (query.ticketNos) rows = rows.where('tickets.ticket_no', 'in', query.ticketNos)
  if (after) {
    rows = rows.where(eb =>
      eb.or([
        eb('tickets.created_at', '>', after.created_at),
        eb.and([eb('tickets.created_at', '=', after.created_at), eb('tickets.ticket_no', '>', after.ticket_no)])
      ])
    )
  }
  return rows.execute()
}

const EVALUATION = evaluationSchema.pick({ contacted: true, resolved: true, satisfaction: true })

function readEvaluation(
  vault: Vault,
  row: Pick<Selectable<OutboxTable>, 'idempotency_key' | 'payload_sealed'> | undefined
): LoadedTicket['evaluation'] {
  if (!row || row.payload_sealed === null) return null
  const { idempotency_key, payload_sealed } = row
  const parsed = EVALUATION.strip().safeParse(openPayload(vault, { idempotency_key, payload_sealed }))
  return parsed.success ? parsed.data : null
}

async function withHistory(db: Db, rows: readonly TicketRow[], vault: Vault): Promise<LoadedTicket[]> {
  if (rows.length === 0) return []
  const numbers = rows.map(row => row.ticket_no)
  const events = await db
    .selectFrom('ticket_events')
    .selectAll()
    .where('ticket_no', 'in', numbers)
    .orderBy('seq')
    .execute()
  const sendings = await db
    .selectFrom('outbox')
    .select(['ticket_no', 'operation', 'idempotency_key', 'payload_sealed', 'sent_at'])
    .where('ticket_no', 'in', numbers)
    .where('operation', 'in', ['create', 'evaluate'])
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    row,
    order: openBody(vault, row),
    identity:
      row.identity_id !== null && row.identity_sealed !== null
        ? openIdentity(vault, { id: row.identity_id, identity_sealed: row.identity_sealed })
        : null,
    isRestricted: row.restricted_at !== null,
    events: events.filter(event => event.ticket_no === row.ticket_no),
    sentAt:
      sendings.find(({ ticket_no, operation }) => ticket_no === row.ticket_no && operation === 'create')?.sent_at ??
      null,
    evaluation: readEvaluation(
      vault,
      sendings.findLast(({ ticket_no, operation }) => ticket_no === row.ticket_no && operation === 'evaluate')
    ),
    messageOf: event =>
      event.message_sealed === null ? null : openMessage(vault, row.ticket_no, event.message_sealed),
    statusMessage:
      row.status_message_sealed === null ? null : openMessage(vault, row.ticket_no, row.status_message_sealed)
  }))
}

/** Tickets filed in the span, oldest first, some at a time so that chats are not held up. Throws VAULT_OPEN_FAILED. */
export async function* loadTickets(db: Db, query: LoadQuery, vault: Vault): AsyncGenerator<LoadedTicket> {
  let after: { created_at: string; ticket_no: string } | null = null
  for (;;) {
    const rows: TicketRow[] = await pageAfter(db, query, after)
    yield* await withHistory(db, rows, vault)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last
  }
}
