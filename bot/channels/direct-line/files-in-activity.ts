// Files that come with an activity: as parts of an upload, as data: addresses, or by the address under which one was kept before.
import type { Attachment } from 'botbuilder-core'
import { z } from 'zod'
import { AppError } from '../../../core/errors.ts'
import type { EvidenceFile } from '../../../tickets/index.ts'

/** A file with its bytes. */
export interface Upload {
  name: string
  bytes: Buffer
}

export type GivenFile = Upload | { fileId: string }

const NAME_MAX = 300
const DATA_URL = /^data:[\w.+-]*\/?[\w.+-]*(?:;[\w-]+=[^;,]*)*;base64,([A-Za-z0-9+/]*={0,2})$/
const FILE_ID = /^[\w-]{1,64}$/

const attachmentSchema = z.looseObject({ contentUrl: z.string(), name: z.string().max(NAME_MAX).nullish() })

const bad = (detail: string) => new AppError('DIRECT_LINE_BAD_ARGUMENT', { detail })

const pathOf = (conversationId: string) =>
  `/v3/directline/conversations/${encodeURIComponent(conversationId)}/attachments/`

/**
 * An attachment of a posted activity. Other addresses are never fetched: whoever names one would have this server call it.
 * Throws DIRECT_LINE_BAD_ARGUMENT.
 */
export function givenFile(value: unknown, conversationId: string): GivenFile {
  const parsed = attachmentSchema.safeParse(value)
  if (!parsed.success) throw bad('attachments: an entry needs contentUrl')
  const { contentUrl, name } = parsed.data
  if (contentUrl.startsWith('data:')) {
    const base64 = DATA_URL.exec(contentUrl)?.[1]
    if (base64 === undefined) throw bad('attachments: a data: address has to be base64')
    return { name: name ?? '', bytes: Buffer.from(base64, 'base64') }
  }
  const own = pathOf(conversationId)
  const at = contentUrl.indexOf(own)
  const fileId = at < 0 ? '' : contentUrl.slice(at + own.length)
  if (!FILE_ID.test(fileId)) throw bad('attachments: send the file itself, by upload or as a data: address')
  return { fileId }
}

/** As clients are shown it; the address wants the conversation's token. */
export function shownAttachment(file: EvidenceFile, conversationId: string): Attachment {
  return { contentType: file.contentType, name: file.name, contentUrl: `${pathOf(conversationId)}${file.id}` }
}
