// What an intake's answer means, by the envelope that its profile describes.
import type { WireAnswer } from '../intake/exchange.ts'
import { failureOfAnswer, plainNames, retryAfterMs } from '../intake/failures.ts'
import { IntakeFailure } from '../intake/intake-client.ts'
import { readPath } from './map-fields.ts'
import type { Profile } from './profile.ts'

const CODE = /^[\w.-]{1,40}$/

export function badResponse(detail: string, answerStatus?: number): IntakeFailure {
  return new IntakeFailure('INTAKE_BAD_RESPONSE', { detail }, { outcome: 'unknown', answerStatus })
}

/** @param httpStatus of their answer; some say 200 to everything */
export function refusal(
  what: 'refused' | 'unauthorised',
  code: string,
  httpStatus: number,
  fields: readonly string[] = []
): IntakeFailure {
  const detail = [`HTTP ${httpStatus}, their code ${CODE.test(code) ? code : '…'}`, ...fields].join('; ')
  const answerStatus = what === 'unauthorised' ? 401 : httpStatus < 400 ? 422 : httpStatus
  return new IntakeFailure('INTAKE_REFUSED', { detail }, { outcome: 'refused', answerStatus, intakeCode: code })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The body of an answer that went well, {} where it has none; null where it says that there is no such thing. Throws
 * IntakeFailure.
 * @param hasContent false: an empty answer is a good one
 */
export function readAnswer(
  answer: WireAnswer,
  { envelope }: Profile,
  { hasContent, now }: { hasContent: boolean; now: Date }
): object | null {
  const { status } = answer
  if (status >= 500 || status === 429 || status === 408 || status === 425) throw failureOfAnswer(answer, now)
  const body = parse(answer.text)
  const isObject = typeof body === 'object' && body !== null
  const given = envelope.code === undefined ? undefined : readPath(body, envelope.code)
  const theirs = given === undefined ? undefined : String(given)
  const isIn = (codes: readonly unknown[]) => theirs !== undefined && codes.map(String).includes(theirs)
  if (status < 300) {
    if (answer.text === '' && !hasContent && !envelope.success) return {}
    if (!isObject) throw badResponse(`HTTP ${status}, not JSON`, status)
    if (!envelope.success) return body
    if (String(readPath(body, envelope.success.path)) === String(envelope.success.equals)) return body
  }
  if (isIn(envelope.notFound)) return null
  const isBusy = isIn(envelope.busy)
  if (isBusy || isIn(envelope.unsure)) {
    const wait = envelope.retryAfter === undefined ? undefined : readPath(body, envelope.retryAfter)
    const details = {
      outcome: isBusy ? 'not_taken' : 'unknown',
      answerStatus: status,
      intakeCode: theirs,
      retryAfterMs: retryAfterMs(answer.retryAfter ?? (wait === undefined ? null : String(wait)), now)
    } as const
    throw new IntakeFailure('INTAKE_BUSY', { detail: `HTTP ${status}, their code ${theirs}` }, details)
  }
  if (isIn(envelope.unauthorised)) throw refusal('unauthorised', theirs ?? '', status)
  // Not theirs at all (a proxy's page), or a problem document, or a redirect.
  if (!isObject || theirs === undefined || (status >= 300 && status < 400) || 'title' in body) {
    throw failureOfAnswer(answer, now)
  }
  const fields = envelope.field === undefined ? undefined : readPath(body, envelope.field)
  throw refusal('refused', theirs, status, plainNames(fields))
}
