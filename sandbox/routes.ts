// The sandbox's own side: its page, moving orders by hand, faults, load.
import { AppError } from '../core/errors.ts'
import { statusEventSchema, statusSchema } from '../tickets/contract/index.ts'
import { type Answer, header, problem, type Received, readJson } from './answer.ts'
import { showAttachment } from './attachments.ts'
import type { Dialect, RouteContext } from './dialects/dialect.ts'
import { addEvent, type EventChange } from './events.ts'
import { STATUS_LABELS } from './labels.ts'
import type { SandboxLoad } from './load.ts'
import { renderPage } from './page.ts'

const notAllowed = (allow: string) => problem(405, 'METHOD_NOT_ALLOWED', { headers: { allow } })

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** A page of another site must not move orders or switch faults in a tester's browser. */
function isForeign(request: Received): boolean {
  const origin = header(request, 'origin')
  if (origin === '') return false
  return !URL.canParse(origin) || new URL(origin).host !== header(request, 'host')
}

/** The page, the fault switches and moving an order by hand. */
export async function deskRoute(
  request: Received,
  context: RouteContext,
  dialect: Dialect,
  load: SandboxLoad
): Promise<Answer> {
  const { pathname } = new URL(request.url, 'http://sandbox')
  const { method } = request
  if (method === 'POST' && isForeign(request)) return problem(403, 'FORBIDDEN')
  if (pathname === '/') {
    if (method !== 'GET') return notAllowed('GET')
    return { status: 200, body: await renderPage(context.store, context.faults.show(), dialect) }
  }
  if (pathname === '/faults') return switchRoute(request, context.faults)
  if (pathname === '/load') return switchRoute(request, load)
  const file = /^\/attachments\/([^/]+)$/.exec(pathname)?.[1]
  if (file !== undefined)
    return method === 'GET' ? showAttachment(context.store, decodeSegment(file)) : notAllowed('GET')
  const order = /^\/orders\/([^/]+)$/.exec(pathname)?.[1]
  if (order === undefined) return problem(404, 'NOT_FOUND')
  return method === 'POST' ? moveOrder(request, decodeSegment(order), context, dialect) : notAllowed('POST')
}

/** GET shows how it is set, POST sets it. */
function switchRoute(request: Received, setting: { set(value: unknown): void; show(): object }): Answer {
  if (request.method === 'GET') return { status: 200, body: setting.show() }
  if (request.method !== 'POST') return notAllowed('GET, POST')
  const read = readJson(request)
  if ('refusal' in read) return read.refusal
  try {
    setting.set(read.value)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return problem(error.httpStatus, error.code, error.detail === undefined ? {} : { detail: error.detail })
  }
  return { status: 200, body: setting.show() }
}

/** The form of the page, or the same as JSON: {status, department?, message?, reason?, dueAt?}. */
function readChange(request: Received, { statuses }: Dialect): EventChange | Answer {
  let value: unknown
  if (/^application\/x-www-form-urlencoded\b/i.test(header(request, 'content-type'))) {
    const form = new URLSearchParams(request.raw.toString('utf8'))
    value = Object.fromEntries(
      [...form].map(([key, text]) => [key, text.trim()] as const).filter(([, text]) => text !== '')
    )
  } else {
    const read = readJson(request)
    if ('refusal' in read) return read.refusal
    value = read.value
  }
  const schema = statusEventSchema
    .pick({ status: true, department: true, message: true, reason: true, dueAt: true })
    .strict()
  const parsed = schema.safeParse(value)
  if (parsed.success && statuses.includes(parsed.data.status)) return parsed.data
  const errors = (parsed.error?.issues ?? []).map(issue => ({ field: issue.path.join('.'), message: issue.message }))
  const detail = `status is one of ${statuses.map(status => `${status} ${STATUS_LABELS[status]}`).join(', ')}`
  return problem(422, 'INVALID_FIELDS', { errors, detail })
}

async function moveOrder(
  request: Received,
  workOrderNo: string,
  context: RouteContext,
  dialect: Dialect
): Promise<Answer> {
  const change = readChange(request, dialect)
  if (!statusSchema.safeParse(change.status).success) return change as Answer
  const event = await context.store
    .transaction()
    .execute(trx => addEvent(trx, workOrderNo, change as EventChange, context))
  if (!event) return problem(404, 'NOT_FOUND')
  context.callbacks.tell(event)
  if (/^application\/json/i.test(header(request, 'content-type'))) return { status: 200, body: event }
  return { status: 303, headers: { location: `/#${encodeURIComponent(workOrderNo)}` } }
}
