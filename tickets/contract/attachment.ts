import { z } from 'zod'
import { boundedText } from './text.ts'

export const SHA256 = /^[0-9a-f]{64}$/

export const attachmentSchema = z.strictObject({
  attachmentId: z.string(),
  name: boundedText(0, 200),
  contentType: z.string(),
  /** Bytes. */
  size: z.int().min(1),
  sha256: z.string().regex(SHA256)
})
export type Attachment = z.infer<typeof attachmentSchema>

/** A work order or a supplement carries at most so many files of at most so many bytes. */
export const ATTACHMENTS_MAX = 9
export const ATTACHMENT_BYTES_MAX = 20 * 1024 * 1024
