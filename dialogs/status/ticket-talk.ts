// What is said of a filed ticket: its state in plain words.
import type { TicketSummary } from '../../tickets/index.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

/** yyyy-mm-dd where the citizens live. */
function day(iso: string, offsetMinutes: number): string {
  return new Date(Date.parse(iso) + offsetMinutes * 60_000).toISOString().slice(0, 10)
}

/** "现在是:正在办理,承办:…,按规定应在…前答复" */
export function stateText(turn: Turn, ticket: TicketSummary): string {
  const { replies, services } = turn
  return [
    replies.say(`state.${ticket.status}`),
    ticket.department ? replies.say('state.department', { department: ticket.department }) : null,
    ticket.statusMessage ? replies.say('state.message', { message: ticket.statusMessage }) : null,
    ticket.dueAt ? replies.say('state.due', { date: day(ticket.dueAt, services.offsetMinutes) }) : null
  ]
    .filter((line): line is string => line !== null)
    .join('\n')
}

export function tellState(turn: Turn, ticket: TicketSummary, choices: readonly string[]): Speech {
  return say(
    'status.found',
    { ticketNo: ticket.ticketNo, title: ticket.title, state: stateText(turn, ticket) },
    choices
  )
}
