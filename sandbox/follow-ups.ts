// Supplements, urges, withdrawal and evaluation: openapi.yaml, /work-orders/{workOrderNo}/….
import type { z } from 'zod'
import {
  evaluationSchema,
  type StatusEvent,
  supplementSchema,
  urgeSchema,
  withdrawalSchema
} from '../tickets/contract/index.ts'
import { type Answer, canonicalJson, header, problem, type Received, readJson } from './answer.ts'
import { addEvent, type EventContext } from './events.ts'
import type { SandboxStore } from './store.ts'
import { attachmentErrors } from './work-orders.ts'

const URGE_INTERVAL_MS = 24 * 3_600_000

export type FollowUp = 'supplements' | 'urges' | 'withdrawal' | 'evaluation'

interface Operation {
  schema: z.ZodType
  bodyRequired: boolean
}

export const FOLLOW_UPS: Readonly<Record<FollowUp, Operation>> = {
  supplements: { schema: supplementSchema, bodyRequired: true },
  urges: { schema: urgeSchema, bodyRequired: false },
  withdrawal: { schema: withdrawalSchema, bodyRequired: false },
  evaluation: { schema: evaluationSchema, bodyRequired: true }
}

export type FollowUpConflict = 'NOT_FOUND' | 'KEY_REUSED' | 'WITHDRAWN' | 'CLOSED' | 'TOO_SOON'

/** The state of the order, or an earlier urge, stands against it. */
async function conflict(
  trx: SandboxStore,
  order: { work_order_no: string; status: string },
  what: FollowUp,
  nowMs: number
): Promise<FollowUpConflict | null> {
  if (order.status === 'withdrawn') return 'WITHDRAWN'
  if (what === 'withdrawal' && ['closed', 'not_accepted'].includes(order.status)) return 'CLOSED'
  if (what !== 'urges') return null
  const earlier = await trx
    .selectFrom('follow_ups')
    .select('idempotency_key')
    .where('work_order_no', '=', order.work_order_no)
    .where('operation', '=', 'urges')
    .where('received_at_ms', '>', nowMs - URGE_INTERVAL_MS)
    .executeTakeFirst()
  return earlier ? 'TOO_SOON' : null
}

export interface NewFollowUp {
  workOrderNo: string
  what: FollowUp
  key: string
  /** What was said, with sorted keys. */
  canonical: string
  /** What the order becomes by it. */
  status: StatusEvent['status'] | null
}

/** Stores it once, however often it comes; the event that it leads to, or what stands against it. */
export async function keepFollowUp(
  trx: SandboxStore,
  { workOrderNo, what, key, canonical, status }: NewFollowUp,
  context: EventContext
): Promise<{ event: StatusEvent | null } | { conflict: FollowUpConflict }> {
  const order = await trx
    .selectFrom('orders')
    .select(['work_order_no', 'status'])
    .where('work_order_no', '=', workOrderNo)
    .executeTakeFirst()
  if (!order) return { conflict: 'NOT_FOUND' }
  const before = await trx
    .selectFrom('follow_ups')
    .select('canonical')
    .where('work_order_no', '=', workOrderNo)
    .where('operation', '=', what)
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
  if (before) return before.canonical === canonical ? { event: null } : { conflict: 'KEY_REUSED' }
  const nowMs = context.clock.now().getTime()
  const against = await conflict(trx, order, what, nowMs)
  if (against) return { conflict: against }
  await trx
    .insertInto('follow_ups')
    .values({ work_order_no: workOrderNo, operation: what, idempotency_key: key, canonical, received_at_ms: nowMs })
    .execute()
  return { event: status && (await addEvent(trx, workOrderNo, { status }, context)) }
}

function statusAfter(what: FollowUp, body: unknown): StatusEvent['status'] | null {
  if (what === 'withdrawal') return 'withdrawn'
  return what === 'evaluation' && evaluationSchema.parse(body).reopen === true ? 'reopened' : null
}

/** The answer, and the event that it leads to. */
export async function followUp(
  store: SandboxStore,
  request: Received,
  workOrderNo: string,
  what: string,
  context: EventContext
): Promise<{ answer: Answer; event: StatusEvent | null }> {
  const refuse = (answer: Answer) => ({ answer, event: null })
  const operation = Object.hasOwn(FOLLOW_UPS, what) ? FOLLOW_UPS[what as FollowUp] : undefined
  if (!operation) return refuse(problem(404, 'NOT_FOUND'))
  const key = header(request, 'idempotency-key')
  if (key === '') return refuse(problem(400, 'MALFORMED', { detail: 'Idempotency-Key' }))
  const read = request.raw.length === 0 && !operation.bodyRequired ? { value: {} } : readJson(request)
  if ('refusal' in read) return refuse(read.refusal)

  return store.transaction().execute(async trx => {
    const order = await trx
      .selectFrom('orders')
      .select('work_order_no')
      .where('work_order_no', '=', workOrderNo)
      .executeTakeFirst()
    if (!order) return refuse(problem(404, 'NOT_FOUND'))
    const parsed = operation.schema.safeParse(read.value)
    if (!parsed.success) {
      const errors = parsed.error.issues.map(issue => ({ field: issue.path.join('.'), message: issue.message }))
      return refuse(problem(422, 'INVALID_FIELDS', { errors }))
    }
    if (what === 'supplements') {
      const errors = await attachmentErrors(trx, supplementSchema.parse(read.value).attachments)
      if (errors.length > 0) return refuse(problem(422, 'INVALID_FIELDS', { errors }))
    }
    const canonical = canonicalJson(read.value)
    const status = statusAfter(what as FollowUp, read.value)
    const kept = await keepFollowUp(trx, { workOrderNo, what: what as FollowUp, key, canonical, status }, context)
    if ('conflict' in kept) return refuse(problem(kept.conflict === 'NOT_FOUND' ? 404 : 409, kept.conflict))
    return { answer: { status: 204 }, event: kept.event }
  })
}
