// What was told before a draft was opened: a matter that was first taken for none of ours, or not understood, and is told on.
// "我老公掉水里了,船家不赔" … "就里格村那边的船": the ticket begins with the first of them.
import type { Heard } from '../heard.ts'
import type { Turn } from './turn.ts'

/** More than a few lines ago it was something else. */
const MAX_KEPT = 3
const RECENT = 6

/** Keeps what this turn told without a draft being opened for it. */
export function keepTold({ memory, heard, words }: Turn): void {
  if (memory.frame) return
  const told = heard.messages
    .filter(
      ({ text, understanding }) =>
        words.heard('told.on', text) || words.heard('told.own', text) || understanding.entities.length > 0
    )
    .filter(({ plain }) => !words.heard('othersData', plain))
    .map(({ turn, text }) => ({ turn, text }))
  memory.told = [...(memory.told ?? []), ...told].slice(-MAX_KEPT)
}

/** What was heard, with what was told shortly before it. */
export function withTold({ memory, heard, read, reread }: Turn): Heard {
  const now = heard.messages[0]?.turn ?? 1
  const before = (memory.told ?? []).filter(({ turn }) => turn < now && now - turn <= RECENT)
  return before.length === 0 ? heard : reread([...before.map(read), ...heard.messages])
}
