// 群体事件: tickets of several people about one event are linked, with the oldest as their master. Each stays a ticket of its
// own, is filed and answered by itself, and nobody is told who else came (DOMAIN.md section 5).
import type { Clock } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import type { Ids } from '../../core/ids.ts'
import type { Vault } from '../../core/vault.ts'
import type { WorkOrder } from '../contract/index.ts'
import { phoneFingerprint } from '../store/phone.ts'
import { isConflict, relate } from './compare-matters.ts'
import { addMember, membershipsOf } from './group-store.ts'
import { matchKeys, ticketsWithKeys } from './match-keys.ts'
import { type Matter, matterOf } from './matter.ts'
import type { Reason } from './reasons.ts'
import { storedMatter } from './stored-matter.ts'

export interface GroupDependencies {
  vault: Vault
  clock: Clock
  ids: Ids
}

/** What a ticket that was just stored has become part of. */
export interface JoinedGroup {
  masterTicketNo: string
  /** Whether so many people complain in it that it is a joint complaint. */
  isJoint: boolean
}

/** An event is talked about for so long. */
const WINDOW_DAYS = 14
const DAY_MS = 86_400_000
/** Of a large group the newest stand for all. */
const MEMBERS_COMPARED_MAX = 8
/** So many complainants make a joint complaint (共同投诉: 旅游投诉处理办法 2026, article 13). */
const JOINT_COMPLAINANTS = 4

interface Candidate {
  ticket_no: string
  body_sealed: string
}

/** Tickets of others about this respondent that may belong to the event, oldest first. */
async function candidates(db: Db, order: WorkOrder, conversationId: string, deps: GroupDependencies) {
  const { vault, clock } = deps
  const since = new Date(clock.now().getTime() - WINDOW_DAYS * DAY_MS).toISOString()
  const numbers = await ticketsWithKeys(db, matchKeys(vault, order), since)
  if (numbers.length === 0) return []
  const phone = order.requester.phone === undefined ? null : phoneFingerprint(vault, order.requester.phone)
  const rows: Candidate[] = await db
    .selectFrom('tickets')
    .leftJoin('identities', 'identities.id', 'tickets.identity_id')
    .select(['ticket_no', 'body_sealed'])
    .where('ticket_no', 'in', numbers)
    .where('ticket_no', '!=', order.ticketNo)
    .where(eb => eb.or([eb('conversation_id', 'is', null), eb('conversation_id', '!=', conversationId)]))
    .where(eb => eb.or([eb('phone_fingerprint', 'is', null), eb('phone_fingerprint', '!=', phone ?? '')]))
    .orderBy('tickets.created_at')
    .orderBy('ticket_no')
    .execute()
  return rows
}

interface Fit {
  ticketNo: string
  groupId: string | null
  score: number
  reasons: Reason[]
}

/** Candidates that tell of the same event, the likest first, the older of two alike. */
async function fits(db: Db, matter: Matter, rows: readonly Candidate[], deps: GroupDependencies): Promise<Fit[]> {
  const alike = rows
    .map(row => ({ ticketNo: row.ticket_no, ...relate(matter, storedMatter(deps.vault, row), false) }))
    .filter(({ relation }) => relation === 'group')
  const memberships = await membershipsOf(
    db,
    alike.map(({ ticketNo }) => ticketNo)
  )
  return (
    alike
      // A person has said that it stands alone.
      .filter(({ ticketNo }) => !memberships.get(ticketNo)?.left_at)
      .map(({ ticketNo, score, reasons }) => {
        const groupId = memberships.get(ticketNo)?.group_id ?? null
        return { ticketNo, groupId, score, reasons }
      })
      .sort((a, b) => b.score - a.score)
  )
}

/**
 * False where a member of the group speaks against it (another guide, another car, another branch): that one other member
 * is silent on the point must not bring two tours together.
 */
async function isWelcome(db: Db, matter: Matter, groupId: string, { vault }: GroupDependencies): Promise<boolean> {
  const rows = await db
    .selectFrom('ticket_group_members')
    .innerJoin('tickets', 'tickets.ticket_no', 'ticket_group_members.ticket_no')
    .select(['tickets.ticket_no', 'body_sealed'])
    .where('group_id', '=', groupId)
    .where('left_at', 'is', null)
    .orderBy('ticket_group_members.ticket_no', 'desc')
    .limit(MEMBERS_COMPARED_MAX)
    .execute()
  return rows.every(row => !isConflict(relate(matter, storedMatter(vault, row), false).reasons))
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
): Promise<JoinedGroup | null> {
  const matter = matterOf(order)
  const rows = await candidates(db, order, conversationId, deps)
  const refused = new Set<string>()
  for (const fit of await fits(db, matter, rows, deps)) {
    if (fit.groupId !== null && refused.has(fit.groupId)) continue
    if (fit.groupId !== null && !(await isWelcome(db, matter, fit.groupId, deps))) {
      refused.add(fit.groupId)
      continue
    }
    return join(db, order.ticketNo, fit, deps)
  }
  return null
}

/** Complainants are telephones, or conversations where none was left; no more are counted than make it joint. */
async function isJoint(db: Db, groupId: string): Promise<boolean> {
  const complainants = await db
    .selectFrom('ticket_group_members')
    .innerJoin('tickets', 'tickets.ticket_no', 'ticket_group_members.ticket_no')
    .leftJoin('identities', 'identities.id', 'tickets.identity_id')
    .select(eb => eb.fn.coalesce('phone_fingerprint', 'conversation_id', 'tickets.ticket_no').as('complainant'))
    .distinct()
    .where('group_id', '=', groupId)
    .where('left_at', 'is', null)
    .where('kind', '=', 'complaint')
    .limit(JOINT_COMPLAINANTS)
    .execute()
  return complainants.length === JOINT_COMPLAINANTS
}

async function join(db: Db, ticketNo: string, fit: Fit, { clock, ids }: GroupDependencies): Promise<JoinedGroup> {
  const at = clock.now().toISOString()
  const groupId = fit.groupId ?? ids.uuid()
  if (fit.groupId === null) {
    await db
      .insertInto('ticket_groups')
      .values({ id: groupId, master_ticket_no: fit.ticketNo, created_at: at })
      .execute()
    await addMember(db, groupId, { ticketNo: fit.ticketNo, score: fit.score, reasons: [], at })
  }
  await addMember(db, groupId, { ticketNo, score: fit.score, reasons: fit.reasons, at })
  const { master_ticket_no } = await db
    .selectFrom('ticket_groups')
    .select('master_ticket_no')
    .where('id', '=', groupId)
    .executeTakeFirstOrThrow()
  return { masterTicketNo: master_ticket_no, isJoint: await isJoint(db, groupId) }
}
