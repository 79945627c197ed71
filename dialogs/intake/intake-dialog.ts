// The speaking half of the intake dialog: gives the policy its circumstances, files what was confirmed.
import { toOffsetIso } from '../../core/clock.ts'
import type { Kind } from '../../nlu/index.ts'
import type { TicketSummary } from '../../tickets/index.ts'
import { nextSteps } from '../law/time-limits.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'
import type { IntakeContext } from './context.ts'
import type { Decision } from './decision.ts'
import { emptyFrame, type Frame, given, isAnonymous } from './frame.ts'
import { nextStep, uncount } from './next-step.ts'
import { decide } from './policy.ts'
import { type DraftContext, draftsOf } from './ticket-draft.ts'

const BOTH_ROADS = ['kind.report', 'kind.complaint', 'kind.both']
const ALL_KINDS = ['kind.report', 'kind.complaint', 'kind.inquiry', 'kind.assistance', 'kind.suggestion']

function intakeContext(turn: Turn): IntakeContext {
  const { memory, heard, services, input } = turn
  const { offsetMinutes, regionCode } = services
  const isDispute = heard.kinds.includes('report') || heard.kinds.includes('complaint')
  return {
    question: memory.question,
    words: turn.words,
    replies: turn.replies,
    now: input.now,
    offsetMinutes,
    regionCode,
    isConsentGiven: memory.consent.state === 'given',
    files: memory.files ?? [],
    takesFiles: input.takesFiles ?? false,
    emergency: heard.emergency,
    categoryOf: told => services.understand(told, { now: input.now, offsetMinutes, regionCode }).category,
    kindChoices: isDispute ? BOTH_ROADS : ALL_KINDS
  }
}

/** Reads the turn into the draft (a new one where there is none) and answers it. */
export async function runIntake(turn: Turn): Promise<Speech[]> {
  const { memory, heard } = turn
  return carryOut(turn, decide(memory.frame ?? emptyFrame(), heard, intakeContext(turn)))
}

/** Puts the open question of the draft again, or the next one. */
export function resume(turn: Turn): Speech[] {
  const { memory } = turn
  if (!memory.frame) return []
  const asked = { ...memory.frame.asked }
  const { question } = memory
  if (question?.about === 'field') uncount(memory.frame, question.path)
  const step = nextStep(memory.frame, intakeContext(turn))
  const isSame = question?.about === 'field' && step.question.about === 'field' && question.path === step.question.path
  // put again after an aside, it is still the same asking
  if (isSame) memory.frame.asked = asked
  memory.question = step.question
  return step.speeches
}

async function carryOut(turn: Turn, decision: Decision): Promise<Speech[]> {
  const { memory } = turn
  memory.misses = decision.isMiss ? memory.misses + 1 : 0
  if (decision.action === 'drop') {
    memory.frame = null
    memory.question = decision.question
    return decision.speeches
  }
  memory.frame = decision.frame
  memory.question = decision.question
  if (decision.action === 'file') return [...decision.speeches, ...(await file(turn, decision.frame))]
  if (decision.question?.about === 'confirm') {
    const earlier = await sameMatter(turn, decision.frame)
    if (earlier) {
      const { ticketNo, title } = earlier.ticket
      memory.question = { about: 'same_matter', ticketNo, isOwn: earlier.isOwn }
      const wording = earlier.isOwn ? 'intake.sameMatter' : 'intake.sameMatter.elsewhere'
      return [{ ...say('intake.sameMatter', { ticketNo, title }, ['same.supplement', 'same.new']), wording }]
    }
  }
  return decision.speeches
}

interface Earlier {
  ticket: TicketSummary
  /** Filed in this very conversation: nobody else's, whatever phone was typed. */
  isOwn: boolean
}

/** The same person's open ticket of the same matter, asked about once. */
async function sameMatter(turn: Turn, frame: Frame): Promise<Earlier | null> {
  if (frame.warned.includes('sameMatter')) return null
  frame.warned.push('sameMatter')
  const { services, input } = turn
  const own = await services.tickets.ofConversation(input.db, input.conversationId)
  for (const draft of draftsOf(frame, draftContext(turn, input.now.toISOString()))) {
    const { kind, categoryCode, content, respondent, occurredAt, place, amountInvolved, contract } = draft
    const found = await services.tickets.similar(input.db, {
      conversationId: input.conversationId,
      phone: isAnonymous(frame) ? null : given(frame, 'requester.phone'),
      respondentName: given(frame, 'respondent.name') ? (respondent?.name ?? null) : null,
      kind,
      categoryCode,
      content,
      ...(respondent && { respondent }),
      ...(occurredAt && { occurredAt }),
      ...(place && { place }),
      ...(amountInvolved !== undefined && { amountInvolved }),
      ...(contract && { contract })
    })
    for (const ticket of found) {
      const isOwn = own.some(other => other.ticketNo === ticket.ticketNo)
      // whoever types somebody's phone must not learn of that person's report: it is linked without a word
      if (!isOwn && kind === 'report') frame.duplicateOf.push(ticket.ticketNo)
      else return { ticket, isOwn }
    }
  }
  return null
}

function draftContext({ services, input, replies, words }: Turn, consentAt: string): DraftContext {
  const { offsetMinutes, regionCode } = services
  return { replies, words, now: input.now, offsetMinutes, regionCode, channel: input.channel, consentAt }
}

async function file(turn: Turn, frame: Frame): Promise<Speech[]> {
  const { memory, services, input, replies } = turn
  const at = input.now.toISOString()
  // the summary says that confirming it is agreeing to the notice
  if (memory.consent.state !== 'given') memory.consent = { state: 'given', at }
  const drafts = draftsOf(frame, draftContext(turn, memory.consent.at))
  const filed = await services.tickets.file(input.db, drafts, {
    conversationId: input.conversationId,
    userId: turn.userId,
    relatedTo: frame.duplicateOf.map(ticketNo => ({ ticketNo, relation: 'duplicate_of' as const })),
    fileIds: (memory.files ?? []).map(({ id }) => id)
  })
  memory.files = []
  services.log.info('tickets filed', {
    tickets: filed.map(ticket => ticket.ticketNo),
    at: toOffsetIso(input.now, services.offsetMinutes)
  })
  memory.frame = null
  memory.question = null
  const lines = filed.map(ticket =>
    ticket.queryCode === undefined
      ? replies.say('line.filed', { ticket: replies.say(`ticket.${ticket.kind}`), ticketNo: ticket.ticketNo })
      : replies.say('line.filed.code', {
          ticket: replies.say(`ticket.${ticket.kind}`),
          ticketNo: ticket.ticketNo,
          code: ticket.queryCode
        })
  )
  const [group] = filed.flatMap(ticket => ticket.group ?? [])
  if (group) {
    const { masterTicketNo } = group
    services.log.warn('several people report one event', { masterTicketNo })
  }
  if (filed.some(ticket => ticket.group?.mayBeTold)) lines.push(replies.say('line.filed.many'))
  const steps = nextSteps(
    [...new Set(filed.map(ticket => ticket.kind as Kind))],
    isAnonymous(frame) || !given(frame, 'requester.phone')
  )
  return [
    {
      ...say('intake.filed', { tickets: lines.join('\n'), next: steps.map(id => replies.say(id)).join('\n') }),
      ...(filed.length > 1 && { wording: 'intake.filed.several' }),
      filed: filed.map(({ ticketNo, kind }) => ({ ticketNo, kind }))
    }
  ]
}
