// Filing, finding and listing: openapi.yaml, /work-orders.
import { localDay, toOffsetIso } from '../core/clock.ts'
import { type Problem, type StatusEvent, type WorkOrder, workOrderSchema } from '../tickets/contract/index.ts'
import { type Answer, canonicalJson, header, problem, type Received, readJson } from './answer.ts'
import { type EventContext, storeFirstEvent } from './events.ts'
import type { SandboxStore, SandboxTables } from './store.ts'

const BODY_BYTES_MAX = 1024 * 1024
const KEY_MIN = 8
const KEY_MAX = 64
const LIST_MAX = 500
const LIST_DEFAULT = 100

export type OrderRow = SandboxTables['orders']

function receipt(row: OrderRow) {
  return {
    workOrderNo: row.work_order_no,
    ticketNo: row.ticket_no,
    status: row.status,
    receivedAt: row.received_at,
    ...(row.due_at !== null && { dueAt: row.due_at })
  }
}

/** `UNKNOWN_CATEGORY` or `UNKNOWN_REGION` where that alone is wrong, as the contract names them. */
function refuseFields(errors: NonNullable<Problem['errors']>): Answer {
  const codes = new Set(errors.map(error => error.code))
  const [only] = codes
  const code = codes.size === 1 && only?.startsWith('UNKNOWN_') ? only : 'INVALID_FIELDS'
  return problem(422, code, { errors })
}

function fieldErrors(value: unknown): NonNullable<Problem['errors']> {
  const issues = workOrderSchema.safeParse(value).error?.issues ?? []
  return issues.map(issue => ({
    field: issue.path.join('.'),
    code: issue.code === 'custom' ? String(issue.params?.code ?? 'INVALID') : issue.code.toUpperCase(),
    message: issue.message
  }))
}

/** Files named in an order must have been uploaded, as they are. */
export async function attachmentErrors(
  store: SandboxStore,
  attachments: WorkOrder['attachments']
): Promise<NonNullable<Problem['errors']>> {
  const errors: NonNullable<Problem['errors']> = []
  for (const [index, { attachmentId, sha256, size }] of (attachments ?? []).entries()) {
    const field = `attachments.${index}`
    const kept = await store
      .selectFrom('uploads')
      .select(['sha256', 'size'])
      .where('attachment_id', '=', attachmentId)
      .executeTakeFirst()
    if (!kept) errors.push({ field, code: 'UNKNOWN', message: 'was not uploaded' })
    else if (kept.sha256 !== sha256 || kept.size !== size) {
      errors.push({ field, code: 'INVALID', message: 'size or sha256 is not that of the upload' })
    }
  }
  return errors
}

/** The next one of a series, from 1. */
async function nextSerial(store: SandboxStore, series: string): Promise<number> {
  const { last } = await store
    .insertInto('serials')
    .values({ day: series, last: 1 })
    .onConflict(conflict => conflict.column('day').doUpdateSet(eb => ({ last: eb('serials.last', '+', 1) })))
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}

/** How an intake numbers its orders: by day or on and on, and in which form. */
export interface Numbering {
  isDaily: boolean
  format(day: string, serial: number): string
}

/** 18 digits that begin with the day, as real platforms number (DOMAIN.md section 6). */
const NATIVE_NUMBERING: Numbering = { isDaily: true, format: (day, serial) => day + String(serial).padStart(10, '0') }

export interface NewOrder {
  ticketNo: string
  key: string
  /** What was filed, with sorted keys. */
  canonical: string
}

/** Stores a new order and its first event. */
export async function keepOrder(
  trx: SandboxStore,
  { ticketNo, key, canonical }: NewOrder,
  context: EventContext,
  numbering: Numbering = NATIVE_NUMBERING
): Promise<OrderRow> {
  const now = context.clock.now()
  const day = localDay(now, context.offsetMinutes)
  const row: OrderRow = {
    work_order_no: numbering.format(day, await nextSerial(trx, numbering.isDaily ? day : 'all')),
    ticket_no: ticketNo,
    idempotency_key: key,
    canonical,
    status: 'submitted',
    seq: 1,
    department: null,
    due_at: null,
    received_at: toOffsetIso(now, context.offsetMinutes)
  }
  await trx.insertInto('orders').values(row).execute()
  await storeFirstEvent(trx, row, context)
  return row
}

export async function createWorkOrder(store: SandboxStore, request: Received, context: EventContext): Promise<Answer> {
  const key = header(request, 'idempotency-key')
  if (key.length < KEY_MIN || key.length > KEY_MAX) return problem(400, 'MALFORMED', { detail: 'Idempotency-Key' })
  if (request.raw.length > BODY_BYTES_MAX) return problem(413, 'TOO_LARGE')
  const read = readJson(request)
  if ('refusal' in read) return read.refusal
  const canonical = canonicalJson(read.value)
  return store.transaction().execute(async trx => {
    const before = await trx.selectFrom('orders').selectAll().where('idempotency_key', '=', key).executeTakeFirst()
    if (before) {
      return before.canonical === canonical ? { status: 200, body: receipt(before) } : problem(409, 'KEY_REUSED')
    }
    const errors = fieldErrors(read.value)
    if (errors.length > 0) return refuseFields(errors)
    const order = read.value as WorkOrder
    const notUploaded = await attachmentErrors(trx, order.attachments)
    if (notUploaded.length > 0) return refuseFields(notUploaded)
    const twin = await trx
      .selectFrom('orders')
      .select('work_order_no')
      .where('ticket_no', '=', order.ticketNo)
      .executeTakeFirst()
    if (twin) return problem(409, 'KEY_REUSED')
    return { status: 201, body: receipt(await keepOrder(trx, { ticketNo: order.ticketNo, key, canonical }, context)) }
  })
}

export function orderByTicketNo(store: SandboxStore, ticketNo: string): Promise<OrderRow | undefined> {
  return store.selectFrom('orders').selectAll().where('ticket_no', '=', ticketNo).executeTakeFirst()
}

export async function findByTicketNo(store: SandboxStore, ticketNo: string): Promise<Answer> {
  const row = await orderByTicketNo(store, ticketNo)
  return row ? { status: 200, body: receipt(row) } : problem(404, 'NOT_FOUND')
}

export async function getWorkOrder(store: SandboxStore, workOrderNo: string): Promise<Answer> {
  const row = await store.selectFrom('orders').selectAll().where('work_order_no', '=', workOrderNo).executeTakeFirst()
  if (!row) return problem(404, 'NOT_FOUND')
  const body = {
    workOrderNo,
    ticketNo: row.ticket_no,
    status: row.status,
    ...(row.due_at !== null && { dueAt: row.due_at }),
    ...(row.department !== null && { department: row.department }),
    events: await eventsOf(store, workOrderNo)
  }
  return { status: 200, body }
}

export async function eventsOf(store: SandboxStore, workOrderNo: string): Promise<StatusEvent[]> {
  const rows = await store
    .selectFrom('events')
    .select('event')
    .where('work_order_no', '=', workOrderNo)
    .orderBy('seq')
    .execute()
  return rows.map(row => JSON.parse(row.event) as StatusEvent)
}

export async function listChanges(store: SandboxStore, query: URLSearchParams): Promise<Answer> {
  const limit = Number(query.get('limit') ?? LIST_DEFAULT)
  const after = query.get('after') ?? 'c0'
  const wrong = (field: string, message: string) => problem(422, 'INVALID_FIELDS', { errors: [{ field, message }] })
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_MAX) return wrong('limit', `must be 1 to ${LIST_MAX}`)
  if (!/^c\d{1,15}$/.test(after)) return wrong('after', 'is not a cursor of this list')
  const ticketNo = query.get('ticketNo') ?? undefined
  const rows = await eventsAfter(store, Number(after.slice(1)), limit, ticketNo)
  const cursor = rows.length > 0 ? `c${rows.at(-1)?.id}` : after
  return { status: 200, body: { events: rows.map(row => row.event), cursor } }
}

/** Events of all orders, in the order in which they came about. */
export async function eventsAfter(
  store: SandboxStore,
  after: number,
  limit: number,
  ticketNo?: string
): Promise<{ id: number; event: StatusEvent }[]> {
  let select = store.selectFrom('events').select(['id', 'event']).where('id', '>', after)
  if (ticketNo !== undefined) select = select.where('ticket_no', '=', ticketNo)
  const rows = await select.orderBy('id').limit(limit).execute()
  return rows.map(({ id, event }) => ({ id, event: JSON.parse(event) as StatusEvent }))
}
