// 群体事件: tickets of several people about one event of one respondent are linked, with the oldest as their master. Each
// stays a ticket of its own, is filed and answered by itself, and nobody is told who else reported (DOMAIN.md section 5).
import type { Clock } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import type { Ids } from '../../core/ids.ts'
import type { Vault } from '../../core/vault.ts'
import type { WorkOrder } from '../contract/index.ts'
import { phoneFingerprint } from '../store/phone.ts'
import { openBody } from '../store/sealed-order.ts'
import { type Reason, relate } from './compare-matters.ts'
import { matterOf } from './matter.ts'
import { readRespondentName } from './respondent-name.ts'

export interface GroupDependencies {
  vault: Vault
  clock: Clock
  ids: Ids
}

export interface TicketGroup {
  id: string
  masterTicketNo: string
  /** Oldest first, the master among them. */
  members: { ticketNo: string; score: number; reasons: Reason[]; joinedAt: string }[]
}

/** An event is talked about for so long. */
const WINDOW_DAYS = 14
/** Newest first; more tickets about one business in two weeks than this are looked at by people anyway. */
const CANDIDATES_MAX = 60
const DAY_MS = 86_400_000

/** Null where nobody is named. */
export function respondentFingerprint(vault: Vault, name: string | undefined): string | null {
  return name === undefined ? null : vault.fingerprint(readRespondentName(name).sound, 'respondent')
}

interface Candidate {
  ticket_no: string
  body_sealed: string
}

/** Tickets of others about this respondent that may belong to the event, in the order they came. */
async function candidates(db: Db, order: WorkOrder, conversationId: string, deps: GroupDependencies) {
  const { vault, clock } = deps
  const fingerprint = respondentFingerprint(vault, order.respondent?.name)
  if (fingerprint === null) return []
  const phone = order.requester.phone === undefined ? null : phoneFingerprint(vault, order.requester.phone)
  const since = new Date(clock.now().getTime() - WINDOW_DAYS * DAY_MS).toISOString()
  const rows: Candidate[] = await db
    .selectFrom('tickets')
    .leftJoin('identities', 'identities.id', 'tickets.identity_id')
    .select(['ticket_no', 'body_sealed'])
    .where('respondent_fingerprint', '=', fingerprint)
    .where('tickets.created_at', '>=', since)
    .where('ticket_no', '!=', order.ticketNo)
    .where(eb => eb.or([eb('conversation_id', 'is', null), eb('conversation_id', '!=', conversationId)]))
    .where(eb => eb.or([eb('phone_fingerprint', 'is', null), eb('phone_fingerprint', '!=', phone ?? '')]))
    .orderBy('tickets.created_at', 'desc')
    .limit(CANDIDATES_MAX)
    .execute()
  return rows.reverse()
}

async function membershipOf(db: Db, ticketNo: string) {
  return db.selectFrom('ticket_group_members').selectAll().where('ticket_no', '=', ticketNo).executeTakeFirst()
}

async function addMember(db: Db, groupId: string, ticketNo: string, score: number, reasons: Reason[], at: string) {
  await db
    .insertInto('ticket_group_members')
    .values({ ticket_no: ticketNo, group_id: groupId, score, reasons: JSON.stringify(reasons), joined_at: at })
    .execute()
}

/**
 * Puts a ticket that was just stored with those of the same event, founding a group where there was none yet; null where
 * it stands alone. `db` is the transaction that files it.
 */
export async function joinGroup(
  db: Db,
  order: WorkOrder,
  conversationId: string,
  deps: GroupDependencies
): Promise<string | null> {
  const matter = matterOf(order)
  let best: { ticketNo: string; score: number; reasons: Reason[] } | null = null
  for (const row of await candidates(db, order, conversationId, deps)) {
    const membership = await membershipOf(db, row.ticket_no)
    // A person has said that it stands alone.
    if (membership?.left_at) continue
    const { relation, score, reasons } = relate(matter, matterOf(openBody(deps.vault, row)), false)
    if (relation === 'group' && score > (best?.score ?? 0)) best = { ticketNo: row.ticket_no, score, reasons }
  }
  if (!best) return null
  const at = deps.clock.now().toISOString()
  let groupId = (await membershipOf(db, best.ticketNo))?.group_id
  if (groupId === undefined) {
    groupId = deps.ids.uuid()
    await db
      .insertInto('ticket_groups')
      .values({ id: groupId, master_ticket_no: best.ticketNo, created_at: at })
      .execute()
    await addMember(db, groupId, best.ticketNo, best.score, [], at)
  }
  await addMember(db, groupId, order.ticketNo, best.score, best.reasons, at)
  return groupId
}

async function readGroup(db: Db, id: string): Promise<TicketGroup | null> {
  const group = await db.selectFrom('ticket_groups').selectAll().where('id', '=', id).executeTakeFirst()
  const rows = await db
    .selectFrom('ticket_group_members')
    .selectAll()
    .where('group_id', '=', id)
    .where('left_at', 'is', null)
    .orderBy('ticket_no')
    .execute()
  // One alone is no group.
  if (!group || rows.length < 2) return null
  const members = rows.map(row => ({
    ticketNo: row.ticket_no,
    score: row.score,
    reasons: JSON.parse(row.reasons) as Reason[],
    joinedAt: row.joined_at
  }))
  return { id, masterTicketNo: group.master_ticket_no, members }
}

/** Null where the ticket stands alone. For staff only. */
export async function groupOf(db: Db, ticketNo: string): Promise<TicketGroup | null> {
  const membership = await membershipOf(db, ticketNo)
  return membership && membership.left_at === null ? readGroup(db, membership.group_id) : null
}

/** Groups with two members or more, newest first. For staff only. */
export async function ticketGroups(db: Db): Promise<TicketGroup[]> {
  const rows = await db.selectFrom('ticket_groups').select('id').orderBy('created_at', 'desc').execute()
  const groups = await Promise.all(rows.map(row => readGroup(db, row.id)))
  return groups.filter(group => group !== null)
}

/**
 * Takes a ticket out of its group, for good; a master hands over to the oldest that stays. `reason` is kept as it is: no
 * names in it. Throws TICKET_NOT_FOUND where the ticket is in no group.
 */
export async function splitFromGroup(db: Db, ticketNo: string, reason: string, clock: Clock): Promise<void> {
  const membership = await membershipOf(db, ticketNo)
  if (!membership || membership.left_at !== null) {
    throw new AppError('TICKET_NOT_FOUND', { detail: `${ticketNo} is in no group` })
  }
  await db
    .updateTable('ticket_group_members')
    .set({ left_at: clock.now().toISOString(), left_reason: reason })
    .where('ticket_no', '=', ticketNo)
    .execute()
  const oldest = await db
    .selectFrom('ticket_group_members')
    .select(eb => eb.fn.min('ticket_no').as('ticket_no'))
    .where('group_id', '=', membership.group_id)
    .where('left_at', 'is', null)
    .executeTakeFirst()
  if (!oldest?.ticket_no) return
  await db
    .updateTable('ticket_groups')
    .set({ master_ticket_no: oldest.ticket_no })
    .where('id', '=', membership.group_id)
    .where('master_ticket_no', '=', ticketNo)
    .execute()
}
