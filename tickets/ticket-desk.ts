// What dialogs may do with tickets.
import type { Db } from '../core/database/index.ts'
import type { Kind, Status, TicketLink, WorkOrder } from './contract/index.ts'
import type { Likeness } from './duplicates/compare-matters.ts'
import type { TicketFile } from './evidence/ticket-files.ts'
import type { Due } from './limits/due-dates.ts'

/** A complete ticket as the citizen confirmed it. Number, time, route and links are given when it is filed. */
export type TicketDraft = Omit<WorkOrder, 'ticketNo' | 'submittedAt' | 'linked' | 'route' | 'attachments'>

export interface FiledTicket {
  ticketNo: string
  kind: Kind
  /** Six digits to look the ticket up with; only where no phone was left. */
  queryCode?: string
  /** Only where it is one of several people's tickets about one event (群体事件). */
  group?: {
    /** For the log and for staff, never for the citizen. */
    masterTicketNo: string
    /** True for a complaint of four complainants or more: that others complain too tells nobody who. */
    mayBeTold: boolean
  }
}

/** `queued`: confirmed and stored here, not yet taken by the intake. */
export type TicketStatus = Status | 'queued'

export interface TicketSummary {
  ticketNo: string
  kind: Kind
  title: string
  status: TicketStatus
  /** What the intake lets the citizen know about the status. */
  statusMessage: string | null
  department: string | null
  /** What is waited for now and by when; null where nothing is, or no due date is known. */
  due: Due | null
  workOrderNo: string | null
  /** ISO 8601 UTC. */
  createdAt: string
  updatedAt: string
  respondentName: string | null
  categoryCode: string
}

export type LookUp =
  | { outcome: 'found'; ticket: TicketSummary }
  /** Also where the phone is wrong: whether a ticket exists is told to its requester only. */
  | { outcome: 'not_found' }
  /** Too many wrong tries; `until` is ISO 8601 UTC. */
  | { outcome: 'locked'; until: string }
  /** Not this conversation's ticket: the phone has to be given. */
  | { outcome: 'needs_phone' }

export interface Origin {
  conversationId: string
  userId: string
  /** Earlier tickets that the new ones belong to, e.g. what `similar` found and the citizen wants said again. */
  relatedTo?: readonly TicketLink[]
  /** Files of the conversation that go with each of the tickets. */
  fileIds?: readonly string[]
}

export interface EvaluationInput {
  contacted: boolean
  resolved: boolean
  /** 1 to 5. */
  satisfaction?: number
  comment?: string
  reopen?: boolean
}

/** A draft as far as it goes; the more of it is given, the surer the comparison. */
export interface SimilarQuery
  extends Pick<WorkOrder, 'content'>,
    Partial<Pick<WorkOrder, 'occurredAt' | 'place' | 'amountInvolved' | 'contract'>> {
  conversationId: string
  phone: string | null
  respondentName: string | null
  /** Whatever else is known of the respondent: person, plateNo, uscc. */
  respondent?: Partial<WorkOrder['respondent']>
  kind: Kind
  categoryCode: string
}

export interface SimilarTicket extends TicketSummary {
  likeness: Likeness
}

/** Each `db` is the caller's transaction: what is filed there is filed with all else that it commits, or not at all. */
export interface TicketDesk {
  /**
   * Checks, numbers and stores the drafts with their outbox rows. Several drafts are one matter seen from several sides
   * (举报 and 旅游投诉): they are linked both ways. Identity is stored apart and sealed; names and phones of the
   * requester in title and content are masked, in an anonymous ticket everything personal but the respondent's.
   * Throws TICKET_INVALID, whose detail names the fields; nothing is stored then.
   */
  file(db: Db, drafts: readonly TicketDraft[], origin: Origin): Promise<FiledTicket[]>
  /** Newest first. */
  ofConversation(db: Db, conversationId: string): Promise<TicketSummary[]>
  /** `phoneTail`: at least the last four digits, or all; the query code where no phone was left. */
  lookUp(db: Db, query: { ticketNo: string; phoneTail: string | null; conversationId: string }): Promise<LookUp>
  /** 催办; at most one in 24 h. Throws TICKET_NOT_FOUND, as all below. */
  urge(db: Db, ticketNo: string, text?: string): Promise<'queued' | 'too_soon' | 'closed'>
  /** `files`: of the conversation that sends them, which need not be the one that filed the ticket. */
  supplement(
    db: Db,
    ticketNo: string,
    text: string,
    files?: { conversationId: string; fileIds: readonly string[] }
  ): Promise<void>
  /** Of the ids, those that are whole files of the conversation and were not taken back; in the order given. */
  files(db: Db, conversationId: string, fileIds: readonly string[]): Promise<TicketFile[]>
  /** Was a file sent with the ticket or added to it? */
  hasFiles(db: Db, ticketNo: string): Promise<boolean>
  /** Takes files back that were not handed in yet; returns how many. */
  dropFiles(db: Db, conversationId: string, fileIds: readonly string[]): Promise<number>
  withdraw(db: Db, ticketNo: string, reason?: string): Promise<'queued' | 'closed'>
  evaluate(db: Db, ticketNo: string, evaluation: EvaluationInput): Promise<void>
  /** The same person's open tickets about the same matter, newest first, with why they are taken for the same. */
  similar(db: Db, query: SimilarQuery): Promise<SimilarTicket[]>
}
