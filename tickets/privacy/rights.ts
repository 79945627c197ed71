// What a person may ask of their own data: to see it, to take it along, to have it erased (PIPL articles 44 to 50). Found by
// telephone. Anonymous tickets are nobody's: they are not found, not even by their own requester, or whoever knew a telephone
// could learn who reported.
import { sql } from 'kysely'
import { appendAudit } from '../../core/audit.ts'
import type { Clock } from '../../core/clock.ts'
import type { Database, Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { activityContext } from '../../core/sealed-columns.ts'
import type { Vault } from '../../core/vault.ts'
import { REQUESTER_PHONE } from '../contract/index.ts'
import type { BlobStore } from '../evidence/blob-store.ts'
import { deleteBytes, type ForgottenFile, filesOnlyOf, forgetFilesOf, looseFiles } from '../evidence/remove-files.ts'
import { phoneFingerprint } from '../store/phone.ts'
import { openIdentity } from '../store/sealed-order.ts'
import { isEnded } from '../store/summaries.ts'
import { type PersonFile, type PersonFileCopy, personFiles, readOriginals } from './person-files.ts'
import { removeConversations } from './retain.ts'
import type { RetentionSchedule } from './retention-schedule.ts'
import { loadTickets, recordOf, type TicketRecord } from './ticket-record.ts'

export interface RightsDependencies {
  vault: Vault
  clock: Clock
}

export interface RightsRequest {
  /** As the person writes it. */
  phone: string
  actor: string
  /** How the person was recognised, what they asked for. */
  reason: string
}

export interface FoundPerson {
  tickets: { ticketNo: string; kind: string; status: string; createdAt: string; isRestricted: boolean }[]
  /** Conversations in which these tickets were filed, and how many messages each has. */
  conversations: { id: string; channel: string; messages: number; hasAnonymousTicket: boolean }[]
  /** Photos, recordings and documents of these tickets, and those that were sent and went with none. */
  files: PersonFile[]
}

interface PersonRows {
  identityIds: string[]
  tickets: {
    ticket_no: string
    kind: string
    status: string
    created_at: string
    updated_at: string
    identity_id: string | null
    conversation_id: string | null
    restricted_at: string | null
  }[]
}

async function rowsOf(db: Db, vault: Vault, phone: string): Promise<PersonRows> {
  const compact = phone.replace(/[\s-]/g, '')
  if (!REQUESTER_PHONE.test(compact) && !REQUESTER_PHONE.test(phone)) {
    throw new AppError('PRIVACY_INVALID', { detail: 'this is no telephone number' })
  }
  const tickets = await db
    .selectFrom('identities')
    .innerJoin('tickets', 'tickets.identity_id', 'identities.id')
    .select([
      'ticket_no',
      'kind',
      'status',
      'tickets.created_at',
      'tickets.updated_at',
      'identity_id',
      'conversation_id',
      'restricted_at'
    ])
    .where('phone_fingerprint', '=', phoneFingerprint(vault, phone))
    .orderBy('ticket_no')
    .execute()
  return { tickets, identityIds: tickets.flatMap(({ identity_id }) => (identity_id === null ? [] : [identity_id])) }
}

async function conversationsOf(db: Db, { tickets }: PersonRows): Promise<FoundPerson['conversations']> {
  const ids = [...new Set(tickets.flatMap(({ conversation_id: id }) => (id === null ? [] : [id])))]
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('conversations')
    .select(['id', 'channel'])
    .select(eb => [
      eb
        .selectFrom('activities')
        .whereRef('activities.conversation_id', '=', 'conversations.id')
        .select(inner => inner.fn.countAll<number>().as('rows'))
        .as('messages'),
      eb
        .selectFrom('tickets')
        .whereRef('tickets.conversation_id', '=', 'conversations.id')
        .where('tickets.anonymous', '=', 1)
        .select(inner => inner.fn.countAll<number>().as('rows'))
        .as('anonymous')
    ])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  return rows.map(({ id, channel, messages, anonymous }) => ({
    id,
    channel,
    messages: messages ?? 0,
    hasAnonymousTicket: (anonymous ?? 0) > 0
  }))
}

async function audited(
  db: Db,
  action: string,
  { phone, actor, reason }: RightsRequest,
  detail: Record<string, number>,
  deps: RightsDependencies
) {
  const { vault } = deps
  // The subject is the fingerprint: it can be found again by the same telephone, and read by nobody.
  const subject = phoneFingerprint(vault, phone)
  const masked = reason.replaceAll(phone, '***')
  await appendAudit(db, { actor, role: 'operator', action, subject, reason: masked, detail }, deps)
}

/** What there is about a person; audited. Throws PRIVACY_INVALID for what is no telephone. */
export async function findPerson(db: Database, request: RightsRequest, deps: RightsDependencies): Promise<FoundPerson> {
  const rows = await rowsOf(db, deps.vault, request.phone)
  const conversations = await conversationsOf(db, rows)
  const files = await filesOf(db, deps.vault, rows, conversations)
  await audited(db, 'privacy.find', request, { tickets: rows.tickets.length, files: files.length }, deps)
  return {
    tickets: rows.tickets.map(row => ({
      ticketNo: row.ticket_no,
      kind: row.kind,
      status: row.status,
      createdAt: row.created_at,
      isRestricted: row.restricted_at !== null
    })),
    conversations,
    files
  }
}

export interface PersonCopy {
  identities: { name?: string; phone?: string; address?: string }[]
  tickets: TicketRecord[]
  /** Without those in which somebody also reported anonymously. */
  conversations: { id: string; messages: { at: string; from: 'requester' | 'bot'; text: string }[] }[]
  files: PersonFile[]
}

async function messagesOf(db: Db, vault: Vault, conversationId: string) {
  const rows = await db
    .selectFrom('activities')
    .select(['id', 'direction', 'created_at', 'activity_sealed'])
    .where('conversation_id', '=', conversationId)
    .where('visible', '=', 1)
    .orderBy('seq')
    .execute()
  return rows.flatMap(({ id, direction, created_at, activity_sealed }) => {
    const { text } = JSON.parse(vault.open(activity_sealed, activityContext(id))) as { text?: unknown }
    return typeof text === 'string' && text !== ''
      ? [{ at: created_at, from: direction === 'in' ? ('requester' as const) : ('bot' as const), text }]
      : []
  })
}

/** Not what went with no ticket where somebody also reported anonymously. */
function filesOf(db: Db, vault: Vault, { tickets }: PersonRows, conversations: FoundPerson['conversations']) {
  const ticketNos = tickets.map(({ ticket_no }) => ticket_no)
  const own = conversations.filter(({ hasAnonymousTicket }) => !hasAnonymousTicket).map(({ id }) => id)
  return personFiles(db, vault, ticketNos, own)
}

/**
 * A copy of everything for the person themselves (article 45); audited. `saveFile` is given each file as it came. Throws
 * EVIDENCE_STORE_FAILED.
 */
export async function exportPerson(
  db: Database,
  request: RightsRequest & { saveFile?: (file: PersonFileCopy) => void },
  deps: RightsDependencies & { blobs: BlobStore }
): Promise<PersonCopy> {
  const { vault, clock } = deps
  const rows = await rowsOf(db, vault, request.phone)
  const identities = rows.identityIds.length
    ? await db.selectFrom('identities').selectAll().where('id', 'in', rows.identityIds).execute()
    : []
  const tickets: TicketRecord[] = []
  const ticketNos = rows.tickets.map(({ ticket_no }) => ticket_no)
  if (ticketNos.length > 0) {
    const query = { fromUtc: '', toUtc: '9999', ticketNos }
    for await (const loaded of loadTickets(db, query, vault)) {
      tickets.push(recordOf({ ...loaded, isRestricted: false }, clock.now()))
    }
  }
  const conversations: PersonCopy['conversations'] = []
  const talks = await conversationsOf(db, rows)
  const files = await filesOf(db, vault, rows, talks)
  for await (const copy of readOriginals(db, vault, deps.blobs, request.saveFile ? files : [])) request.saveFile?.(copy)
  for (const { id, hasAnonymousTicket } of talks) {
    if (!hasAnonymousTicket) conversations.push({ id, messages: await messagesOf(db, vault, id) })
  }
  const counts = { tickets: tickets.length, conversations: conversations.length, files: files.length }
  await audited(db, 'privacy.export', request, counts, deps)
  return { identities: identities.map(row => openIdentity(vault, row)), tickets, conversations, files }
}

export interface ErasedTicket {
  ticketNo: string
  /**
   * erased: the identity is gone. restricted: it is kept for the record and used for nothing else (article 47).
   * open: it is being handled; ask again when that has ended.
   */
  outcome: 'erased' | 'restricted' | 'open'
  /** Why it is kept, to be told to the person; null where it is not. */
  basis: string | null
  /** Until when, yyyy-MM-dd; null where no date is set (until it goes to the archives), or where nothing is kept. */
  keptUntil: string | null
}

export interface ErasedPerson {
  tickets: ErasedTicket[]
  conversations: { id: string; outcome: 'erased' | 'open' }[]
  /**
   * Files with their rows and copies: those of erased tickets, and those of erased conversations that went with no ticket.
   * `kept` stay with tickets that are kept. `bytesLeft`: the store was away; their key is gone, the daily run takes the rest.
   */
  files: { erased: number; kept: number; bytesLeft: number }
}

const DAY_MS = 86_400_000
const OPEN_BASIS = '办理尚未结束,联系和答复需要用到(个人信息保护法第十三条第一款第三项)'

function fateOf(row: PersonRows['tickets'][number], schedule: RetentionSchedule, now: Date): ErasedTicket {
  const { ticket_no: ticketNo, kind, status, updated_at } = row
  if (!isEnded(status)) return { ticketNo, outcome: 'open', basis: OPEN_BASIS, keptUntil: null }
  const { minDays, basis } = kind === 'complaint' ? schedule.keep.complaint : schedule.keep.other
  if (minDays === null) return { ticketNo, outcome: 'restricted', basis, keptUntil: null }
  const untilMs = Date.parse(updated_at) + minDays * DAY_MS
  if (untilMs <= now.getTime()) return { ticketNo, outcome: 'erased', basis: null, keptUntil: null }
  return { ticketNo, outcome: 'restricted', basis, keptUntil: new Date(untilMs).toISOString().slice(0, 10) }
}

async function eraseIdentities(db: Db, rows: PersonRows, fates: readonly ErasedTicket[], now: string): Promise<void> {
  for (const { ticket_no, identity_id } of rows.tickets) {
    const fate = fates.find(({ ticketNo }) => ticketNo === ticket_no)?.outcome
    if (identity_id === null) continue
    if (fate === 'restricted') {
      await db
        .updateTable('identities')
        .set({ restricted_at: now })
        .where('id', '=', identity_id)
        .where('restricted_at', 'is', null)
        .execute()
    } else if (fate === 'erased') {
      await db.updateTable('tickets').set({ identity_id: null }).where('ticket_no', '=', ticket_no).execute()
      await db.deleteFrom('identities').where('id', '=', identity_id).execute()
    }
  }
}

async function filesToErase(db: Db, ticketNos: string[], conversationIds: string[]): Promise<ForgottenFile[]> {
  return [...(await filesOnlyOf(db, ticketNos).execute()), ...(await looseFiles(db, conversationIds).execute())]
}

/**
 * Erases what may be erased and restricts what the law keeps (article 47); tells which is which and why. Conversations go
 * where every ticket filed in them has ended. `isDryRun` only tells. Audited, also the dry run. Removed rows are overwritten,
 * and with them the keys of files.
 */
export async function erasePerson(
  db: Database,
  request: RightsRequest & { schedule: RetentionSchedule; isDryRun?: boolean },
  deps: RightsDependencies & { blobs: BlobStore }
): Promise<ErasedPerson> {
  const now = deps.clock.now()
  await sql`PRAGMA secure_delete = ON`.execute(db)
  const { erased, bytes } = await db.transaction().execute(async trx => {
    const rows = await rowsOf(trx, deps.vault, request.phone)
    const tickets = rows.tickets.map(row => fateOf(row, request.schedule, now))
    const conversations: ErasedPerson['conversations'] = []
    for (const { id } of await conversationsOf(trx, rows)) {
      const inIt = await trx.selectFrom('tickets').select('status').where('conversation_id', '=', id).execute()
      conversations.push({ id, outcome: inIt.every(({ status }) => isEnded(status)) ? 'erased' : 'open' })
    }
    const gone = conversations.filter(({ outcome }) => outcome === 'erased').map(({ id }) => id)
    const unbound = tickets.filter(({ outcome }) => outcome === 'erased').map(({ ticketNo }) => ticketNo)
    const all = await filesOf(trx, deps.vault, rows, await conversationsOf(trx, rows))
    const files = await filesToErase(trx, unbound, gone)
    if (!request.isDryRun) {
      await forgetFilesOf(trx, unbound)
      await eraseIdentities(trx, rows, tickets, now.toISOString())
      if (gone.length > 0) {
        // A late word of the intake then finds no conversation to be told in, instead of one that is not there.
        await trx.updateTable('tickets').set({ conversation_id: null }).where('conversation_id', 'in', gone).execute()
      }
      await removeConversations(trx, gone)
    }
    const counts = {
      tickets: tickets.length,
      erased: tickets.filter(({ outcome }) => outcome === 'erased').length,
      conversations: gone.length,
      files: files.length
    }
    await audited(trx, request.isDryRun ? 'privacy.erase_dry_run' : 'privacy.erase', request, counts, deps)
    const kept = all.filter(({ id }) => files.every(file => file.id !== id)).length
    const erased = { tickets, conversations, files: { erased: files.length, kept, bytesLeft: 0 } }
    return { erased, bytes: request.isDryRun ? [] : files }
  })
  return { ...erased, files: { ...erased.files, bytesLeft: await deleteBytes(deps.blobs, bytes) } }
}
