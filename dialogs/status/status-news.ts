// The state of a ticket changed at the intake: told in plain words, and at the end a rating is asked for.
import { z } from 'zod'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'
import { askRating } from './rating.ts'
import { stateText } from './ticket-talk.ts'

const valueSchema = z.looseObject({ ticketNo: z.string() })

/** States in which the citizen has nothing new to know. */
const SILENT = new Set(['queued', 'merged', 'returned', 'follow_up'])

export async function statusNews(turn: Turn): Promise<Speech[]> {
  const { input, services, memory } = turn
  const value = valueSchema.safeParse(input.event?.value)
  if (!value.success) return []
  const own = await services.tickets.ofConversation(input.db, input.conversationId)
  const ticket = own.find(other => other.ticketNo === value.data.ticketNo)
  if (!ticket || SILENT.has(ticket.status)) return []
  // 举报的内容不进通知(DOMAIN.md section 5): the number, not the title
  const news = say('status.changed', { ticketNo: ticket.ticketNo, state: stateText(turn, ticket) })
  // no pressure while something else is being told
  if (ticket.status === 'closed' && memory.question === null) return [news, ...askRating(turn, ticket.ticketNo)]
  // what the people ask for is told at once, without a word that leads to it
  if (ticket.status === 'need_more' && memory.question === null)
    memory.question = { about: 'supplement', ticketNo: ticket.ticketNo }
  return [news]
}
