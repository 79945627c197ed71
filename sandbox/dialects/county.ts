// The small interface of a county's hotline agent (DOMAIN.md section 6): prefix /api, x-api-key, JSON, an envelope of success,
// message and data, POST answered with 201 and GET with 200, errors 400, 401, 404, 405. It calls nobody: changes are fetched.
import type { Status } from '../../tickets/contract/index.ts'
import { type Answer, canonicalJson, header, type Received } from '../answer.ts'
import { type FollowUp, type FollowUpConflict, keepFollowUp } from '../follow-ups.ts'
import { eventsAfter, keepOrder, type Numbering, type OrderRow, orderByTicketNo } from '../work-orders.ts'
import { type Dialect, type RouteContext, STRANGE_STATUS } from './dialect.ts'
import { localParts } from './local-time.ts'

const PREFIX = '/api'
const FIRST_ID = 7000
const NUMBERING: Numbering = { isDaily: false, format: (_, serial) => String(FIRST_ID + serial) }
const PAGE_MAX = 200

const WORDS: Partial<Record<Status, string>> = {
  submitted: 'PENDING',
  need_more: 'NEED_INFO',
  not_accepted: 'REJECTED',
  accepted: 'ACCEPTED',
  dispatched: 'ASSIGNED',
  in_progress: 'PROCESSING',
  delayed: 'EXTENDED',
  returned: 'RETURNED',
  replied: 'ANSWERED',
  closed: 'CLOSED',
  reopened: 'REOPENED',
  withdrawn: 'CANCELLED'
}
const TYPES = ['举报', '投诉', '咨询', '求助', '建议']
const LEVELS = ['一般', '紧急', '特急']
const ITEMS: Record<string, FollowUp> = { 补充: 'supplements', 催办: 'urges', 撤单: 'withdrawal', 评价: 'evaluation' }
const CLOCK = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/
const PHONE = /^$|^[+\d][\d-]{6,20}$/
/** Required text and the most characters that its column takes. */
const TEXTS: [string, number][] = [
  ['externalNo', 32],
  ['callerName', 50],
  ['appealSubject', 100],
  ['incidentAddress', 200],
  ['assignedDept', 50],
  ['remark', 4000]
]

const well = (status: number, data?: object): Answer => ({
  status,
  body: { success: true, message: 'ok', ...(data && { data }) }
})
const ill = (
  status: number,
  code: string,
  more: { field?: string; headers?: Record<string, string> } = {}
): Answer => ({
  status,
  body: { success: false, message: `error: ${code}`, code, ...(more.field !== undefined && { field: more.field }) },
  ...(more.headers && { headers: more.headers })
})

function wallClock(iso: string, offsetMinutes: number): string {
  const [year, month, day, hour, minute, second] = localParts(iso, offsetMinutes)
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`
}

function record(row: OrderRow, { offsetMinutes }: RouteContext) {
  return {
    ticketId: Number(row.work_order_no),
    externalNo: row.ticket_no,
    ticketStatus: WORDS[row.status as Status] ?? STRANGE_STATUS,
    createdAt: wallClock(row.received_at, offsetMinutes),
    ...(row.due_at !== null && { expectedDeadline: wallClock(row.due_at, offsetMinutes) })
  }
}

type Body = Record<string, unknown>

/** The name of the first field that is wrong; null where none is. */
function wrongField(body: Body): string | null {
  for (const [name, max] of TEXTS) {
    const value = body[name]
    if (typeof value !== 'string' || value === '' || value.length > max) return name
  }
  if (!TYPES.includes(String(body.appealType))) return 'appealType'
  if (!LEVELS.includes(String(body.urgencyLevel))) return 'urgencyLevel'
  if (!PHONE.test(String(body.contactPhone ?? ''))) return 'contactPhone'
  if (!['是', '否'].includes(String(body.confidential))) return 'confidential'
  return CLOCK.test(String(body.reportedAt)) ? null : 'reportedAt'
}

async function file(body: Body, context: RouteContext): Promise<Answer> {
  const field = wrongField(body)
  if (field !== null) return ill(400, 'INVALID_PARAM', { field })
  return context.store.transaction().execute(async trx => {
    const ticketNo = String(body.externalNo)
    if (await orderByTicketNo(trx, ticketNo)) return ill(400, 'DUPLICATE')
    const order = { ticketNo, key: ticketNo, canonical: canonicalJson(body) }
    return well(201, record(await keepOrder(trx, order, context, NUMBERING), context))
  })
}

const CONFLICTS: Record<FollowUpConflict, [number, string]> = {
  NOT_FOUND: [404, 'TICKET_NOT_FOUND'],
  KEY_REUSED: [400, 'DUPLICATE'],
  WITHDRAWN: [400, 'TICKET_CLOSED'],
  CLOSED: [400, 'TICKET_CLOSED'],
  TOO_SOON: [400, 'URGED_TODAY']
}

async function addItem(body: Body, context: RouteContext): Promise<Answer> {
  const what = ITEMS[String(body.itemType)]
  if (!what) return ill(400, 'INVALID_PARAM', { field: 'itemType' })
  for (const name of ['itemNo', 'itemContent']) {
    if (typeof body[name] !== 'string' || body[name] === '') return ill(400, 'INVALID_PARAM', { field: name })
  }
  if (typeof body.ticketId !== 'number') return ill(400, 'INVALID_PARAM', { field: 'ticketId' })
  if (!CLOCK.test(String(body.createdAt))) return ill(400, 'INVALID_PARAM', { field: 'createdAt' })
  const kept = await context.store.transaction().execute(trx =>
    keepFollowUp(
      trx,
      {
        workOrderNo: String(body.ticketId),
        what,
        key: String(body.itemNo),
        canonical: canonicalJson(body),
        status: what === 'withdrawal' ? 'withdrawn' : null
      },
      context
    )
  )
  return 'conflict' in kept ? ill(...CONFLICTS[kept.conflict]) : well(201)
}

async function changes(query: URLSearchParams, context: RouteContext): Promise<Answer> {
  const since = Number(query.get('since') ?? 0)
  const size = Math.min(Number(query.get('pageSize') ?? PAGE_MAX), PAGE_MAX)
  if (!Number.isInteger(since) || !Number.isInteger(size) || size < 1)
    return ill(400, 'INVALID_PARAM', { field: 'since' })
  const { offsetMinutes } = context
  const fault = context.faults.callbacks()
  const rows = await eventsAfter(context.store, since, size)
  const items = rows.map(({ id, event }) => ({
    changeId: id,
    ticketId: Number(event.workOrderNo),
    externalNo: event.ticketNo,
    ticketStatus: fault === 'unknown-status' ? STRANGE_STATUS : (WORDS[event.status] ?? STRANGE_STATUS),
    changedAt: wallClock(event.at, offsetMinutes),
    ...(event.department !== undefined && { dept: event.department }),
    ...(event.message !== undefined && { opinion: event.message }),
    ...(event.reason !== undefined && { rejectReason: event.reason }),
    ...(event.dueAt !== undefined && { expectedDeadline: wallClock(event.dueAt, offsetMinutes) })
  }))
  if (fault === 'duplicate-events') items.push(...items)
  if (fault === 'shuffle-events') items.reverse()
  return well(200, { items, lastId: rows.at(-1)?.id ?? since })
}

function readObject(request: Received): Body | null {
  try {
    const value = JSON.parse(request.raw.toString('utf8'))
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}

async function answer(request: Received, context: RouteContext): Promise<Answer> {
  if (header(request, 'x-api-key') !== context.credentials.secret) return ill(401, 'INVALID_API_KEY')
  const { pathname, searchParams } = new URL(request.url, 'http://sandbox')
  const path = pathname.slice(PREFIX.length)
  if (request.method === 'GET') {
    if (path === '/hotlineTickets/changes') return changes(searchParams, context)
    const external = /^\/hotlineTickets\/external\/([^/]+)$/.exec(path)?.[1]
    if (external === undefined) return ill(404, 'NO_SUCH_PATH')
    const row = await orderByTicketNo(context.store, external)
    return row ? well(200, record(row, context)) : ill(404, 'TICKET_NOT_FOUND')
  }
  if (request.method !== 'POST') return ill(405, 'METHOD_NOT_ALLOWED')
  const body = readObject(request)
  if (!body) return ill(400, 'INVALID_JSON')
  if (path === '/hotlineTickets') return file(body, context)
  return path === '/followUpItems' ? addItem(body, context) : ill(404, 'NO_SUCH_PATH')
}

export const countyDialect: Dialect = {
  name: 'county',
  prefix: PREFIX,
  statuses: Object.keys(WORDS) as Status[],
  labels: {
    externalNo: '外部编号',
    callerName: '来电人',
    contactPhone: '联系电话',
    appealType: '诉求类型',
    appealSubject: '诉求主题',
    incidentAddress: '事发地址',
    urgencyLevel: '紧急程度',
    assignedDept: '承办部门',
    reportedAt: '登记时间',
    confidential: '保密',
    remark: '备注',
    itemType: '类型',
    itemContent: '内容',
    itemNo: '流水号',
    ticketId: '工单',
    createdAt: '时间'
  },
  isFiling: ({ method, url }) => method === 'POST' && url.split('?')[0] === `${PREFIX}/hotlineTickets`,
  answer,
  failure(mode, seconds) {
    const headers = seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } }
    switch (mode) {
      case '503':
        return ill(503, 'SERVICE_UNAVAILABLE', headers)
      case '429':
        return ill(429, 'TOO_MANY_REQUESTS', headers)
      case '500':
        return ill(500, 'SERVER_ERROR')
      case '422':
        return ill(400, 'INVALID_PARAM', { field: 'remark' })
    }
  },
  callback: null
}
