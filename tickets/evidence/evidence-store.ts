// Files that citizens send: taken whole or in pieces, checked, copied without metadata, scanned, sealed. What was acknowledged is
// on disk. A file belongs to one conversation; nobody else gets at it.
import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import type { EvidenceFilesTable } from '../../core/database/evidence-tables.ts'
import type { Database, Db } from '../../core/database/index.ts'
import { AppError, toAppError } from '../../core/errors.ts'
import type { Ids } from '../../core/ids.ts'
import type { Log } from '../../core/log.ts'
import type { Vault } from '../../core/vault.ts'
import { ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX } from '../contract/index.ts'
import type { BlobStore } from './blob-store.ts'
import { type FileKind, kindOfContentType } from './file-types.ts'
import { inspectFile } from './inspect-file.ts'
import type { Scan } from './scan.ts'
import { deletePart, getPart, newSealedKey, openName, putPart, sealName } from './sealed-blobs.ts'

export interface EvidenceDependencies {
  db: Database
  vault: Vault
  clock: Clock
  ids: Ids
  log: Log
  blobs: BlobStore
  /** Null where files are not scanned. */
  scan: Scan | null
}

export interface EvidenceFile {
  id: string
  kind: FileKind
  contentType: string
  /** Bytes of the file as it came. */
  size: number
  /** As the citizen's device calls it; for the citizen only. */
  name: string
  /** It waits for the virus scanner and is not handed in before. */
  isHeld: boolean
}

/** Pieces of a resumable upload are of this size, the last one may be shorter. */
export const CHUNK_BYTES = 256 * 1024
/** Files of one conversation in all, those of filed tickets included. */
const CONVERSATION_FILES_MAX = 60
const NAME_MAX = 120
/** An upload that nobody went on with does not count for long. */
const RECEIVING_MS = 24 * 3_600_000

type Row = Selectable<EvidenceFilesTable>

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** The last part of a path, without what breaks a line or a header. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const clean = last.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, '').trim()
  return [...clean].slice(-NAME_MAX).join('')
}

export class EvidenceStore {
  readonly #deps: EvidenceDependencies
  /** Uploads that are being finished: a second last piece waits for the first. */
  readonly #finishing = new Map<string, Promise<EvidenceFile>>()

  constructor(deps: EvidenceDependencies) {
    this.#deps = deps
  }

  /** Begins a resumable upload of `size` bytes. Throws EVIDENCE_EMPTY, _TOO_LARGE, _TOO_MANY. */
  async begin(conversationId: string, { name, size }: { name: string; size: number }): Promise<string> {
    if (size === 0) throw new AppError('EVIDENCE_EMPTY')
    if (size > ATTACHMENT_BYTES_MAX) throw new AppError('EVIDENCE_TOO_LARGE')
    const { db } = this.#deps
    const id = this.#deps.ids.uuid()
    await db.transaction().execute(async trx => {
      await this.#requireRoom(trx, conversationId)
      await this.#insert(trx, this.#newRow(id, conversationId, name, { size }))
    })
    return id
  }

  /** How far an upload is. Throws EVIDENCE_NOT_FOUND. */
  async progress(conversationId: string, fileId: string): Promise<{ offset: number; size: number; isWhole: boolean }> {
    const row = await this.#row(conversationId, fileId)
    return { offset: row.received, size: row.size, isWhole: row.state !== 'receiving' }
  }

  /**
   * Takes the piece at `offset`; with the last one the file is checked and kept. The same piece twice is harmless. Throws
   * EVIDENCE_NOT_FOUND, EVIDENCE_WRONG_OFFSET, MALFORMED (a piece of another size), and as `keep` does: nothing is left then.
   */
  async receive(
    conversationId: string,
    fileId: string,
    offset: number,
    piece: Buffer
  ): Promise<{ offset: number; file: EvidenceFile | null }> {
    const { db, vault, blobs } = this.#deps
    const row = await this.#row(conversationId, fileId)
    if (row.state !== 'receiving') return { offset: row.size, file: this.#shown(row) }
    if (offset !== row.received) throw new AppError('EVIDENCE_WRONG_OFFSET', { detail: `it is at ${row.received}` })
    const due = Math.min(CHUNK_BYTES, row.size - offset)
    if (piece.length !== due) throw new AppError('MALFORMED', { detail: `a piece of ${due} bytes is due` })
    const next = offset + due
    if (due > 0) {
      await putPart(blobs, vault, row, `chunk-${offset / CHUNK_BYTES}`, piece)
      await db
        .updateTable('evidence_files')
        .set({ received: next })
        .where('id', '=', fileId)
        .where('received', '=', offset)
        .execute()
    }
    if (next < row.size) return { offset: next, file: null }
    return { offset: next, file: await this.#finishOnce(row) }
  }

  /**
   * Keeps a file that came whole; the same bytes again are the same file. Throws EVIDENCE_EMPTY, _TOO_LARGE, _TOO_MANY,
   * _TYPE_REFUSED, _DISGUISED, _BROKEN, _INFECTED; nothing is kept then. EVIDENCE_STORE_FAILED: send it again later.
   */
  async keep(conversationId: string, { name, bytes }: { name: string; bytes: Buffer }): Promise<EvidenceFile> {
    const { db, ids } = this.#deps
    const known = await this.#sameIn(conversationId, sha256(bytes))
    if (known) return this.#shown(known)
    const row = this.#newRow(ids.uuid(), conversationId, name, { size: bytes.length })
    await this.#requireRoom(db, conversationId)
    const whole = await this.#checkAndPut(row, name, bytes)
    await db.transaction().execute(async trx => {
      await this.#requireRoom(trx, conversationId)
      await this.#insert(trx, whole)
    })
    return this.#shown(whole)
  }

  /** The files of these ids that are whole and of this conversation, in the order asked for. Throws EVIDENCE_NOT_FOUND. */
  async filesOf(conversationId: string, fileIds: readonly string[]): Promise<EvidenceFile[]> {
    const files: EvidenceFile[] = []
    for (const id of fileIds) {
      const row = await this.#row(conversationId, id)
      if (row.state === 'receiving' || row.state === 'infected') throw new AppError('EVIDENCE_NOT_FOUND')
      files.push(this.#shown(row))
    }
    return files
  }

  /** The copy without metadata, for the citizen to see what was sent. Throws EVIDENCE_NOT_FOUND. */
  async read(conversationId: string, fileId: string): Promise<EvidenceFile & { bytes: Buffer }> {
    const row = await this.#row(conversationId, fileId)
    if (row.state !== 'kept') throw new AppError('EVIDENCE_NOT_FOUND')
    return { ...this.#shown(row), bytes: await getPart(this.#deps.blobs, this.#deps.vault, row, 'handling') }
  }

  /** Takes away what is no part of a filed ticket; of what is not there, too. */
  async remove(conversationId: string, fileId: string): Promise<void> {
    const { db, clock } = this.#deps
    await db
      .updateTable('evidence_files')
      .set({ dropped_at: clock.now().toISOString() })
      .where('id', '=', fileId)
      .where('conversation_id', '=', conversationId)
      .where('dropped_at', 'is', null)
      .where('id', 'not in', db.selectFrom('evidence_links').select('file_id'))
      .execute()
  }

  async #finishOnce(row: Row): Promise<EvidenceFile> {
    const running = this.#finishing.get(row.id)
    if (running) return running
    const work = this.#finish(row).finally(() => this.#finishing.delete(row.id))
    this.#finishing.set(row.id, work)
    return work
  }

  async #finish(row: Row): Promise<EvidenceFile> {
    const { db, vault, blobs } = this.#deps
    const count = Math.ceil(row.size / CHUNK_BYTES)
    const pieces: Buffer[] = []
    for (let n = 0; n < count; n++) pieces.push(await getPart(blobs, vault, row, `chunk-${n}`))
    const bytes = Buffer.concat(pieces)
    const known = await this.#sameIn(row.conversation_id, sha256(bytes))
    let file: Row
    try {
      file = known ?? (await this.#checkAndPut(row, openName(vault, row), bytes))
    } catch (error) {
      const { code } = toAppError(error)
      if (code !== 'EVIDENCE_STORE_FAILED') await this.remove(row.conversation_id, row.id)
      throw error
    }
    if (known) await this.remove(row.conversation_id, row.id)
    else {
      const { id: _, ...values } = file
      await db.updateTable('evidence_files').set(values).where('id', '=', row.id).execute()
    }
    for (let n = 0; n < count; n++) await deletePart(blobs, row.id, `chunk-${n}`)
    return this.#shown(file)
  }

  /** The row of a whole file, whose parts are in the store when this resolves. */
  async #checkAndPut(row: Row, name: string, bytes: Buffer): Promise<Row> {
    const { blobs, vault } = this.#deps
    const { type, handling } = await inspectFile(bytes, name)
    const state = await this.#scanned(bytes, row.id)
    await putPart(blobs, vault, row, 'original', bytes)
    await putPart(blobs, vault, row, 'handling', handling)
    return {
      ...row,
      state,
      content_type: type.contentType,
      received: row.size,
      original_sha256: sha256(bytes),
      handling_sha256: sha256(handling),
      handling_size: handling.length
    }
  }

  /** A scanner that is away costs nothing but time: the file is held. */
  async #scanned(bytes: Buffer, fileId: string): Promise<'kept' | 'held'> {
    const { scan, log } = this.#deps
    if (!scan) return 'kept'
    let verdict: 'clean' | 'infected'
    try {
      verdict = await scan(bytes)
    } catch (error) {
      log.error('the virus scanner cannot be used; the file is held', { file: fileId, error: toAppError(error) })
      return 'held'
    }
    if (verdict === 'clean') return 'kept'
    log.warn('the virus scanner refused a file', { file: fileId })
    throw new AppError('EVIDENCE_INFECTED')
  }

  #newRow(id: string, conversationId: string, name: string, { size }: { size: number }): Row {
    const { vault, clock } = this.#deps
    return {
      id,
      conversation_id: conversationId,
      state: 'receiving',
      content_type: '',
      size,
      received: 0,
      original_sha256: null,
      handling_sha256: null,
      handling_size: null,
      name_sealed: sealName(vault, id, plainName(name)),
      key_sealed: newSealedKey(vault, id),
      attachment_id: null,
      intake_refusal: null,
      created_at: clock.now().toISOString(),
      dropped_at: null
    }
  }

  async #insert(db: Db, row: Row): Promise<void> {
    await db.insertInto('evidence_files').values(row).execute()
  }

  async #requireRoom(db: Db, conversationId: string): Promise<void> {
    const since = new Date(this.#deps.clock.now().getTime() - RECEIVING_MS).toISOString()
    const { open, all } = await db
      .selectFrom('evidence_files')
      .leftJoin('evidence_links', 'evidence_links.file_id', 'evidence_files.id')
      .select(eb => [
        eb.fn
          .count<number>('evidence_files.id')
          .distinct()
          .filterWhere('evidence_links.file_id', 'is', null)
          .filterWhere('dropped_at', 'is', null)
          .filterWhere(where => where.or([where('state', '!=', 'receiving'), where('created_at', '>', since)]))
          .as('open'),
        eb.fn.count<number>('evidence_files.id').distinct().as('all')
      ])
      .where('conversation_id', '=', conversationId)
      .executeTakeFirstOrThrow()
    if (open >= ATTACHMENTS_MAX || all >= CONVERSATION_FILES_MAX) throw new AppError('EVIDENCE_TOO_MANY')
  }

  async #sameIn(conversationId: string, digest: string): Promise<Row | undefined> {
    return this.#deps.db
      .selectFrom('evidence_files')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('original_sha256', '=', digest)
      .where('state', 'in', ['held', 'kept'])
      .where('dropped_at', 'is', null)
      .executeTakeFirst()
  }

  async #row(conversationId: string, fileId: string): Promise<Row> {
    const row = await this.#deps.db
      .selectFrom('evidence_files')
      .selectAll()
      .where('id', '=', fileId)
      .where('conversation_id', '=', conversationId)
      .where('dropped_at', 'is', null)
      .executeTakeFirst()
    if (!row) throw new AppError('EVIDENCE_NOT_FOUND')
    return row
  }

  #shown(row: Row): EvidenceFile {
    return {
      id: row.id,
      kind: kindOfContentType(row.content_type),
      contentType: row.content_type,
      size: row.size,
      name: openName(this.#deps.vault, row),
      isHeld: row.state === 'held'
    }
  }
}
