// A file to the intake: multipart/form-data, signed over the whole body like every other request.
import type { Clock } from '../../core/clock.ts'
import type { Ids } from '../../core/ids.ts'
import { writeMultipart } from '../../core/multipart.ts'
import { exchange } from '../intake/exchange.ts'
import { failureOfException } from '../intake/failures.ts'
import { type IntakeClient, IntakeFailure, type IntakeSettings } from '../intake/intake-client.ts'
import { readPath } from './map-fields.ts'
import type { Profile } from './profile.ts'
import { badResponse, readAnswer } from './read-answer.ts'
import { signedHeaders } from './sign.ts'

/** 20 MiB over a government line of 4 Mbit/s. */
const UPLOAD_MS = 60_000
const NONCE_BYTES = 18

type Upload = NonNullable<IntakeClient['uploadAttachment']>

/** Null where the profile's intake takes no files. */
export function createUpload(
  profile: Profile,
  settings: IntakeSettings,
  { clock, ids, timeoutMs = UPLOAD_MS }: { clock: Clock; ids: Ids; timeoutMs?: number | undefined }
): Upload | null {
  const { attachments } = profile
  if (!attachments) return null
  return async ({ bytes, name, contentType, sha256 }, { signal } = {}) => {
    const url = new URL(settings.url + attachments.path)
    const multipart = writeMultipart([
      { name: attachments.file, fileName: name, contentType, data: bytes },
      { name: attachments.sha256, fileName: null, contentType: '', data: Buffer.from(sha256) }
    ])
    const unsigned = {
      method: 'POST',
      pathWithQuery: url.pathname + url.search,
      rawBody: multipart.body,
      nowMs: clock.now().getTime(),
      nonce: ids.token(NONCE_BYTES)
    }
    const headers = {
      accept: 'application/json, application/problem+json',
      'content-type': multipart.contentType,
      ...signedHeaders(profile.signing, settings, unsigned)
    }
    let answer: Awaited<ReturnType<typeof exchange>>
    try {
      answer = await exchange({ method: 'POST', url, headers, body: multipart.body }, { timeoutMs, signal })
    } catch (error) {
      throw error instanceof IntakeFailure ? error : failureOfException(error, timeoutMs)
    }
    const body = readAnswer(answer, profile, { hasContent: true, now: clock.now() })
    const id = body === null ? undefined : readPath(body, attachments.id)
    if (typeof id !== 'string' || id === '') throw badResponse(`unexpected ${attachments.id}`)
    return id
  }
}
