// The reference contract, intake/openapi.yaml.
import { signRequest } from '../../core/signing.ts'
import { STATUSES } from '../../tickets/contract/index.ts'
import { type Answer, problem, type Received } from '../answer.ts'
import { uploadAttachment } from '../attachments.ts'
import { followUp } from '../follow-ups.ts'
import { FIELD_LABELS } from '../labels.ts'
import { signatureRefusal } from '../signature.ts'
import { createWorkOrder, findByTicketNo, getWorkOrder, listChanges } from '../work-orders.ts'
import { type Dialect, type RouteContext, STRANGE_STATUS } from './dialect.ts'

const PREFIX = '/api/v1'

const notAllowed = (allow: string) => problem(405, 'METHOD_NOT_ALLOWED', { headers: { allow } })

const retryAfter = (seconds: number | undefined) =>
  seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } }

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

async function answer(request: Received, context: RouteContext): Promise<Answer> {
  const { store } = context
  const refused = signatureRefusal(request, context.credentials, context.nonces, context.clock)
  if (refused) return refused
  const url = new URL(request.url, 'http://sandbox')
  const segments = url.pathname.slice(PREFIX.length + 1).split('/')
  const [resource, one, two, ...more] = segments.map(decodeSegment)
  const { method } = request
  if (more.length > 0) return problem(404, 'NOT_FOUND')
  if (resource === 'attachments' && one === undefined) {
    return method === 'POST' ? uploadAttachment(store, request, context.ids) : notAllowed('POST')
  }
  if (resource !== 'work-orders') return problem(404, 'NOT_FOUND')
  if (one === undefined) {
    if (method === 'POST') return createWorkOrder(store, request, context)
    return method === 'GET' ? listChanges(store, url.searchParams) : notAllowed('GET, POST')
  }
  if (one === 'by-ticket' && two !== undefined) {
    return method === 'GET' ? findByTicketNo(store, two) : notAllowed('GET')
  }
  if (two === undefined) return method === 'GET' ? getWorkOrder(store, one) : notAllowed('GET')
  if (method !== 'POST') return notAllowed('POST')
  const { answer: given, event } = await followUp(store, request, one, two, context)
  if (event) context.callbacks.tell(event)
  return given
}

export const nativeDialect: Dialect = {
  name: 'native',
  prefix: PREFIX,
  statuses: STATUSES,
  labels: FIELD_LABELS,
  isFiling: ({ method, url }) => method === 'POST' && url.split('?')[0] === `${PREFIX}/work-orders`,
  answer,
  failure(mode, seconds) {
    switch (mode) {
      case '503':
        return problem(503, 'UNAVAILABLE', retryAfter(seconds))
      case '429':
        return problem(429, 'TOO_MANY', retryAfter(seconds))
      case '500':
        return problem(500, 'INTERNAL')
      case '422':
        return problem(422, 'INVALID_FIELDS', { errors: [{ field: 'content', code: 'INVALID', message: 'fault' }] })
    }
  },
  callback: {
    path: '/intake/callback',
    message({ event, url, credentials, nowMs, nonce, isStrange }) {
      const rawBody = JSON.stringify(isStrange ? { ...event, status: STRANGE_STATUS } : event)
      const timestamp = String(Math.floor(nowMs / 1000))
      const { appId, secret, algorithm } = credentials
      const pathWithQuery = url.pathname + url.search
      return {
        body: rawBody,
        headers: {
          'content-type': 'application/json',
          'x-app-id': appId,
          'x-timestamp': timestamp,
          'x-nonce': nonce,
          'x-signature-algorithm': algorithm,
          'x-signature': signRequest({ secret, algorithm, method: 'POST', pathWithQuery, timestamp, nonce, rawBody })
        }
      }
    },
    isTaken: httpStatus => httpStatus === 204
  }
}
