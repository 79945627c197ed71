// What citizens asked and which version answered, without who asked: masked, and small talk is not kept.
import type { Db } from '../../core/database/index.ts'
import { maskText } from '../../core/masking.ts'
import type { KnowledgeAnswer } from '../answer.ts'

const QUESTION_LENGTH_MAX = 300

export interface AskedQuestion {
  conversationId: string
  question: string
  answer: KnowledgeAnswer
  at: Date
}

/** Keeps one question, in the transaction of the turn that answers it. @returns its id, for the thumb */
export async function logQuestion(db: Db, { conversationId, question, answer, at }: AskedQuestion): Promise<number> {
  const { id } = await db
    .insertInto('kb_questions')
    .values({
      asked_at: at.toISOString(),
      conversation_id: conversationId,
      question: maskText(question).slice(0, QUESTION_LENGTH_MAX),
      outcome: answer.outcome,
      article_id: answer.articleId,
      version: answer.version
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** 是否解决: the citizen's verdict on the last answer of this conversation; false where nothing was answered. */
export async function rateLastAnswer(db: Db, conversationId: string, thumb: 'up' | 'down'): Promise<boolean> {
  const last = await db
    .selectFrom('kb_questions')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .where('outcome', '=', 'answer')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (!last) return false
  await db.updateTable('kb_questions').set({ thumb }).where('id', '=', last.id).execute()
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
  thumb: 'up' | 'down' | null
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
