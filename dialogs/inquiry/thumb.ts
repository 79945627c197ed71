// 是否解决: now and then a line and two taps under an answer. It is no question the bot waits for: whatever else is said next
// is taken as it is. A thumb down goes to the editors' queue (kb/citizen-questions) and offers a person or a ticket.
import { type KnowledgeAnswer, rateAnswer } from '../../kb/index.ts'
import type { Thumbs } from '../conversation.ts'
import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

export const THUMBS = ['thumb.up', 'thumb.down'] as const
/** Asked at the first answer of a conversation, then at each fourth. */
const EVERY = 4
/** Who passed over it so often is not asked again. */
const IGNORED_MAX = 2
/** While one of these was the last word, a verdict can only be about the answer. */
const AFTER = new Set(['kb.answer', 'kb.lawText', 'kb.thumb.up', 'repair.thanks'])

const NONE: Omit<Thumbs, 'last'> = { answers: 0, isAsked: false, ignored: 0, rated: [] }

/** Remembers the answer as the one that a verdict is about. @returns whether the citizen is asked for one */
export function asksThumb(
  { memory, heard }: Turn,
  { articleId }: KnowledgeAnswer,
  question: string,
  questionId: number | null
): boolean {
  if (questionId === null || articleId === null) return false
  const before = memory.thumbs ?? NONE
  const ignored = before.ignored + (before.isAsked ? 1 : 0)
  // who waits for a person wants no form
  const isAsked =
    before.answers % EVERY === 0 &&
    ignored < IGNORED_MAX &&
    memory.handoff === 'none' &&
    !before.rated.includes(articleId)
  memory.thumbs = {
    answers: before.answers + 1,
    isAsked,
    ignored,
    rated: before.rated,
    last: { questionId, articleId, question, turn: heard.messages[0]?.turn ?? 1 }
  }
  return isAsked
}

/** A verdict by tap, number or words. With something else in the same breath it is noted, and the rest is answered. */
export async function answerThumb(turn: Turn): Promise<Speech[] | null> {
  const { memory, heard, words, input } = turn
  const { thumbs } = memory
  if (!thumbs || memory.frame || memory.question) return null
  // the tap itself is still about the answer when something else was said between
  const isTap = thumbs.isAsked && THUMBS.some(id => words.choice(id).label === heard.text.trim())
  if (!isTap && !AFTER.has(memory.lastSaid.at(-1)?.reply ?? '')) return null
  const picked = heard.messages.map(({ text }) => words.pick(THUMBS, text))
  const isDown = picked.includes('thumb.down') || heard.messages.some(({ plain }) => words.heard(LEAD, plain))
  if (!isDown && !picked.includes('thumb.up')) return null
  thumbs.isAsked = false
  thumbs.rated = [...new Set([...thumbs.rated, thumbs.last.articleId])]
  await rateAnswer(input.db, thumbs.last.questionId, isDown ? 'down' : 'up')
  if (picked.includes(null)) return null
  if (!isDown) return [say('kb.thumb.up')]
  const { question, turn: asked } = thumbs.last
  memory.question = { about: 'unanswered', question, turn: asked }
  return [say('kb.thumb.down', {}, ['agent', 'unanswered.file', 'unanswered.leave'])]
}

const LEAD = 'thumb.down.lead'
