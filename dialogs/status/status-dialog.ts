// After filing: where it stands, urging, adding, withdrawing, rating. A ticket of this conversation needs no proof; any
// other one its number and the phone that was left (DOMAIN.md section 5).
import type { TicketSummary } from '../../tickets/index.ts'
import { confidence, isPureAct, means } from '../heard.ts'
import { runIntake } from '../intake/intake-dialog.ts'
import type { Turn } from '../main/turn.ts'
import type { TicketPurpose } from '../question.ts'
import { isJustFiled } from '../repair/acknowledged.ts'
import { type Speech, say } from '../speech.ts'
import { askRating, unsettled } from './rating.ts'
import { tellState } from './ticket-talk.ts'

const TICKET_NO = /WL(?:[\s-]*\d){14}(?!\d)/i
const BARE_NO = /(?<!\d)20\d{12}(?!\d)/
const PURPOSES: readonly TicketPurpose[] = ['withdraw', 'urge', 'supplement', 'rate', 'status']
const SURE = 0.5
/** While a draft is told, "没人管" is part of the story unless it is said alone and sure. */
const SURE_IN_DRAFT = 0.85

export function ticketNoIn(text: string): string | null {
  const found = TICKET_NO.exec(text.normalize('NFKC'))?.[0].replace(/\D/g, '') ?? BARE_NO.exec(text)?.[0]
  return found && found.length === 14 ? `WL${found}` : null
}

/** Four digits, a query code or a whole number behind anything that is not the ticket's own number. */
function phoneTailIn(turn: Turn): string | null {
  const phone = turn.heard.messages
    .flatMap(message => message.understanding.entities)
    .find(entity => entity.type === 'phone')
  if (phone?.type === 'phone') return phone.value.national
  const rest = turn.heard.text.normalize('NFKC').replace(TICKET_NO, ' ').replace(BARE_NO, ' ')
  return /(?<!\d)(?:\d{4}|\d{6})(?!\d)/.exec(rest)?.[0] ?? null
}

function purposeOf(turn: Turn): TicketPurpose | null {
  const { heard, memory } = turn
  const sure = memory.frame ? SURE_IN_DRAFT : SURE
  // "老板说今晚退我,投诉能撤吗"
  if (!memory.frame && turn.words.heard('withdraw.wish', heard.plain)) return 'withdraw'
  if (isJustFiled(memory) && turn.words.heard('cancel.outright', heard.plain) && means(heard, 'cancel'))
    return 'withdraw'
  // "我要补充,押金条上盖的是他们的章" tells the matter again, and is still an addition to it
  if (isJustFiled(memory) && turn.words.heard('told.more', heard.plain)) return 'supplement'
  return PURPOSES.find(purpose => means(heard, purpose, sure)) ?? null
}

/** What to do with the ticket once it is known. */
async function act(turn: Turn, ticket: TicketSummary, purpose: TicketPurpose): Promise<Speech[]> {
  const { memory, services, input, heard } = turn
  memory.question = null
  const reopening = ticket.status === 'closed' && purpose !== 'supplement' ? unsettled(turn, ticket.ticketNo) : null
  if (reopening) return reopening
  switch (purpose) {
    case 'status':
      return [tellState(turn, ticket, isOver(ticket) ? [] : ['status.urge', 'status.supplement'])]
    case 'urge': {
      const outcome = await services.tickets.urge(input.db, ticket.ticketNo, heard.text.slice(0, 500))
      if (outcome === 'queued') return [say('status.urged', { ticketNo: ticket.ticketNo })]
      if (outcome === 'closed') return [tellState(turn, ticket, []), say('status.closed')]
      return [say('status.urged.tooSoon', { ticketNo: ticket.ticketNo })]
    }
    case 'supplement': {
      const told = turn.words.match('supplement.text', heard.text)?.[1]
      if (told && ticketNoIn(told) === null) return supplement(turn, ticket.ticketNo, told)
      memory.question = { about: 'supplement', ticketNo: ticket.ticketNo }
      return [say('status.supplement.ask', { ticketNo: ticket.ticketNo })]
    }
    case 'withdraw':
      memory.question = { about: 'withdraw', ticketNo: ticket.ticketNo }
      return [
        say('status.withdraw.ask', { ticketNo: ticket.ticketNo, title: ticket.title }, ['withdraw.yes', 'withdraw.no'])
      ]
    case 'rate':
      return askRating(turn, ticket.ticketNo)
  }
}

async function supplement(turn: Turn, ticketNo: string, text: string): Promise<Speech[]> {
  await turn.services.tickets.supplement(turn.input.db, ticketNo, text.trim().slice(0, 2000))
  return [say('status.supplemented', { ticketNo })]
}

const isOver = (ticket: TicketSummary) => ticket.status === 'closed' || ticket.status === 'withdrawn'

async function lookUp(
  turn: Turn,
  ticketNo: string,
  phoneTail: string | null,
  purpose: TicketPurpose
): Promise<Speech[]> {
  const { memory, services, input } = turn
  const { conversationId } = input
  const found = await services.tickets.lookUp(input.db, { ticketNo, phoneTail, conversationId })
  switch (found.outcome) {
    case 'found':
      return act(turn, found.ticket, purpose)
    case 'needs_phone':
      memory.question = { about: 'phone_tail', purpose, ticketNo }
      return [say('status.askPhone', { ticketNo })]
    case 'locked':
      memory.question = null
      return [say('status.locked')]
    case 'not_found':
      memory.question = null
      return [say('status.notFound', { ticketNo }, ['agent'])]
  }
}

/** How sure a supplement must be of one who has no ticket here and names none. */
const SURE_SUPPLEMENT = 0.8

async function start(turn: Turn, purpose: TicketPurpose): Promise<Speech[]> {
  const { memory, services, input, heard } = turn
  const ticketNo = ticketNoIn(heard.text)
  if (ticketNo) return lookUp(turn, ticketNo, phoneTailIn(turn), purpose)
  const own = await services.tickets.ofConversation(input.db, input.conversationId)
  const newest = own[0]
  if (!newest && turn.words.heard('number.lost', heard.plain)) {
    memory.question = null
    return [say('status.noNumber', {}, ['agent'])]
  }
  if (!newest) {
    memory.question = { about: 'ticket_number', purpose }
    return [say(purpose === 'urge' ? 'status.askNumber.urge' : 'status.askNumber')]
  }
  if (purpose === 'status' && own.length > 1) {
    memory.question = null
    const [first, ...others] = own.map(ticket => tellState(turn, ticket, []))
    return [...others.reverse(), ...(first ? [first] : [])]
  }
  if (purpose === 'urge') {
    memory.question = { about: 'old_ticket', ticketNo: newest.ticketNo }
    return [
      tellState(turn, newest, []),
      say('status.oldTicket', { ticketNo: newest.ticketNo }, ['status.urge', 'status.supplement', 'status.new'])
    ]
  }
  return act(turn, newest, purpose)
}

/** "不是这件,是另外一件" and no more. */
const MAX_OTHER = 16

/** "没人联系我就办结了" of their own ticket that is closed, whatever the words were taken for. */
async function closedUnsettled(turn: Turn): Promise<Speech[] | null> {
  const { heard, memory, services, input } = turn
  if (memory.frame || heard.kinds.length > 0) return null
  const [newest] = await services.tickets.ofConversation(input.db, input.conversationId)
  return newest?.status === 'closed' ? unsettled(turn, newest.ticketNo) : null
}

/** Hears wishes about a ticket that is filed already. */
export async function status(turn: Turn): Promise<Speech[] | null> {
  const { heard, memory } = turn
  if (!memory.frame && heard.plain.length <= MAX_OTHER && turn.words.heard('another', heard.plain))
    return [say('repair.tell')]
  const isOld = memory.frame === null && turn.words.heard('oldMatter', heard.plain)
  const purpose =
    purposeOf(turn) ??
    (isOld ? (turn.words.heard('oldMatter.status', heard.plain) ? 'status' : 'urge') : null) ??
    (ticketNoIn(heard.text) && !memory.frame && heard.kinds.length === 0 ? 'status' : null)
  if (purpose === null) return closedUnsettled(turn)
  // what is told on while the summary is looked at belongs to the draft
  const isAtSummary = purpose === 'supplement' && memory.question?.about === 'confirm'
  if (isAtSummary && !ticketNoIn(heard.text) && turn.words.heard('told.more', heard.plain)) return null
  if (memory.frame && !ticketNoIn(heard.text) && (isAtSummary || memory.question?.about === 'field')) {
    const own = await turn.services.tickets.ofConversation(turn.input.db, turn.input.conversationId)
    if (own.length === 0) return null
  }
  // "我有录音的,你们别想赖" of one who has filed nothing yet: there is no ticket to add it to
  if (purpose === 'supplement' && !ticketNoIn(heard.text) && confidence(heard, 'supplement') < SURE_SUPPLEMENT) {
    const own = await turn.services.tickets.ofConversation(turn.input.db, turn.input.conversationId)
    if (own.length === 0) return null
  }
  return start(turn, purpose)
}

/** Answers to the questions that this dialog asks. */
export async function answerStatus(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard, words, services, input } = turn
  const { question } = memory
  switch (question?.about) {
    case 'ticket_number': {
      const ticketNo = ticketNoIn(heard.text)
      if (ticketNo) return lookUp(turn, ticketNo, phoneTailIn(turn), question.purpose)
      if (hasNone(turn)) {
        memory.question = null
        return [say('status.noNumber', {}, ['agent'])]
      }
      return heard.kinds.length > 0 ? null : missing(turn, 'status.askNumber.again')
    }
    case 'phone_tail': {
      const tail = phoneTailIn(turn)
      if (tail) return lookUp(turn, question.ticketNo, tail, question.purpose)
      if (hasNone(turn)) {
        memory.question = null
        return [say('status.noPhone', {}, ['agent'])]
      }
      return heard.kinds.length > 0 ? null : missing(turn, 'status.askPhone.again')
    }
    case 'old_ticket': {
      const picked = words.pick(['status.urge', 'status.supplement', 'status.new'], heard.text)
      const purpose = picked === 'status.supplement' || means(heard, 'supplement') ? 'supplement' : 'urge'
      memory.question = null
      if (picked === 'status.new') return [say('repair.tell')]
      if (picked === null && !means(heard, 'affirm') && !means(heard, 'urge') && !means(heard, 'supplement'))
        return null
      return lookUp(turn, question.ticketNo, null, purpose)
    }
    case 'supplement': {
      memory.question = null
      // "好的", "谢谢" add nothing
      if (heard.messages.every(isPureAct) && !means(heard, 'deny')) return null
      if (means(heard, 'deny') || means(heard, 'skip') || means(heard, 'cancel')) return [say('repair.declined')]
      // a question about the ticket is no addition to it
      if (isWish(turn)) return null
      return supplement(turn, question.ticketNo, heard.text)
    }
    case 'withdraw': {
      memory.question = null
      const picked = words.pick(['withdraw.yes', 'withdraw.no'], heard.text)
      if (picked === 'withdraw.yes' || (!picked && (means(heard, 'affirm') || means(heard, 'withdraw')))) {
        const outcome = await services.tickets.withdraw(input.db, question.ticketNo)
        return [say(outcome === 'queued' ? 'status.withdrawn' : 'status.closed', { ticketNo: question.ticketNo })]
      }
      return picked || means(heard, 'deny') ? [say('status.withdraw.kept')] : null
    }
    case 'same_matter': {
      const picked = words.pick(['same.supplement', 'same.new'], heard.text)
      if (picked === 'same.supplement' || (!picked && means(heard, 'affirm'))) {
        const text = memory.frame?.words.map(utterance => utterance.text).join('\n') ?? heard.text
        const fileIds = (memory.files ?? []).map(({ id }) => id)
        const files = { conversationId: input.conversationId, fileIds }
        await services.tickets.supplement(input.db, question.ticketNo, text.slice(0, 2000), files)
        memory.files = []
        memory.frame = null
        memory.question = null
        const wording = question.isOwn ? 'status.supplemented' : 'status.supplemented.elsewhere'
        return [{ ...say('status.supplemented', { ticketNo: question.ticketNo }), wording }]
      }
      memory.question = null
      return runIntake(turn)
    }
    default:
      return null
  }
}

/** "怎么样了", "催一下": short, and about the ticket itself. */
function isWish(turn: Turn): boolean {
  const purpose = purposeOf(turn)
  return purpose !== null && purpose !== 'supplement' && turn.heard.plain.length <= MAX_WISH
}
const MAX_WISH = 14

/** "编号找不到了", "不记得", "算了" */
function hasNone({ heard, words }: Turn): boolean {
  const acts = ['unknown_answer', 'deny', 'skip', 'cancel'] as const
  return acts.some(act => means(heard, act)) || words.heard('number.lost', heard.plain)
}

function missing(turn: Turn, reply: string): Speech[] {
  const { memory } = turn
  memory.misses += 1
  if (memory.misses <= 1) return [say(reply)]
  memory.misses = 0
  memory.question = null
  return [say('status.noNumber', {}, ['agent'])]
}
