import type { Db } from '../core/database/index.ts'

/** turnState key under which bot/turn hands a turn to the dialogs. */
export const TURN_INPUT = Symbol('hotline.turnInput')

export interface InboundMessage {
  /** 1-based index of the citizen's message in the conversation; each message of a burst counts. */
  turn: number
  text: string
  activityId: string
  /** Ids of files that came with it (TicketDesk.files). */
  fileIds?: readonly string[]
  /** Codes (EVIDENCE_…) of files that were not kept. */
  refusedFiles?: readonly string[]
}

/** What one turn is made of: the messages that came in a burst, or one event; never both. */
export interface TurnInput {
  conversationId: string
  channel: 'web' | 'wechat_mini_program' | 'wechat_official' | 'bot_framework'
  /** False where the channel shows no suggested actions (a WeChat account's window); then choices are numbered. */
  hasButtons: boolean
  /** True where the channel can bring files. */
  takesFiles?: boolean
  messages: InboundMessage[]
  /**
   * 'conversation/start': greet; 'ticket/status': value { ticketNo } changed at the intake; 'evidence/refused': value is the
   * list of codes of files that were not kept.
   */
  event: { name: string; value?: unknown } | null
  now: Date
  /** The turn's transaction: everything done on it is committed together with the replies, or not at all. */
  db: Db
}
