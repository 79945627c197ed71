// Status events of the sandbox's orders: made here, kept in order, handed to whoever sends them.
import { type Clock, toOffsetIso } from '../core/clock.ts'
import type { Ids } from '../core/ids.ts'
import type { StatusEvent } from '../tickets/contract/index.ts'
import type { SandboxStore } from './store.ts'

export interface EventContext {
  clock: Clock
  ids: Ids
  offsetMinutes: number
}

export type EventChange = Pick<StatusEvent, 'status'> &
  Partial<Pick<StatusEvent, 'department' | 'message' | 'reason' | 'dueAt'>>

/** Stores the next event of an order and what it changes there; null where there is no such order. */
export async function addEvent(
  store: SandboxStore,
  workOrderNo: string,
  change: EventChange,
  { clock, ids, offsetMinutes }: EventContext
): Promise<StatusEvent | null> {
  const order = await store
    .selectFrom('orders')
    .select(['ticket_no', 'seq'])
    .where('work_order_no', '=', workOrderNo)
    .executeTakeFirst()
  if (!order) return null
  const event: StatusEvent = {
    eventId: ids.uuid(),
    seq: order.seq + 1,
    workOrderNo,
    ticketNo: order.ticket_no,
    at: toOffsetIso(clock.now(), offsetMinutes),
    ...change
  }
  await store
    .insertInto('events')
    .values({ work_order_no: workOrderNo, ticket_no: order.ticket_no, seq: event.seq, event: JSON.stringify(event) })
    .execute()
  await store
    .updateTable('orders')
    .set({
      status: change.status,
      seq: event.seq,
      ...(change.department !== undefined && { department: change.department }),
      ...(change.dueAt !== undefined && { due_at: change.dueAt })
    })
    .where('work_order_no', '=', workOrderNo)
    .execute()
  return event
}

/** The event with which an order begins: `submitted`, seq 1, as its row says already. */
export async function storeFirstEvent(
  store: SandboxStore,
  { work_order_no, ticket_no }: { work_order_no: string; ticket_no: string },
  { clock, ids, offsetMinutes }: EventContext
): Promise<void> {
  const event: StatusEvent = {
    eventId: ids.uuid(),
    seq: 1,
    workOrderNo: work_order_no,
    ticketNo: ticket_no,
    status: 'submitted',
    at: toOffsetIso(clock.now(), offsetMinutes)
  }
  await store
    .insertInto('events')
    .values({ work_order_no, ticket_no, seq: 1, event: JSON.stringify(event) })
    .execute()
}
