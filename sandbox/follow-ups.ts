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

interface Operation {
  schema: z.ZodType
  bodyRequired: boolean
}

export const FOLLOW_UPS: Readonly<Record<string, Operation>> = {
  supplements: { schema: supplementSchema, bodyRequired: true },
  urges: { schema: urgeSchema, bodyRequired: false },
  withdrawal: { schema: withdrawalSchema, bodyRequired: false },
  evaluation: { schema: evaluationSchema, bodyRequired: true }
}

/** The state of the order, or an earlier urge, stands against it. */
async function conflict(
  trx: SandboxStore,
  order: { work_order_no: string; status: string },
  what: string,
  nowMs: number
) {
  if (order.status === 'withdrawn') return problem(409, 'WITHDRAWN')
  if (what === 'withdrawal' && ['closed', 'not_accepted'].includes(order.status)) return problem(409, 'CLOSED')
  if (what !== 'urges') return null
  const earlier = await trx
    .selectFrom('follow_ups')
    .select('idempotency_key')
    .where('work_order_no', '=', order.work_order_no)
    .where('operation', '=', 'urges')
    .where('received_at_ms', '>', nowMs - URGE_INTERVAL_MS)
    .executeTakeFirst()
  return earlier ? problem(409, 'TOO_SOON') : null
}

function statusAfter(what: string, body: unknown): StatusEvent['status'] | null {
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
  const operation = FOLLOW_UPS[what]
  if (!operation) return refuse(problem(404, 'NOT_FOUND'))
  const key = header(request, 'idempotency-key')
  if (key === '') return refuse(problem(400, 'MALFORMED', { detail: 'Idempotency-Key' }))
  const read = request.raw.length === 0 && !operation.bodyRequired ? { value: {} } : readJson(request)
  if ('refusal' in read) return refuse(read.refusal)

  return store.transaction().execute(async trx => {
    const order = await trx
      .selectFrom('orders')
      .select(['work_order_no', 'status'])
      .where('work_order_no', '=', workOrderNo)
      .executeTakeFirst()
    if (!order) return refuse(problem(404, 'NOT_FOUND'))
    const parsed = operation.schema.safeParse(read.value)
    if (!parsed.success) {
      const errors = parsed.error.issues.map(issue => ({ field: issue.path.join('.'), message: issue.message }))
      return refuse(problem(422, 'INVALID_FIELDS', { errors }))
    }
    const canonical = canonicalJson(read.value)
    const before = await trx
      .selectFrom('follow_ups')
      .select('canonical')
      .where('work_order_no', '=', workOrderNo)
      .where('operation', '=', what)
      .where('idempotency_key', '=', key)
      .executeTakeFirst()
    if (before) return refuse(before.canonical === canonical ? { status: 204 } : problem(409, 'KEY_REUSED'))
    const nowMs = context.clock.now().getTime()
    const against = await conflict(trx, order, what, nowMs)
    if (against) return refuse(against)
    if (what === 'supplements') {
      const errors = await attachmentErrors(trx, supplementSchema.parse(read.value).attachments)
      if (errors.length > 0) return refuse(problem(422, 'INVALID_FIELDS', { errors }))
    }
    await trx
      .insertInto('follow_ups')
      .values({ work_order_no: workOrderNo, operation: what, idempotency_key: key, canonical, received_at_ms: nowMs })
      .execute()
    const status = statusAfter(what, read.value)
    return { answer: { status: 204 }, event: status && (await addEvent(trx, workOrderNo, { status }, context)) }
  })
}
