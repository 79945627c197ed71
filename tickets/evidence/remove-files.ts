// Files go in two steps: first the row, which holds the only key, in the caller's transaction; what is left can be read by nobody.
// Then the bytes. What a store that is away keeps of them is named by no row and goes with the next daily run.
import type { Db } from '../../core/database/index.ts'
import type { BlobStore } from './blob-store.ts'
import { CHUNK_BYTES } from './evidence-store.ts'
import { blobKey, type Part } from './sealed-blobs.ts'

/** A file whose row is gone. */
export interface ForgottenFile {
  id: string
  size: number
  state: string
}

const COLUMNS = ['id', 'size', 'state'] as const
const DAY_MS = 86_400_000
/** A file is stored before its row is written: bytes of this age are no upload under way. */
const STRAY_MS = 2 * DAY_MS
/** SQLite takes some thousand parameters; chats wait for a transaction. */
const BATCH = 50

const linked = (db: Db) => db.selectFrom('evidence_links').select('file_id')

/**
 * Files of no ticket that nobody waits for: taken back, or left with a draft in a conversation that is silent since `cutoff`
 * (null: those stay).
 */
export function leftFiles(db: Db, cutoff: string | null) {
  return db
    .selectFrom('evidence_files')
    .select(COLUMNS)
    .where('id', 'not in', linked(db))
    .where(eb => {
      const isDropped = eb('dropped_at', 'is not', null)
      if (cutoff === null) return isDropped
      const isTalking = eb.exists(
        eb
          .selectFrom('conversations')
          .select('conversations.id')
          .whereRef('conversations.id', '=', 'evidence_files.conversation_id')
          .where('last_activity_at', '>=', cutoff)
      )
      return eb.or([isDropped, eb.and([eb('created_at', '<', cutoff), eb.not(isTalking)])])
    })
}

/** Files of these conversations that belong to no ticket. */
export function looseFiles(db: Db, conversationIds: readonly string[]) {
  return db
    .selectFrom('evidence_files')
    .select(COLUMNS)
    .where('conversation_id', 'in', conversationIds)
    .where('id', 'not in', linked(db))
}

/** Files that belong to these tickets and to no other. */
export function filesOnlyOf(db: Db, ticketNos: readonly string[]) {
  return db
    .selectFrom('evidence_files')
    .select(COLUMNS)
    .where('id', 'in', linked(db).where('ticket_no', 'in', ticketNos))
    .where('id', 'not in', linked(db).where('ticket_no', 'not in', ticketNos))
}

async function forget(db: Db, files: readonly ForgottenFile[]): Promise<void> {
  for (let at = 0; at < files.length; at += BATCH) {
    const ids = files.slice(at, at + BATCH).map(({ id }) => id)
    await db.deleteFrom('evidence_files').where('id', 'in', ids).execute()
  }
}

/** Removes the rows of loose files; their bytes are the caller's to delete after the commit. */
export async function forgetLooseFiles(db: Db, conversationIds: readonly string[]): Promise<ForgottenFile[]> {
  if (conversationIds.length === 0) return []
  const files = await looseFiles(db, conversationIds).execute()
  await forget(db, files)
  return files
}

/** Unbinds all files from these tickets, and removes the rows of those that belong to no other. */
export async function forgetFilesOf(db: Db, ticketNos: readonly string[]): Promise<ForgottenFile[]> {
  if (ticketNos.length === 0) return []
  const files = await filesOnlyOf(db, ticketNos).execute()
  await db.deleteFrom('evidence_links').where('ticket_no', 'in', ticketNos).execute()
  await forget(db, files)
  return files
}

/** Removes the rows of left files; asked again inside the transaction, as one may have been handed in meanwhile. */
export async function forgetLeftFiles(db: Db, cutoff: string | null): Promise<ForgottenFile[]> {
  const files = await leftFiles(db, cutoff).execute()
  await forget(db, files)
  return files
}

function partsOf({ size, state }: ForgottenFile): Part[] {
  const pieces = state === 'receiving' ? Math.ceil(size / CHUNK_BYTES) : 0
  return ['original', 'handling', ...Array.from({ length: pieces }, (_, n): Part => `chunk-${n}`)]
}

/** Original, copy and pieces. Returns of how many files something may be left: the store could not delete it. */
export async function deleteBytes(blobs: BlobStore, files: readonly ForgottenFile[]): Promise<number> {
  let left = 0
  for (const file of files) {
    try {
      for (const part of partsOf(file)) await blobs.delete(blobKey(file.id, part))
    } catch {
      left += 1
    }
  }
  return left
}

/** Keys in the store, two days old or more, that no row names; also pieces of files that are whole. Throws EVIDENCE_STORE_FAILED. */
export async function strayKeys(db: Db, blobs: BlobStore, now: Date): Promise<string[]> {
  const old: string[] = []
  for await (const { key, writtenMs } of blobs.list()) if (writtenMs < now.getTime() - STRAY_MS) old.push(key)
  const strays: string[] = []
  for (let at = 0; at < old.length; at += BATCH) {
    const keys = old.slice(at, at + BATCH)
    const ids = [...new Set(keys.map(key => key.split('/')[0] ?? ''))]
    const rows = await db.selectFrom('evidence_files').select(['id', 'state']).where('id', 'in', ids).execute()
    const states = new Map(rows.map(({ id, state }) => [id, state]))
    for (const key of keys) {
      const [id = '', part = ''] = key.split('/')
      const state = states.get(id)
      const isNamed = state === 'receiving' ? /^(?:chunk-\d+|original|handling)$/ : /^(?:original|handling)$/
      if (state === undefined || state === 'infected' || !isNamed.test(part)) strays.push(key)
    }
  }
  return strays
}
