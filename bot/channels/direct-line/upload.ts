// POST …/upload: multipart/form-data with a part `activity` and parts `file` (DOMAIN.md section 8).
import { AppError } from '../../../core/errors.ts'
import { type Part, readMultipart } from '../../../core/multipart.ts'
import type { HttpRequest } from '../../middleware/http.ts'
import type { Upload } from './files-in-activity.ts'

/** Three files of the largest size in one request; more of them come one after the other. */
export const UPLOAD_BYTES_MAX = 62 * 1024 * 1024
/** 20 MB over a weak mobile network. */
export const UPLOAD_MS = 280_000
const ACTIVITY_PART_BYTES_MAX = 128 * 1024

const bad = (detail: string) => new AppError('DIRECT_LINE_BAD_ARGUMENT', { detail })

function activityOf(part: Part | undefined): unknown {
  if (!part) return { type: 'message' }
  if (part.data.length > ACTIVITY_PART_BYTES_MAX)
    throw new AppError('PAYLOAD_TOO_LARGE', { detail: 'the part activity' })
  try {
    return JSON.parse(part.data.toString('utf8'))
  } catch {
    throw bad('the part activity is not JSON')
  }
}

/** Throws UNSUPPORTED_MEDIA_TYPE, MALFORMED, PAYLOAD_TOO_LARGE, DIRECT_LINE_BAD_ARGUMENT. */
export function readUpload({ headers, rawBody }: HttpRequest): { activity: unknown; uploads: Upload[] } {
  const type = headers['content-type'] ?? ''
  if (!/^multipart\/form-data\b/i.test(type)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: 'an upload is multipart/form-data' })
  }
  const parts = readMultipart(rawBody, type)
  if (!parts) throw new AppError('MALFORMED', { detail: 'the body is not multipart/form-data' })
  const uploads = parts
    .filter(({ name, fileName }) => name !== 'activity' && fileName !== null)
    .map(({ fileName, data }) => ({ name: fileName ?? '', bytes: data }))
  if (uploads.length === 0) throw bad('an upload without a file')
  return { activity: activityOf(parts.find(({ name }) => name === 'activity')), uploads }
}
