// Who may call the staff routes: Basic credentials, and not too often.
import { AppError } from '../../core/errors.ts'
import { errorAnswer, type HttpAnswer, type HttpRequest } from './http.ts'
import { createRateLimit } from './rate-limit.ts'
import type { StaffPassword } from './staff-password.ts'

const CALLS_PER_MINUTE = 600
const WRONG_TRIES_PER_MINUTE = 10

function credentialsOf(request: HttpRequest): { user: string; password: string } | null {
  const [, encoded] = /^Basic\s+([\w+/=-]+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** What to answer instead (401, 429); null where the caller may go on. */
export type StaffGuard = (request: HttpRequest) => Promise<HttpAnswer | null>

/** One guard for all staff routes: an address has one allowance of calls and of wrong tries. */
export function createStaffGuard(password: StaffPassword): StaffGuard {
  const calls = createRateLimit(CALLS_PER_MINUTE)
  const wrongTries = createRateLimit(WRONG_TRIES_PER_MINUTE)
  return async request => {
    const limited = (await calls.take(request)) ?? (await wrongTries.check(request))
    if (limited) return limited
    const credentials = credentialsOf(request)
    if (credentials && (await password.isRight(credentials.user, credentials.password))) return null
    if (credentials) await wrongTries.take(request)
    const answer = errorAnswer(new AppError('UNAUTHORIZED'), request.path)
    return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Basic realm="staff", charset="UTF-8"' } }
  }
}
