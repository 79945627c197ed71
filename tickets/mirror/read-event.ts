// One event, by callback or by asking, before it is believed.
import type { Db } from '../../core/database/index.ts'
import type { Log } from '../../core/log.ts'
import { type StatusEvent, statusEventSchema } from '../contract/index.ts'
import type { FieldFault } from '../intake/callback-reader.ts'

/** A code, not somebody's words or number. */
const CODE = /^(?!.*\d{6})[\p{L}\p{N}_.-]{1,20}$/u

/** A city that echoes only its own number: ours is looked up. */
async function withTicketNo(db: Db, event: unknown): Promise<unknown> {
  if (typeof event !== 'object' || event === null) return event
  const { workOrderNo, ticketNo } = event as Partial<StatusEvent>
  if (ticketNo !== undefined || typeof workOrderNo !== 'string') return event
  const row = await db
    .selectFrom('tickets')
    .select('ticket_no')
    .where('work_order_no', '=', workOrderNo)
    .executeTakeFirst()
  return row ? { ...event, ticketNo: row.ticket_no } : event
}

export type ReadEvent =
  | { event: StatusEvent }
  | { refused: 'UNKNOWN_STATUS' | 'INVALID_FIELDS' | 'NOT_FOUND'; errors: FieldFault[] }

/**
 * A status that is not known raises an alert; nothing is changed by it.
 * @param raw our StatusEvent as far as it could be read, and `theirStatus`, as they named it
 */
export async function readEvent(db: Db, raw: unknown, log: Log): Promise<ReadEvent> {
  const parsed = statusEventSchema.safeParse(await withTicketNo(db, raw))
  if (parsed.success) return { event: parsed.data }
  const errors = parsed.error.issues.map(issue => ({ field: issue.path.join('.'), message: issue.message }))
  if (errors.every(error => error.field === 'ticketNo')) return { refused: 'NOT_FOUND', errors }
  const isStatus = errors.some(error => error.field === 'status')
  const { theirStatus } = (raw ?? {}) as { theirStatus?: unknown }
  log.error('the intake told of an event that is not in its contract', {
    code: isStatus ? 'INTAKE_UNKNOWN_STATUS' : 'INTAKE_BAD_RESPONSE',
    fields: errors.map(error => error.field),
    ...(isStatus && typeof theirStatus === 'string' && { theirStatus: CODE.test(theirStatus) ? theirStatus : '…' })
  })
  return { refused: isStatus ? 'UNKNOWN_STATUS' : 'INVALID_FIELDS', errors }
}
