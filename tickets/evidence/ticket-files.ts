// Which files go with which tickets; all of it in the caller's transaction.
import type { Selectable } from 'kysely'
import type { EvidenceFilesTable } from '../../core/database/evidence-tables.ts'
import type { Db } from '../../core/database/index.ts'
import { ATTACHMENTS_MAX, type Attachment } from '../contract/index.ts'
import { type FileKind, kindOfContentType, typeOfContent } from './file-types.ts'

type Row = Selectable<EvidenceFilesTable>

/** What a dialog may know of a file. */
export interface TicketFile {
  id: string
  kind: FileKind
  /** It waits for the virus scanner. */
  isHeld: boolean
}

/** Those of the ids that are there, whole and not taken back, in the order asked for. */
export async function wholeFiles(db: Db, conversationId: string, ids: readonly string[]): Promise<Row[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('evidence_files')
    .selectAll()
    .where('id', 'in', ids)
    .where('conversation_id', '=', conversationId)
    .where('state', 'in', ['held', 'kept'])
    .where('dropped_at', 'is', null)
    .execute()
  return [...new Set(ids)].flatMap(id => rows.find(row => row.id === id) ?? [])
}

export async function ticketFiles(db: Db, conversationId: string, ids: readonly string[]): Promise<TicketFile[]> {
  const rows = await wholeFiles(db, conversationId, ids)
  return rows.map(({ id, content_type, state }) => ({
    id,
    kind: kindOfContentType(content_type),
    isHeld: state === 'held'
  }))
}

/** Takes files back that belong to no ticket; the others stay. Returns how many went. */
export async function dropFiles(db: Db, conversationId: string, ids: readonly string[], now: Date): Promise<number> {
  if (ids.length === 0) return 0
  const { numUpdatedRows } = await db
    .updateTable('evidence_files')
    .set({ dropped_at: now.toISOString() })
    .where('id', 'in', ids)
    .where('conversation_id', '=', conversationId)
    .where('dropped_at', 'is', null)
    .where('id', 'not in', db.selectFrom('evidence_links').select('file_id'))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/**
 * As it stands in a work order until it is handed in: `attachmentId` is our own id of the file, which the outbox changes for
 * the intake's (hand-in.ts). The name says nothing: the citizen's own may hold a name or a place.
 */
export function attachmentOf(row: Row, number: number): Attachment {
  const ending = typeOfContent(row.content_type)?.ending ?? 'bin'
  return {
    attachmentId: row.id,
    name: `evidence-${number}.${ending}`,
    contentType: row.content_type,
    size: row.handling_size ?? row.size,
    sha256: row.handling_sha256 ?? ''
  }
}

/** How many files a ticket has already. */
export async function filesOfTicket(db: Db, ticketNo: string): Promise<number> {
  const { files } = await db
    .selectFrom('evidence_links')
    .select(eb => eb.fn.countAll<number>().as('files'))
    .where('ticket_no', '=', ticketNo)
    .executeTakeFirstOrThrow()
  return files
}

/**
 * Binds files to a ticket. What the scanner has seen goes with `sentWith`; what is held waits. Files that the ticket has
 * already are left out. Returns the attachments that go now.
 */
export async function linkFiles(
  db: Db,
  ticketNo: string,
  rows: readonly Row[],
  sentWith: 'order' | 'supplement'
): Promise<Attachment[]> {
  const attachments: Attachment[] = []
  let number = await filesOfTicket(db, ticketNo)
  for (const row of rows.slice(0, ATTACHMENTS_MAX)) {
    const isKept = row.state === 'kept'
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('evidence_links')
      .values({ file_id: row.id, ticket_no: ticketNo, sent_with: isKept ? sentWith : null })
      .onConflict(conflict => conflict.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) continue
    number += 1
    if (isKept) attachments.push(attachmentOf(row, number))
  }
  return attachments
}
