// The files of one person: what went with their tickets, and what they sent that went with none.
import type { Db } from '../../core/database/index.ts'
import type { Vault } from '../../core/vault.ts'
import type { BlobStore } from '../evidence/blob-store.ts'
import { typeOfContent } from '../evidence/file-types.ts'
import { getPart, openName } from '../evidence/sealed-blobs.ts'

export interface PersonFile {
  id: string
  /** As the person's device calls it. */
  name: string
  contentType: string
  /** Bytes, and 64 hex digits, of the file as it came; null while it is being sent. */
  size: number
  sha256: string | null
  state: string
  createdAt: string
  /** Those of the person's tickets that it went with; empty where it went with none. */
  ticketNos: string[]
}

export interface PersonFileCopy {
  /** Our id with the ending of its type: two files may have one name on a device. */
  fileName: string
  bytes: Buffer
}

export async function personFiles(
  db: Db,
  vault: Vault,
  ticketNos: readonly string[],
  conversationIds: readonly string[]
): Promise<PersonFile[]> {
  const links = await db.selectFrom('evidence_links').selectAll().where('ticket_no', 'in', ticketNos).execute()
  const linked = db.selectFrom('evidence_links').select('file_id')
  const rows = await db
    .selectFrom('evidence_files')
    .selectAll()
    .where(eb =>
      eb.or([
        eb('id', 'in', linked.where('ticket_no', 'in', ticketNos)),
        eb.and([eb('conversation_id', 'in', conversationIds), eb('id', 'not in', linked)])
      ])
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    id: row.id,
    name: openName(vault, row),
    contentType: row.content_type,
    size: row.size,
    sha256: row.original_sha256,
    state: row.state,
    createdAt: row.created_at,
    ticketNos: links.filter(({ file_id }) => file_id === row.id).map(({ ticket_no }) => ticket_no)
  }))
}

/** The originals of those that are whole and were scanned, one at a time. Throws where the store fails. */
export async function* readOriginals(
  db: Db,
  vault: Vault,
  blobs: BlobStore,
  files: readonly PersonFile[]
): AsyncGenerator<PersonFileCopy> {
  for (const { id, state, contentType } of files) {
    if (state !== 'kept') continue
    const row = await db.selectFrom('evidence_files').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) continue
    const bytes = await getPart(blobs, vault, row, 'original')
    yield { fileName: `${id}.${typeOfContent(contentType)?.ending ?? 'bin'}`, bytes }
  }
}
