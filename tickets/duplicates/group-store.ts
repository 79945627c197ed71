// The rows of groups and their members.
import type { Selectable } from 'kysely'
import type { Db } from '../../core/database/index.ts'
import type { TicketGroupMembersTable } from '../../core/database/tables.ts'
import type { Reason } from './reasons.ts'

export type MemberRow = Selectable<TicketGroupMembersTable>

/** Also where a person took the ticket out again (`left_at`). */
export async function membershipOf(db: Db, ticketNo: string): Promise<MemberRow | undefined> {
  return db.selectFrom('ticket_group_members').selectAll().where('ticket_no', '=', ticketNo).executeTakeFirst()
}

/** As `membershipOf`, of many: by ticket number. */
export async function membershipsOf(db: Db, ticketNos: readonly string[]): Promise<ReadonlyMap<string, MemberRow>> {
  if (ticketNos.length === 0) return new Map()
  const rows = await db.selectFrom('ticket_group_members').selectAll().where('ticket_no', 'in', ticketNos).execute()
  return new Map(rows.map(row => [row.ticket_no, row]))
}

/** Those that stay, oldest first. */
export async function membersOf(db: Db, groupId: string): Promise<MemberRow[]> {
  return db
    .selectFrom('ticket_group_members')
    .selectAll()
    .where('group_id', '=', groupId)
    .where('left_at', 'is', null)
    .orderBy('ticket_no')
    .execute()
}

export interface NewMember {
  ticketNo: string
  /** 0 and without reasons where a person decided. */
  score: number
  reasons: readonly Reason[]
  /** ISO 8601 UTC. */
  at: string
}

/** Also for a ticket that left a group before. */
export async function addMember(db: Db, groupId: string, { ticketNo, score, reasons, at }: NewMember): Promise<void> {
  const row = { group_id: groupId, score, reasons: JSON.stringify(reasons), joined_at: at }
  await db
    .insertInto('ticket_group_members')
    .values({ ticket_no: ticketNo, ...row })
    .onConflict(conflict => conflict.column('ticket_no').doUpdateSet({ ...row, left_at: null, left_reason: null }))
    .execute()
}

/** Where the master went, the oldest that stays takes its place. */
export async function passMasterOn(db: Db, groupId: string): Promise<void> {
  const members = await membersOf(db, groupId)
  const [oldest] = members
  if (!oldest) return
  await db
    .updateTable('ticket_groups')
    .set({ master_ticket_no: oldest.ticket_no })
    .where('id', '=', groupId)
    .where(
      'master_ticket_no',
      'not in',
      members.map(member => member.ticket_no)
    )
    .execute()
}

/** Tickets that are removed for good leave no trace in their groups; a group without tickets goes too. */
export async function forgetMembers(db: Db, ticketNos: readonly string[]): Promise<void> {
  if (ticketNos.length === 0) return
  const groups = await db
    .selectFrom('ticket_group_members')
    .select('group_id')
    .distinct()
    .where('ticket_no', 'in', ticketNos)
    .execute()
  await db.deleteFrom('ticket_group_members').where('ticket_no', 'in', ticketNos).execute()
  for (const { group_id } of groups) {
    await passMasterOn(db, group_id)
    await db
      .deleteFrom('ticket_groups')
      .where('id', '=', group_id)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('ticket_group_members').select('ticket_no').where('group_id', '=', group_id)))
      )
      .execute()
  }
}
