// 回访评价 after closing: never a push towards praise; "nobody contacted me" and "not solved" may reopen.
import { means } from '../heard.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

const RATINGS = ['rating.good', 'rating.fair', 'rating.bad', 'rating.unresolved', 'rating.noContact'] as const
const SATISFACTION: Record<string, number> = { 'rating.good': 5, 'rating.fair': 3, 'rating.bad': 1 }

export function askRating(turn: Turn, ticketNo: string): Speech[] {
  turn.memory.question = { about: 'rating', ticketNo }
  return [say('status.rate.ask', { ticketNo }, RATINGS)]
}

type Unsettled = 'rating.noContact' | 'rating.unresolved'

function askReopen({ memory }: Turn, ticketNo: string, why: Unsettled): Speech[] {
  memory.question = { about: 'reopen', ticketNo, isContacted: why === 'rating.unresolved' }
  const wording = why === 'rating.noContact' ? 'status.rate.noContact' : 'status.rate.unresolved'
  return [say(wording, { ticketNo }, ['reopen.yes', 'reopen.no'])]
}

/** "没人联系我就办结了", said of a ticket that is closed at any time, rated or not: it may be reopened. Null where nothing of it is said. */
export function unsettled(turn: Turn, ticketNo: string): Speech[] | null {
  const why = turn.words.pick(['rating.noContact', 'rating.unresolved'], turn.heard.plain)
  return why ? askReopen(turn, ticketNo, why as Unsettled) : null
}

export async function answerRating(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard, words, services, input } = turn
  const { question } = memory
  const comment = heard.text.slice(0, 500)
  if (question?.about === 'rating') {
    const { ticketNo } = question
    // worst first: "没人联系我就办结了,不满意" is about the contact
    const picked = words.pick(
      ['rating.noContact', 'rating.unresolved', 'rating.bad', 'rating.fair', 'rating.good'],
      heard.plain
    )
    if (picked === 'rating.noContact' || picked === 'rating.unresolved') return askReopen(turn, ticketNo, picked)
    memory.question = null
    // "四分", "5星"
    const satisfaction = words.number('rating.stars', heard.plain) ?? (picked ? SATISFACTION[picked] : undefined)
    if (satisfaction === undefined) {
      return means(heard, 'skip') ||
        means(heard, 'deny') ||
        means(heard, 'bye') ||
        words.heard('rating.skip', heard.plain)
        ? [say('status.rate.skipped')]
        : null
    }
    await services.tickets.evaluate(input.db, ticketNo, {
      contacted: true,
      resolved: satisfaction > 1,
      satisfaction,
      comment
    })
    return [say('status.rated')]
  }
  if (question?.about !== 'reopen') return null
  memory.question = null
  const picked = words.pick(['reopen.yes', 'reopen.no'], heard.text)
  const reopen = picked === 'reopen.yes' || (!picked && means(heard, 'affirm'))
  if (!picked && !reopen && !means(heard, 'deny')) return null
  await services.tickets.evaluate(input.db, question.ticketNo, {
    contacted: question.isContacted,
    resolved: false,
    reopen
  })
  return [say(reopen ? 'status.reopened' : 'status.rated.unresolved', { ticketNo: question.ticketNo })]
}
