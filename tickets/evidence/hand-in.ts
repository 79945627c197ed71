// Files go to the intake before the order or the supplement that names them (openapi.yaml, uploadAttachment). Which one the intake
// has is written down at once: an order that fails afterwards is sent again without them. The intake knows a file by its
// sha256, so one that is sent twice, because we died in between, is one file all the same.
import { createHash } from 'node:crypto'
import type { Database } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Vault } from '../../core/vault.ts'
import type { Attachment } from '../contract/index.ts'
import { type CallOptions, type IntakeClient, IntakeFailure } from '../intake/intake-client.ts'
import type { BlobStore } from './blob-store.ts'
import { getPart } from './sealed-blobs.ts'

export interface HandInDependencies {
  db: Database
  vault: Vault
  blobs: BlobStore
  client: IntakeClient
  log: Log
}

/** The attachments as the intake knows them; those that it does not take are left out, with an alarm. Throws IntakeFailure. */
export type HandIn = (attachments: readonly Attachment[], options: CallOptions) => Promise<Attachment[]>

/** Files under way at once: each is held in memory. */
const AT_ONCE = 2
/** Answers that say of this one file that it will never be taken. */
const REFUSALS = new Set([413, 415])

export function createHandIn({ db, vault, blobs, client, log }: HandInDependencies): HandIn {
  let running = 0
  const waiting: (() => void)[] = []
  /** Two tickets of one matter carry the same files: the second waits for the first's upload. */
  const underWay = new Map<string, Promise<string | null>>()

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) await new Promise<void>(resolve => waiting.push(resolve))
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }

  const rowOf = (id: string) => db.selectFrom('evidence_files').selectAll().where('id', '=', id).executeTakeFirst()

  /** The intake's id; null where it does not take the file. */
  async function idOf(attachment: Attachment, options: CallOptions): Promise<string | null> {
    const row = await rowOf(attachment.attachmentId)
    if (!row || row.intake_refusal !== null) return null
    if (row.attachment_id !== null) return row.attachment_id
    const upload = client.uploadAttachment
    if (!upload) {
      log.warn('this intake takes no files; the order goes without', { file: row.id, intake: client.host })
      return null
    }
    let bytes: Buffer
    try {
      bytes = await getPart(blobs, vault, row, 'handling')
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'EVIDENCE_NOT_FOUND') throw error
      log.error('a file is gone from the store; the order goes without it', { file: row.id, error })
      return null
    }
    const { name, contentType, sha256 } = attachment
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new AppError('EVIDENCE_STORE_FAILED', { detail: 'a handling copy is not the one that was promised' })
    }
    try {
      const id = await upload({ bytes, name, contentType, sha256 }, options)
      await db.updateTable('evidence_files').set({ attachment_id: id }).where('id', '=', row.id).execute()
      return id
    } catch (error) {
      if (!(error instanceof IntakeFailure) || !REFUSALS.has(error.answerStatus ?? 0)) throw error
      const code = error.intakeCode ?? String(error.answerStatus)
      log.error('the intake does not take a file; the order goes without it', { file: row.id, code })
      await db.updateTable('evidence_files').set({ intake_refusal: code }).where('id', '=', row.id).execute()
      return null
    }
  }

  function once(attachment: Attachment, options: CallOptions): Promise<string | null> {
    const { attachmentId: id } = attachment
    const work = underWay.get(id) ?? inTurn(() => idOf(attachment, options)).finally(() => underWay.delete(id))
    underWay.set(id, work)
    return work
  }

  return async (attachments, options) => {
    const taken: Attachment[] = []
    for (const attachment of attachments) {
      const attachmentId = await once(attachment, options)
      if (attachmentId !== null) taken.push({ ...attachment, attachmentId })
    }
    return taken
  }
}
