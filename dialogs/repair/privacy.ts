// "谁看得到我的电话?": who sees what, as the matter stands, before anything is filed.
import { isKind, isNameless } from '../intake/frame.ts'
import { resume } from '../intake/intake-dialog.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

export function privacy(turn: Turn): Speech[] | null {
  const { memory, heard, words } = turn
  const { frame } = memory
  // "别让老板知道是我" is a wish, "老板会知道是我吗" a question
  const isWish = heard.messages.some(({ understanding }) => Object.keys(understanding.wishes).length > 0)
  if (isWish || heard.plain.length > MAX_QUESTION || !words.heard('privacy', heard.plain)) return null
  if (!frame) return [say('privacy.tell')]
  const wording = isNameless(frame)
    ? 'privacy.tell.anonymous'
    : isKind(frame, 'complaint')
      ? isKind(frame, 'report')
        ? 'privacy.tell.both'
        : 'privacy.tell.complaint'
      : isKind(frame, 'report')
        ? 'privacy.tell.report'
        : 'privacy.tell'
  return [{ ...say('privacy.tell'), wording }, ...resume(turn)]
}

const MAX_QUESTION = 30
