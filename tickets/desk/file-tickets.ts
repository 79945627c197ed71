import { toOffsetIso } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { type TicketLink, type WorkOrder, workOrderSchema } from '../contract/index.ts'
import { joinGroup } from '../duplicates/join-group.ts'
import { storeMatchKeys } from '../duplicates/match-keys.ts'
import { linkFiles, wholeFiles } from '../evidence/ticket-files.ts'
import { routeFor } from '../routing.ts'
import { phoneFingerprint } from '../store/phone.ts'
import { queryCode } from '../store/query-code.ts'
import { sealBody, sealIdentity, splitIdentity } from '../store/sealed-order.ts'
import { nextTicketNumbers } from '../store/ticket-numbers.ts'
import type { FiledTicket, Origin, TicketDraft } from '../ticket-desk.ts'
import type { DeskDependencies } from './dependencies.ts'
import { otherSides } from './same-person.ts'
import { scrubDraft } from './scrub-draft.ts'

/** Drafts are checked before numbers are taken: one that is refused leaves no gap even where the caller goes on. */
const NUMBER_FOR_CHECK = 'WL00000000000000'

function orderOf(draft: TicketDraft, ticketNo: string, submittedAt: string, linked: readonly TicketLink[]): WorkOrder {
  return {
    ...scrubDraft(draft),
    ticketNo,
    route: routeFor(draft.kind, draft.categoryCode),
    submittedAt,
    ...(linked.length > 0 && { linked: [...linked] })
  }
}

/** Names fields and rules, never values. */
function checkDraft(draft: TicketDraft, submittedAt: string): void {
  const complaints: string[] = []
  const parsed = workOrderSchema.safeParse(orderOf(draft, NUMBER_FOR_CHECK, submittedAt, []))
  for (const { path, message } of parsed.error?.issues ?? []) complaints.push(`${path.join('.')} ${message}`)
  // A dispute has two parties (旅游投诉处理办法 2026, article 10).
  if (draft.kind === 'complaint' && draft.requester.anonymous) complaints.push('requester.anonymous not for complaint')
  if (complaints.length > 0) throw new AppError('TICKET_INVALID', { detail: complaints.join('; ') })
}

async function storeIdentity(db: Db, order: WorkOrder, { vault, ids, clock }: DeskDependencies) {
  const { body, identity } = splitIdentity(order)
  if (!identity) return { body, identityId: null }
  const identityId = ids.uuid()
  await db
    .insertInto('identities')
    .values({
      id: identityId,
      identity_sealed: sealIdentity(vault, identityId, identity),
      phone_fingerprint: identity.phone === undefined ? null : phoneFingerprint(vault, identity.phone),
      created_at: clock.now().toISOString()
    })
    .execute()
  return { body, identityId }
}

async function storeOrder(db: Db, order: WorkOrder, origin: Origin, deps: DeskDependencies): Promise<void> {
  const { body, identityId } = await storeIdentity(db, order, deps)
  const now = deps.clock.now().toISOString()
  await db
    .insertInto('tickets')
    .values({
      ticket_no: order.ticketNo,
      kind: order.kind,
      category_code: order.categoryCode,
      region_code: order.regionCode,
      route_body: order.route.body,
      conversation_id: origin.conversationId,
      identity_id: identityId,
      body_sealed: sealBody(deps.vault, body),
      status: 'queued',
      anonymous: order.requester.anonymous ? 1 : 0,
      urgency: order.urgency,
      created_at: now,
      updated_at: now
    })
    .execute()
  await storeMatchKeys(db, order, deps.vault)
  for (const { ticketNo, relation } of order.linked ?? []) {
    await db
      .insertInto('ticket_links')
      .values({ ticket_no: order.ticketNo, other_ticket_no: ticketNo, relation })
      .execute()
  }
  // The body to send is put together from ticket and identity when it is sent: no second copy of the identity.
  await db
    .insertInto('outbox')
    .values({
      ticket_no: order.ticketNo,
      operation: 'create',
      idempotency_key: order.ticketNo,
      next_attempt_at: now,
      created_at: now
    })
    .execute()
}

/**
 * Puts the ticket with those of the same event; what of that may be known outside. Where they are a joint complaint the order
 * carries the flag 群体, and who complains may hear that others did: of fewer, one could guess who (DOMAIN.md section 5).
 */
async function groupFor(
  db: Db,
  order: WorkOrder,
  origin: Origin,
  deps: DeskDependencies
): Promise<FiledTicket['group']> {
  const joined = await joinGroup(db, order, origin.conversationId, deps)
  if (!joined) return undefined
  const { masterTicketNo, isJoint } = joined
  const flags = order.flags ?? []
  if (isJoint && !flags.includes('group')) {
    const { body } = splitIdentity({ ...order, flags: [...flags, 'group'] })
    await db
      .updateTable('tickets')
      .set({ body_sealed: sealBody(deps.vault, body) })
      .where('ticket_no', '=', order.ticketNo)
      .execute()
  }
  // A report is confidential from the first word to the last: its reporter hears nothing of others either.
  return { masterTicketNo, mayBeTold: isJoint && order.kind === 'complaint' }
}

const oncePerTicket = (links: readonly TicketLink[]): TicketLink[] =>
  links.filter((link, at) => links.findIndex(other => other.ticketNo === link.ticketNo) === at)

export async function fileTickets(
  db: Db,
  drafts: readonly TicketDraft[],
  origin: Origin,
  deps: DeskDependencies
): Promise<FiledTicket[]> {
  const now = deps.clock.now()
  const submittedAt = toOffsetIso(now, deps.offsetMinutes)
  for (const draft of drafts) checkDraft(draft, submittedAt)
  const numbers = await nextTicketNumbers(db, drafts.length, now, deps.offsetMinutes)
  const files = await wholeFiles(db, origin.conversationId, origin.fileIds ?? [])
  const filed: FiledTicket[] = []
  for (const [index, draft] of drafts.entries()) {
    const ticketNo = numbers[index]!
    const siblings = numbers.filter(number => number !== ticketNo)
    const linked = oncePerTicket([
      ...siblings.map(number => ({ ticketNo: number, relation: 'split_of' as const })),
      ...(origin.relatedTo ?? []),
      ...(await otherSides(db, draft, origin, deps))
    ])
    const attachments = await linkFiles(db, ticketNo, files, 'order')
    const order = { ...orderOf(draft, ticketNo, submittedAt, linked), ...(attachments.length > 0 && { attachments }) }
    await storeOrder(db, order, origin, deps)
    const group = await groupFor(db, order, origin, deps)
    filed.push({
      ticketNo,
      kind: draft.kind,
      ...(group && { group }),
      ...(draft.requester.phone === undefined && { queryCode: queryCode(deps.vault, ticketNo) })
    })
  }
  return filed
}
