// A status event of the intake, told by callback or found by asking, into the ticket that it is about.
import type { Clock } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import type { Log } from '../../core/log.ts'
import type { Vault } from '../../core/vault.ts'
import type { StatusEvent } from '../contract/index.ts'
import { sealMessage } from '../store/sealed-order.ts'
import type { TicketRow } from '../store/summaries.ts'

export interface ChangedTicket {
  ticketNo: string
  conversationId: string | null
}

/** Called in the transaction that stores a change, so that the citizen is told of it or it is not stored. */
export type OnChanged = (db: Db, changed: ChangedTicket) => Promise<void>

export interface MirrorDependencies {
  vault: Vault
  clock: Clock
  log: Log
  onChanged?: OnChanged
}

export type Applied =
  /** Stored; the ticket shows it. */
  | { outcome: 'changed'; changed: ChangedTicket }
  /** Here before, or stored as history: something newer was already known. */
  | { outcome: 'unchanged' }
  | { outcome: 'unknown_ticket' }
  /** Another event has this id or this place already: a mix-up at the intake. */
  | { outcome: 'conflict' }

/** By the intake's number, or by ours where the event has overtaken the receipt. */
async function ticketOf(db: Db, event: StatusEvent, log: Log): Promise<TicketRow | null> {
  const row = await db
    .selectFrom('tickets')
    .selectAll()
    .where(eb =>
      eb.or([
        eb('work_order_no', '=', event.workOrderNo),
        eb.and([eb('ticket_no', '=', event.ticketNo), eb('work_order_no', 'is', null)])
      ])
    )
    .orderBy('work_order_no', 'desc')
    .executeTakeFirst()
  if (!row) return null
  if (row.ticket_no === event.ticketNo) return row
  log.error('an event names a work order and the ticket of another one', { workOrderNo: event.workOrderNo })
  return null
}

async function isStored(db: Db, ticket: TicketRow, event: StatusEvent, deps: MirrorDependencies) {
  const inserted = await db
    .insertInto('ticket_events')
    .values({
      event_id: event.eventId,
      ticket_no: ticket.ticket_no,
      seq: event.seq,
      status: event.status,
      at: event.at,
      department: event.department ?? null,
      message_sealed: event.message === undefined ? null : sealMessage(deps.vault, ticket.ticket_no, event.message),
      received_at: deps.clock.now().toISOString()
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 1n) return 'new'
  const twin = await db
    .selectFrom('ticket_events')
    .select(['ticket_no', 'seq', 'status'])
    .where(eb =>
      eb.or([
        eb('event_id', '=', event.eventId),
        eb.and([eb('ticket_no', '=', ticket.ticket_no), eb('seq', '=', event.seq)])
      ])
    )
    .execute()
  // An intake may give a new id to each delivery of the same event.
  const isSame = twin.every(
    row => row.ticket_no === ticket.ticket_no && row.seq === event.seq && row.status === event.status
  )
  return isSame ? 'known' : 'conflict'
}

/** What the citizen is told: the message, and of a refusal also the reason (旅游投诉处理办法 2026, article 14). */
function toldTo(event: StatusEvent): string | null {
  return event.message ?? (event.status === 'not_accepted' ? (event.reason ?? null) : null)
}

/** Moves the ticket on where the event is newer than what it shows; it never goes back. */
export async function applyEvent(db: Db, event: StatusEvent, deps: MirrorDependencies): Promise<Applied> {
  const ticket = await ticketOf(db, event, deps.log)
  if (!ticket) return { outcome: 'unknown_ticket' }
  const stored = await isStored(db, ticket, event, deps)
  if (stored === 'conflict') {
    deps.log.error('two events of the intake have one id or one place', { ticketNo: ticket.ticket_no, seq: event.seq })
    return { outcome: 'conflict' }
  }
  if (ticket.work_order_no === null) {
    await db
      .updateTable('tickets')
      .set({ work_order_no: event.workOrderNo })
      .where('ticket_no', '=', ticket.ticket_no)
      .execute()
  }
  if (stored === 'known' || event.seq <= ticket.status_seq) return { outcome: 'unchanged' }

  const message = toldTo(event)
  await db
    .updateTable('tickets')
    .set({
      status: event.status,
      status_seq: event.seq,
      status_message_sealed: message === null ? null : sealMessage(deps.vault, ticket.ticket_no, message),
      ...(event.department !== undefined && { department: event.department }),
      ...(event.dueAt !== undefined && { due_at: event.dueAt }),
      updated_at: deps.clock.now().toISOString()
    })
    .where('ticket_no', '=', ticket.ticket_no)
    .execute()
  // `submitted` as the first word only confirms what the citizen was told when it was filed.
  const isNews = ticket.status !== event.status || message !== null
  const isReceipt = event.status === 'submitted' && ticket.status === 'queued'
  if (!isNews || isReceipt) return { outcome: 'unchanged' }
  const changed = { ticketNo: ticket.ticket_no, conversationId: ticket.conversation_id }
  await deps.onChanged?.(db, changed)
  return { outcome: 'changed', changed }
}
