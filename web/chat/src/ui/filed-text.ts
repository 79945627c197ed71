import type { FiledTicket } from '../../../direct-line/index.ts'

/** The bot's text without the lines that name a ticket: the cards below it show those. */
export function textWithoutTickets(text: string, filed: readonly FiledTicket[]): string {
  const lines = text.split('\n').filter(line => !filed.some(({ ticketNo }) => line.includes(ticketNo)))
  return lines.join('\n')
}
