import type { Selectable } from 'kysely'
import type { TicketsTable } from '../../core/database/tables.ts'
import type { Vault } from '../../core/vault.ts'
import { ENDED_STATUSES, type Kind, type Status } from '../contract/index.ts'
import type { Due } from '../limits/due-dates.ts'
import type { TicketStatus, TicketSummary } from '../ticket-desk.ts'
import { openBody, openMessage } from './sealed-order.ts'

export type TicketRow = Selectable<TicketsTable>

export function isEnded(status: string): boolean {
  return ENDED_STATUSES.includes(status as Status)
}

/** What a citizen may see of their ticket. `due`: what is waited for now. */
export function summaryOf(vault: Vault, row: TicketRow, due: Due | null): TicketSummary {
  const { title, respondent } = openBody(vault, row)
  return {
    ticketNo: row.ticket_no,
    kind: row.kind as Kind,
    title,
    status: row.status as TicketStatus,
    statusMessage:
      row.status_message_sealed === null ? null : openMessage(vault, row.ticket_no, row.status_message_sealed),
    department: row.department,
    due,
    workOrderNo: row.work_order_no,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    respondentName: respondent?.name ?? null,
    categoryCode: row.category_code
  }
}
