import type { Emergency, Understanding } from '../../nlu/index.ts'
import type { KeptFile } from '../evidence/kept-files.ts'
import type { Question } from '../question.ts'
import type { Replies } from '../replies/replies.ts'
import type { Words } from '../words/words.ts'

/** Circumstances of a turn that the intake policy decides by; nothing in it does I/O. */
export interface IntakeContext {
  /** The question that the turn may answer. */
  question: Question | null
  words: Words
  replies: Replies
  now: Date
  /** Minutes east of UTC. */
  offsetMinutes: number
  /** City served. */
  regionCode: string
  isConsentGiven: boolean
  /** What was sent for this matter. */
  files: readonly KeptFile[]
  /** True where the channel can bring files. */
  takesFiles: boolean
  emergency: Emergency | null
  /** Category of a text that was told over several turns, read as one; it costs a reading of all of it. */
  categoryOf: (told: string) => Understanding['category']
  /** Choices for "what kind of matter is it?": two where 举报 or 投诉 is the question, five where nothing is known. */
  kindChoices: readonly string[]
}
