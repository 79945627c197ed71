import type { FieldPath } from './intake/frame.ts'

/** What the ticket number is wanted for. */
export type TicketPurpose = 'status' | 'urge' | 'supplement' | 'withdraw' | 'rate'

/** The one question that the bot waits for an answer to. Plain JSON, part of the conversation's state. */
export type Question =
  | { about: 'field'; path: FieldPath }
  | { about: 'confirm' }
  /** 举报 or 投诉, or none of the five kinds recognised. */
  | { about: 'kind' }
  | { about: 'consent' }
  /** Which field is to be changed? */
  | { about: 'change' }
  /** `before`: the question that was open, which is put again where the draft is kept. */
  | { about: 'cancel'; before?: Question | null }
  | { about: 'restart'; before?: Question | null }
  /** A complaint without a phone cannot be filed: leave it, report anonymously, or call. */
  | { about: 'no_phone' }
  /** A report and a complaint together, and the citizen wants to stay anonymous. */
  | { about: 'anonymous' }
  /** The place is in another city. */
  | { about: 'other_city' }
  /** Not culture or tourism: file it as a general work order? */
  | { about: 'out_of_scope'; text: string; turn: number }
  /** An earlier ticket may be meant. */
  | { about: 'old_ticket'; ticketNo: string }
  | { about: 'same_matter'; ticketNo: string; isOwn: boolean }
  | { about: 'article'; articleIds: string[]; question: string; turn: number }
  /** Nothing in the knowledge base: note the question as an inquiry, a person, or leave it. */
  | { about: 'unanswered'; question: string; turn: number }
  | { about: 'offer_person' }
  /** A person has gone, and a draft is still open. */
  | { about: 'draft_kept' }
  | { about: 'ticket_number'; purpose: TicketPurpose }
  | { about: 'phone_tail'; purpose: TicketPurpose; ticketNo: string }
  | { about: 'supplement'; ticketNo: string }
  | { about: 'withdraw'; ticketNo: string }
  | { about: 'rating'; ticketNo: string }
  /** After "nobody contacted me" or "not solved": have it handled again? */
  | { about: 'reopen'; ticketNo: string; isContacted: boolean }
  /** Danger was told; is what happened to be noted as well, once everybody is safe? */
  | { about: 'after_emergency' }

/** The value of channelData.hotline.asks for a question (CONTRACT.md section 2). */
export function asksOf(question: Question | null): string | null {
  switch (question?.about) {
    case undefined:
      return null
    case 'field':
      return question.path
    case 'confirm':
    case 'consent':
    case 'rating':
      return question.about
    case 'supplement':
      return 'supplement'
    case 'ticket_number':
      return 'ticketNo'
    case 'phone_tail':
      return 'phoneTail'
    default:
      return 'choice'
  }
}
