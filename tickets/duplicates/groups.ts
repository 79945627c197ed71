// What staff see of groups, and what they may change: take a ticket out, put one in, choose the master. Each change is audited
// in the transaction that makes it.
import { type AuditDependencies, appendAudit } from '../../core/audit.ts'
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { maskText } from '../../core/masking.ts'
import { explain } from './explain.ts'
import { addMember, type MemberRow, membershipOf, membersOf, passMasterOn } from './group-store.ts'
import type { Reason } from './reasons.ts'

export interface GroupMember {
  ticketNo: string
  /** Likeness to the ticket that brought it in; 0 where a person put it in. */
  score: number
  reasons: Reason[]
  /** The reasons in Chinese words, the weightiest first; empty for the first ticket and for what a person put in. */
  why: string[]
  /** ISO 8601 UTC. */
  joinedAt: string
}

export interface TicketGroup {
  id: string
  masterTicketNo: string
  /** ISO 8601 UTC. */
  createdAt: string
  /** Oldest first, the master among them. */
  members: GroupMember[]
}

/** Who changes a group, as what, and why; numbers and names in the reason are masked. */
export interface GroupChange {
  actor: string
  /** One of GROUP_ROLES. */
  role: string
  reason: string
}

/** Who handles cases may say which belong together. */
export const GROUP_ROLES = ['agent', 'supervisor', 'operator'] as const

const memberOf = (row: MemberRow): GroupMember => {
  const reasons = JSON.parse(row.reasons) as Reason[]
  return { ticketNo: row.ticket_no, score: row.score, reasons, why: explain(reasons), joinedAt: row.joined_at }
}

/** Null where the ticket stands alone. For staff only. */
export async function groupOf(db: Db, ticketNo: string): Promise<TicketGroup | null> {
  const membership = await membershipOf(db, ticketNo)
  if (!membership || membership.left_at !== null) return null
  const { group_id: id } = membership
  const [group, rows] = [
    await db.selectFrom('ticket_groups').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    await membersOf(db, id)
  ]
  // One alone is no group.
  if (rows.length < 2) return null
  return { id, masterTicketNo: group.master_ticket_no, createdAt: group.created_at, members: rows.map(memberOf) }
}

/**
 * Groups with two members or more, newest first; `before`: only those founded earlier (createdAt of the last one of the page
 * before). For staff only.
 */
export async function ticketGroups(db: Db, { limit = 50, before }: { limit?: number; before?: string } = {}) {
  let query = db
    .selectFrom('ticket_groups')
    .selectAll()
    .where(({ selectFrom }) =>
      selectFrom('ticket_group_members')
        .whereRef('group_id', '=', 'ticket_groups.id')
        .where('left_at', 'is', null)
        .select(eb => eb(eb.fn.countAll<number>(), '>=', 2).as('is_group'))
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
  if (before !== undefined) query = query.where('created_at', '<', before)
  const groups: TicketGroup[] = []
  for (const { id, master_ticket_no, created_at } of await query.execute()) {
    const members = (await membersOf(db, id)).map(memberOf)
    groups.push({ id, masterTicketNo: master_ticket_no, createdAt: created_at, members })
  }
  return groups
}

async function audited(
  db: Db,
  action: string,
  ticketNo: string,
  change: GroupChange,
  detail: Record<string, string | number>,
  deps: AuditDependencies
): Promise<void> {
  const { actor, role } = change
  await appendAudit(db, { actor, role, action, subject: ticketNo, reason: maskText(change.reason), detail }, deps)
}

function checkChange({ role, reason }: GroupChange): void {
  if (!(GROUP_ROLES as readonly string[]).includes(role)) {
    throw new AppError('FORBIDDEN', { detail: `the role ${role} may not change groups` })
  }
  if (reason.trim() === '') throw new AppError('TICKET_INVALID', { detail: 'reason must have 1 character or more' })
}

async function membershipNow(db: Db, ticketNo: string): Promise<MemberRow> {
  const membership = await membershipOf(db, ticketNo)
  if (membership && membership.left_at === null) return membership
  throw new AppError('TICKET_NOT_FOUND', { detail: `${ticketNo} is in no group` })
}

const atomically = <T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> =>
  db.isTransaction ? work(db) : db.transaction().execute(work)

/**
 * Takes a ticket out of its group; it is not put back by itself. A master hands over to the oldest that stays. Throws
 * TICKET_NOT_FOUND where the ticket is in no group, FORBIDDEN, TICKET_INVALID (no reason), as both below.
 */
export async function splitFromGroup(db: Db, ticketNo: string, change: GroupChange, deps: AuditDependencies) {
  checkChange(change)
  await atomically(db, async trx => {
    const { group_id: group } = await membershipNow(trx, ticketNo)
    await trx
      .updateTable('ticket_group_members')
      .set({ left_at: deps.clock.now().toISOString(), left_reason: maskText(change.reason) })
      .where('ticket_no', '=', ticketNo)
      .execute()
    await passMasterOn(trx, group)
    await audited(trx, 'group.split', ticketNo, change, { group, members: (await membersOf(trx, group)).length }, deps)
  })
}

/** Puts a ticket that stands alone, also one that was taken out, with `withTicketNo` and its group. */
export async function putInGroup(
  db: Db,
  ticketNo: string,
  withTicketNo: string,
  change: GroupChange,
  deps: AuditDependencies & { ids: { uuid(): string } }
): Promise<void> {
  checkChange(change)
  await atomically(db, async trx => {
    const numbers = [...new Set([ticketNo, withTicketNo])]
    const known = await trx.selectFrom('tickets').select('ticket_no').where('ticket_no', 'in', numbers).execute()
    if (known.length < 2) throw new AppError('TICKET_NOT_FOUND', { detail: numbers.join(', ') })
    const membership = await membershipOf(trx, ticketNo)
    if (membership && membership.left_at === null) {
      throw new AppError('TICKET_INVALID', { detail: `${ticketNo} is in a group: take it out first` })
    }
    const at = deps.clock.now().toISOString()
    const other = await membershipOf(trx, withTicketNo)
    let group = other && other.left_at === null ? other.group_id : null
    if (group === null) {
      group = deps.ids.uuid()
      await trx
        .insertInto('ticket_groups')
        .values({ id: group, master_ticket_no: withTicketNo, created_at: at })
        .execute()
      await addMember(trx, group, { ticketNo: withTicketNo, score: 0, reasons: [], at })
    }
    await addMember(trx, group, { ticketNo, score: 0, reasons: [], at })
    await audited(trx, 'group.join', ticketNo, change, { group, with: withTicketNo }, deps)
  })
}

/** Makes a member the one that stands for the others. */
export async function chooseMaster(db: Db, ticketNo: string, change: GroupChange, deps: AuditDependencies) {
  checkChange(change)
  await atomically(db, async trx => {
    const { group_id: group } = await membershipNow(trx, ticketNo)
    await trx.updateTable('ticket_groups').set({ master_ticket_no: ticketNo }).where('id', '=', group).execute()
    await audited(trx, 'group.master', ticketNo, change, { group }, deps)
  })
}
