// What is said of a filed ticket: its state in plain words.
import type { TicketSummary } from '../../tickets/index.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

/** Wall clock of the citizens, in the UTC fields. */
const local = (at: number, offsetMinutes: number) => new Date(at + offsetMinutes * 60_000)

/** "11月27日（星期五）"; with the year where it is not this one. */
function dayText(day: Date, now: Date, { replies }: Turn): string {
  const date = replies.say('value.date', { month: String(day.getUTCMonth() + 1), day: String(day.getUTCDate()) })
  const weekday = replies.say(`value.weekday.${day.getUTCDay()}`)
  const isThisYear = day.getUTCFullYear() === now.getUTCFullYear()
  return replies.say(isThisYear ? 'value.day' : 'value.day.year', {
    year: String(day.getUTCFullYear()),
    date,
    weekday
  })
}

/** "按规定，最晚11月27日（星期五）要告诉您受理不受理"; null where no date may be told. */
function dueText(turn: Turn, { due }: TicketSummary): string | null {
  if (!due?.isForCitizen) return null
  const { replies, services, input } = turn
  const now = local(input.now.getTime(), services.offsetMinutes)
  const at = local(Date.parse(due.at), services.offsetMinutes)
  // Midnight ends the day before it: "30日前" is then the plain word.
  const isMidnight = at.toISOString().slice(11, 19) === '00:00:00'
  const date = dayText(at, now, turn)
  const by = replies.say(isMidnight ? 'state.due.before' : 'state.due.by', { date })
  const wording = due.source === 'intake' ? 'intake' : due.stage
  const told = replies.say(`state.due.${wording}`, { by })
  return due.state === 'overdue' ? replies.say('state.due.over', { due: told }) : told
}

/** "现在是:正在办理,承办:…,按规定应在…前答复" */
export function stateText(turn: Turn, ticket: TicketSummary): string {
  const { replies } = turn
  return [
    replies.say(`state.${ticket.status}`),
    ticket.department ? replies.say('state.department', { department: ticket.department }) : null,
    ticket.statusMessage ? replies.say('state.message', { message: ticket.statusMessage }) : null,
    dueText(turn, ticket)
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
