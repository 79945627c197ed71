// POST /attachments: openapi.yaml, uploadAttachment.
import { createHash } from 'node:crypto'
import type { Ids } from '../core/ids.ts'
import { readMultipart } from '../core/multipart.ts'
import { ATTACHMENT_BYTES_MAX, SHA256 } from '../tickets/contract/index.ts'
import { type Answer, header, problem, type Received } from './answer.ts'
import type { SandboxStore } from './store.ts'

/** DOMAIN.md section 6: jpg, png, webp, heic, pdf, docx, mp4, mp3, m4a. */
const CONTENT_TYPES =
  /^(?:image\/(?:jpeg|png|webp|heic|heif)|application\/(?:pdf|vnd\.openxmlformats-officedocument\.wordprocessingml\.document)|video\/mp4|audio\/(?:mpeg|mp3|mp4|m4a|x-m4a|aac))$/
export async function uploadAttachment(store: SandboxStore, request: Received, ids: Ids): Promise<Answer> {
  const found = readMultipart(request.raw, header(request, 'content-type'))
  if (!found) return problem(400, 'MALFORMED', { detail: 'multipart/form-data' })
  const file = found.find(part => part.name === 'file')
  const sha256 = found.find(part => part.name === 'sha256')?.data.toString() ?? ''
  if (!file || !SHA256.test(sha256)) return problem(400, 'MALFORMED', { detail: 'file and sha256' })
  if (file.data.length > ATTACHMENT_BYTES_MAX) return problem(413, 'TOO_LARGE')
  if (!CONTENT_TYPES.test(file.contentType)) return problem(415, 'UNSUPPORTED_TYPE')
  if (createHash('sha256').update(file.data).digest('hex') !== sha256) return problem(422, 'DIGEST_MISMATCH')
  const kept = await store.selectFrom('uploads').select('attachment_id').where('sha256', '=', sha256).executeTakeFirst()
  const attachmentId = kept?.attachment_id ?? `att_${ids.uuid()}`
  if (!kept) {
    await store
      .insertInto('uploads')
      .values({
        attachment_id: attachmentId,
        sha256,
        size: file.data.length,
        content_type: file.contentType,
        name: file.fileName ?? '',
        data: file.data
      })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }
  return { status: 201, body: { attachmentId } }
}

/** A file for whoever handles the order; never shown as a page of ours. */
export async function showAttachment(store: SandboxStore, attachmentId: string): Promise<Answer> {
  const file = await store
    .selectFrom('uploads')
    .select(['content_type', 'data'])
    .where('attachment_id', '=', attachmentId)
    .executeTakeFirst()
  if (!file) return problem(404, 'NOT_FOUND')
  const isPicture = file.content_type.startsWith('image/')
  return {
    status: 200,
    headers: {
      'content-type': file.content_type,
      'x-content-type-options': 'nosniff',
      'content-disposition': isPicture ? 'inline' : 'attachment'
    },
    body: Buffer.from(file.data)
  }
}
