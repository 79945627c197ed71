// For cities that neither call nor list their changes: each open order is asked for, in turns.
import type { Database } from '../../core/database/index.ts'
import { ENDED_STATUSES } from '../contract/index.ts'
import type { IntakeClient } from '../intake/intake-client.ts'
import { applyEvent, type ChangedTicket, type MirrorDependencies } from './apply-event.ts'
import { readEvent } from './read-event.ts'

/** Asked for in one round; the next round goes on behind them. */
const ORDERS_AT_ONCE = 50

export interface OrderAsker {
  /** Asks for the next orders; returns the tickets that moved on. Throws IntakeFailure. */
  askOnce(): Promise<ChangedTicket[]>
}

export function createOrderAsker(
  deps: MirrorDependencies & { db: Database },
  askStatus: NonNullable<IntakeClient['askStatus']>
): OrderAsker {
  const { db, clock, log } = deps
  let last = ''

  async function nextOrders() {
    const rows = await db
      .selectFrom('tickets')
      .select(['ticket_no', 'work_order_no', 'status', 'status_seq'])
      .where('work_order_no', 'is not', null)
      .where('status', 'not in', [...ENDED_STATUSES])
      .where('ticket_no', '>', last)
      .orderBy('ticket_no')
      .limit(ORDERS_AT_ONCE)
      .execute()
    last = rows.length < ORDERS_AT_ONCE ? '' : (rows.at(-1)?.ticket_no ?? '')
    return rows
  }

  return {
    async askOnce() {
      const changes: ChangedTicket[] = []
      for (const ticket of await nextOrders()) {
        const workOrderNo = ticket.work_order_no ?? ''
        const state = await askStatus(workOrderNo)
        if (state === null || ('status' in state && state.status === ticket.status)) continue
        // They number nothing: what differs from what we show is the next.
        const seq = ticket.status_seq + 1
        const at = clock.now().toISOString()
        const told = {
          at,
          ...state,
          eventId: `asked-${workOrderNo}-${seq}`,
          seq,
          workOrderNo,
          ticketNo: ticket.ticket_no
        }
        const applied = await db.transaction().execute(async trx => {
          const read = await readEvent(trx, told, log)
          return 'refused' in read ? null : applyEvent(trx, read.event, deps)
        })
        if (applied?.outcome === 'changed') changes.push(applied.changed)
      }
      return changes
    }
  }
}
