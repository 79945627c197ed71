// What citizens asked and which version answered, without who asked: masked, and small talk is not kept.
import type { Db } from '../../core/database/index.ts'
import type { Entity } from '../../nlu/index.ts'
import type { KnowledgeAnswer } from '../answer.ts'
import { scrubQuestion } from './scrub-question.ts'

const QUESTION_LENGTH_MAX = 300

export interface AskedQuestion {
  conversationId: string
  question: string
  /** What nlu/ found in it: names, numbers and addresses among these are not kept. */
  entities?: readonly Entity[]
  answer: KnowledgeAnswer
  at: Date
}

/** Keeps one question, in the transaction of the turn that answers it. @returns its id, for the thumb */
export async function logQuestion(
  db: Db,
  { conversationId, question, entities, answer, at }: AskedQuestion
): Promise<number> {
  const { id } = await db
    .insertInto('kb_questions')
    .values({
      asked_at: at.toISOString(),
      conversation_id: conversationId,
      question: scrubQuestion(question, entities).slice(0, QUESTION_LENGTH_MAX),
      outcome: answer.outcome,
      article_id: answer.articleId,
      version: answer.version
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type Thumb = 'up' | 'down'

/**
 * 是否解决: the citizen's verdict on one answer, which may be changed; counted per version of the article, so that the count
 * stays when the question goes. In the transaction of the turn. @param id of the question (logQuestion)
 * @returns false where no such answer is kept any more
 */
export async function rateAnswer(db: Db, id: number, thumb: Thumb): Promise<boolean> {
  const asked = await db
    .selectFrom('kb_questions')
    .select(['article_id', 'version', 'thumb'])
    .where('id', '=', id)
    .where('outcome', '=', 'answer')
    .executeTakeFirst()
  if (!asked?.article_id) return false
  if (asked.thumb === thumb) return true
  await db.updateTable('kb_questions').set({ thumb }).where('id', '=', id).execute()
  const counts = { up: 0, down: 0, [thumb]: 1, ...(asked.thumb && { [asked.thumb]: -1 }) }
  await db
    .insertInto('kb_thumbs')
    .values({ article_id: asked.article_id, version: asked.version ?? 0, ...counts })
    .onConflict(conflict =>
      conflict.columns(['article_id', 'version']).doUpdateSet(eb => ({
        up: eb('kb_thumbs.up', '+', counts.up),
        down: eb('kb_thumbs.down', '+', counts.down)
      }))
    )
    .execute()
  return true
}

export interface GivenAnswer {
  id: number
  at: string
  conversationId: string
  question: string
  outcome: 'answer' | 'clarify' | 'none'
  articleId: string | null
  version: number | null
  thumb: Thumb | null
}

/** What was asked and answered in a conversation, in order; the versions can be shown as they stood. */
export async function answersGiven(db: Db, conversationId: string): Promise<GivenAnswer[]> {
  const rows = await db
    .selectFrom('kb_questions')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    id: row.id,
    at: row.asked_at,
    conversationId: row.conversation_id,
    question: row.question,
    outcome: row.outcome,
    articleId: row.article_id,
    version: row.version,
    thumb: row.thumb
  }))
}
