// Callbacks of an intake, as its profile describes them.
import type { CallbackOutcome, CallbackReader, CallbackReply, CallbackRequest } from '../intake/callback-reader.ts'
import { type MapContext, readEvent, readPath } from './map-fields.ts'
import type { CallbackShape, Profile } from './profile.ts'
import { type Credentials, verifyCall } from './sign.ts'

const PROBLEMS: Record<Exclude<CallbackOutcome, 'STORED'>, { status: number; title: string }> = {
  BAD_SIGNATURE: { status: 401, title: 'the signature is missing or wrong' },
  STALE_TIMESTAMP: { status: 401, title: 'the clocks differ too much' },
  NONCE_REUSED: { status: 401, title: 'this nonce was used before' },
  MALFORMED: { status: 400, title: 'the body cannot be read' },
  INVALID_FIELDS: { status: 422, title: 'not a status event' },
  UNKNOWN_STATUS: { status: 422, title: 'this status is not in the contract' },
  NOT_FOUND: { status: 404, title: 'no such work order here' },
  EVENT_CONFLICT: { status: 422, title: 'another event has this id or this seq' }
}

const ANSWER_OF: Record<CallbackOutcome, keyof CallbackShape['answers']> = {
  STORED: 'stored',
  BAD_SIGNATURE: 'unauthorised',
  STALE_TIMESTAMP: 'unauthorised',
  NONCE_REUSED: 'unauthorised',
  MALFORMED: 'malformed',
  INVALID_FIELDS: 'malformed',
  UNKNOWN_STATUS: 'unknownStatus',
  NOT_FOUND: 'notFound',
  EVENT_CONFLICT: 'conflict'
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Null where the profile has no callback. @param offsetMinutes minutes east of UTC of the dates that they write */
export function createCallbackReader(
  profile: Profile,
  credentials: Credentials,
  offsetMinutes: number
): CallbackReader | null {
  const { callback } = profile
  if (!callback) return null
  const { signing = profile.signing, body: form = profile.body, answers } = callback
  const context: MapContext = { tables: profile.tables, dateFormat: profile.dateFormat, offsetMinutes }

  function fieldsOf({ rawBody }: CallbackRequest): unknown {
    const text = rawBody.toString('utf8')
    return form === 'form' ? Object.fromEntries(new URLSearchParams(text)) : jsonOf(text)
  }

  function messageOf(fields: unknown): unknown {
    const found = callback?.message === undefined ? fields : readPath(fields, callback.message)
    return callback?.message !== undefined && typeof found === 'string' ? jsonOf(found) : found
  }

  function reply(outcome: CallbackOutcome, errors?: readonly object[]): CallbackReply {
    const given = answers[ANSWER_OF[outcome]]
    if (given) return { httpStatus: given.status, body: given.body, contentType: 'application/json' }
    if (outcome === 'STORED') return { httpStatus: 204, body: undefined, contentType: 'application/json' }
    const { status, title } = PROBLEMS[outcome]
    const body = { type: 'about:blank', title, status, code: outcome, ...(errors && { errors }) }
    return { httpStatus: status, body, contentType: 'application/problem+json' }
  }

  return {
    path: callback.path,
    verify(request, now) {
      return verifyCall(signing, credentials, { ...request, fields: fieldsOf(request) }, now)
    },
    read(request) {
      const message = messageOf(fieldsOf(request))
      if (typeof message !== 'object' || message === null) return null
      const list = callback.events === undefined ? [message] : readPath(message, callback.events)
      if (!Array.isArray(list)) return null
      return list.map(entry => readEvent(callback.event, entry, context))
    },
    reply
  }
}
