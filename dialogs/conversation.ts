// All that is remembered of a conversation between two turns. Plain JSON: it is sealed and stored by bot/turn.
import type { KeptFile } from './evidence/kept-files.ts'
import type { Frame } from './intake/frame.ts'
import type { Question } from './question.ts'
import type { Speech } from './speech.ts'

/** 是否解决: the last answer, and how often it was asked whether answers help (dialogs/inquiry/thumb.ts). */
export interface Thumbs {
  /** Answers given in this conversation, those inside a draft left out. */
  answers: number
  /** Asked at the last answer, and not told yet. */
  isAsked: boolean
  /** How often the question was passed over. */
  ignored: number
  rated: string[]
  last: { questionId: number; articleId: string; question: string; turn: number }
}

export interface Conversation {
  version: 1
  isGreeted: boolean
  /** When the citizen agreed to the privacy notice (ISO 8601), or that it was refused. */
  consent: { state: 'open' } | { state: 'given'; at: string } | { state: 'refused' }
  frame: Frame | null
  /** Files that are not handed in yet, in the order in which they came; missing in states of before there were any. */
  files?: KeptFile[]
  question: Question | null
  /** Turns in a row that gave nothing that could be used. */
  misses: number
  /** What was said last, for "再说一遍". */
  lastSaid: Speech[]
  /** Reply id → how often it was said: chooses the variant. */
  saidCounts: Record<string, number>
  /**
   * queued: waits for a person; joined: a person talks and the bot is silent; after_hours: nobody is there, and what is
   * said next becomes a ticket.
   */
  handoff: 'none' | 'queued' | 'joined' | 'after_hours'
  /** Article that answered last, for questions like 那小孩呢. */
  topic: string | null
  /** The last question that nothing answered, for 那如果交了呢; absent once one was answered. */
  unanswered?: string
  /** Absent before the first answer. */
  thumbs?: Thumbs
  /** Abuse was answered once already. */
  isAbuseAnswered: boolean
  /** Danger was told, and its number said. */
  isEmergencyTold: boolean
  /** What was told and opened no draft, oldest first (dialogs/main/told-before.ts); absent where nothing was. */
  told?: { turn: number; text: string }[]
  /** Labels of the last choices in the order shown: "2" means the second. */
  shown: string[]
}

export function newConversation(): Conversation {
  return {
    version: 1,
    isGreeted: false,
    consent: { state: 'open' },
    frame: null,
    question: null,
    misses: 0,
    lastSaid: [],
    saidCounts: {},
    handoff: 'none',
    topic: null,
    isAbuseAnswered: false,
    isEmergencyTold: false,
    shown: []
  }
}
