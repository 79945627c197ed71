import type { Question } from '../question.ts'
import type { Speech } from '../speech.ts'
import type { Frame } from './frame.ts'

/** What the policy makes of a turn. */
export interface Decision {
  frame: Frame
  speeches: Speech[]
  question: Question | null
  /** What the caller has to do: file the frame's tickets, or drop the frame. */
  action: 'none' | 'file' | 'drop'
  /** True where the turn gave nothing that could be used. */
  isMiss: boolean
}
