// Files that came while the virus scanner was away: scanned again, then released to the tickets that wait for them, or refused.
import type { Selectable } from 'kysely'
import { toOffsetIso } from '../../core/clock.ts'
import type { EvidenceFilesTable } from '../../core/database/evidence-tables.ts'
import type { Database, Db } from '../../core/database/index.ts'
import { AppError, toAppError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { BlobStore } from '../evidence/blob-store.ts'
import { deleteBytes } from '../evidence/remove-files.ts'
import type { Scan } from '../evidence/scan.ts'
import { getPart } from '../evidence/sealed-blobs.ts'
import { attachmentOf } from '../evidence/ticket-files.ts'
import { isEnded } from '../store/summaries.ts'
import type { DeskDependencies } from './dependencies.ts'
import { queueFollowUp } from './follow-ups.ts'

export interface ScanHeldDependencies extends DeskDependencies {
  blobs: BlobStore
  /** Null where the city scans no files (any more): what is held is released. */
  scan: Scan | null
  log: Log
  /** In the transaction that refuses a file: who sent it is to hear of it. */
  onRefused?: (db: Db, conversationId: string) => Promise<void>
  afterRefused?: (conversationId: string) => void
}

export interface ScannedFiles {
  released: number
  refused: number
  /** The scanner or the store is still away. */
  waiting: number
}

type Row = Selectable<EvidenceFilesTable>

/** For the clerk who opens the order. */
const TEXT = '市民此前上传的材料,经病毒扫描后补送。'

const waitingLinks = (db: Db, fileId: string) =>
  db
    .selectFrom('evidence_links')
    .innerJoin('tickets', 'tickets.ticket_no', 'evidence_links.ticket_no')
    .select(['evidence_links.ticket_no', 'status'])
    .where('file_id', '=', fileId)
    .where('sent_with', 'is', null)

/** Its place among the ticket's files, from 1. */
async function placeIn(db: Db, ticketNo: string, fileId: string): Promise<number> {
  const files = await db
    .selectFrom('evidence_links')
    .innerJoin('evidence_files', 'evidence_files.id', 'file_id')
    .select('file_id')
    .where('ticket_no', '=', ticketNo)
    .orderBy('created_at')
    .orderBy('file_id')
    .execute()
  return files.findIndex(({ file_id }) => file_id === fileId) + 1
}

/** False where it was taken back, or another process was first. */
async function setState(db: Db, { id }: Row, values: Partial<Pick<Row, 'state' | 'dropped_at'>>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('evidence_files')
    .set(values)
    .where('id', '=', id)
    .where('state', '=', 'held')
    .where('dropped_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function release(db: Db, row: Row, deps: ScanHeldDependencies): Promise<void> {
  if (!(await setState(db, row, { state: 'kept' }))) return
  for (const { ticket_no: ticketNo, status } of await waitingLinks(db, row.id).execute()) {
    if (isEnded(status)) {
      deps.log.warn('a file came through the virus scanner after its ticket had ended', { file: row.id, ticketNo })
      continue
    }
    const attachments = [attachmentOf(row, await placeIn(db, ticketNo, row.id))]
    const at = toOffsetIso(deps.clock.now(), deps.offsetMinutes)
    await queueFollowUp(db, ticketNo, 'supplement', { text: TEXT, attachments, at }, deps)
    await db
      .updateTable('evidence_links')
      .set({ sent_with: 'supplement' })
      .where('file_id', '=', row.id)
      .where('ticket_no', '=', ticketNo)
      .execute()
  }
}

/** Nothing of it was handed in; the row goes with the next daily run. */
async function refuse(db: Db, row: Row, { log, clock, onRefused }: ScanHeldDependencies): Promise<void> {
  if (!(await setState(db, row, { state: 'infected', dropped_at: clock.now().toISOString() }))) return
  const tickets = await waitingLinks(db, row.id).execute()
  await db.deleteFrom('evidence_links').where('file_id', '=', row.id).execute()
  log.warn('the virus scanner refused a file that was held', {
    file: row.id,
    ticketNos: tickets.map(({ ticket_no }) => ticket_no)
  })
  await onRefused?.(db, row.conversation_id)
}

/**
 * Scans what is held, the oldest first. Each released file follows to its open tickets by a supplement. A scanner that is still
 * away is asked once and no more; the alarm is in the log.
 */
export async function scanHeldFiles(db: Database, deps: ScanHeldDependencies): Promise<ScannedFiles> {
  const { blobs, vault, scan, log } = deps
  const result: ScannedFiles = { released: 0, refused: 0, waiting: 0 }
  const rows = await db
    .selectFrom('evidence_files')
    .selectAll()
    .where('state', '=', 'held')
    .where('dropped_at', 'is', null)
    .orderBy('created_at')
    .execute()
  for (const [index, row] of rows.entries()) {
    let verdict: 'clean' | 'infected'
    try {
      verdict = scan ? await scan(await getPart(blobs, vault, row, 'original')) : 'clean'
    } catch (error) {
      log.error('a held file cannot be scanned; it waits', { file: row.id, error: toAppError(error) })
      if (error instanceof AppError && error.code === 'EVIDENCE_SCAN_FAILED') {
        result.waiting += rows.length - index
        break
      }
      result.waiting += 1
      continue
    }
    await db.transaction().execute(trx => (verdict === 'clean' ? release(trx, row, deps) : refuse(trx, row, deps)))
    if (verdict === 'clean') result.released += 1
    else {
      result.refused += 1
      deps.afterRefused?.(row.conversation_id)
      await deleteBytes(blobs, [row])
    }
  }
  return result
}
