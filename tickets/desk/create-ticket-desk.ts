import { dropFiles, filesOfTicket, ticketFiles } from '../evidence/ticket-files.ts'
import { currentDues } from '../limits/load-dues.ts'
import { summaryOf } from '../store/summaries.ts'
import type { TicketDesk } from '../ticket-desk.ts'
import type { DeskDependencies } from './dependencies.ts'
import { fileTickets } from './file-tickets.ts'
import { evaluate, supplement, urge, withdraw } from './follow-ups.ts'
import { lookUp } from './look-up.ts'
import { similarTickets } from './same-person.ts'

export function createTicketDesk(deps: DeskDependencies): TicketDesk {
  return {
    file: (db, drafts, origin) => fileTickets(db, drafts, origin, deps),
    async ofConversation(db, conversationId) {
      const rows = await db
        .selectFrom('tickets')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .orderBy('created_at', 'desc')
        .orderBy('ticket_no', 'desc')
        .execute()
      const dueOf = await currentDues(db, rows, deps)
      return rows.map(row => summaryOf(deps.vault, row, dueOf(row.ticket_no)))
    },
    lookUp: (db, query) => lookUp(db, query, deps),
    urge: (db, ticketNo, text) => urge(db, ticketNo, text, deps),
    supplement: (db, ticketNo, text, files) => supplement(db, ticketNo, text, files, deps),
    files: ticketFiles,
    hasFiles: async (db, ticketNo) => (await filesOfTicket(db, ticketNo)) > 0,
    dropFiles: (db, conversationId, fileIds) => dropFiles(db, conversationId, fileIds, deps.clock.now()),
    withdraw: (db, ticketNo, reason) => withdraw(db, ticketNo, reason, deps),
    evaluate: (db, ticketNo, evaluation) => evaluate(db, ticketNo, evaluation, deps),
    similar: (db, query) => similarTickets(db, query, deps)
  }
}
