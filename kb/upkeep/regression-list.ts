// The editors' regression list: questions that must go on being answered by these articles, or by none.
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { audited, checkDoer, type Doer, type UpkeepDependencies } from './version-store.ts'

export interface Expectation {
  question: string
  /** Any of these is right; empty: nothing must be answered. */
  articleIds: string[]
}

export async function regressionList(db: Db): Promise<Expectation[]> {
  const rows = await db.selectFrom('kb_regression').select(['question', 'article_ids']).orderBy('id').execute()
  return rows.map(({ question, article_ids }) => ({ question, articleIds: JSON.parse(article_ids) as string[] }))
}

const QUESTION_LENGTH_MAX = 300

/** Adds a question, or changes what it expects. Throws KB_ARTICLE_NOT_FOUND for an id that is not there. */
export function expectAnswer(deps: UpkeepDependencies, expectation: Expectation, doer: Doer): Promise<void> {
  checkDoer(doer)
  const question = expectation.question.trim().slice(0, QUESTION_LENGTH_MAX)
  if (question.length < 2) throw new AppError('KB_STEP_REFUSED', { detail: 'the question is empty' })
  return deps.db.transaction().execute(async trx => {
    for (const id of expectation.articleIds) {
      const known = await trx.selectFrom('kb_articles').select('id').where('id', '=', id).executeTakeFirst()
      if (!known) throw new AppError('KB_ARTICLE_NOT_FOUND', { detail: id })
    }
    const row = {
      article_ids: JSON.stringify(expectation.articleIds),
      added_by: doer.by,
      added_at: deps.clock.now().toISOString()
    }
    await trx
      .insertInto('kb_regression')
      .values({ question, ...row })
      .onConflict(conflict => conflict.column('question').doUpdateSet(row))
      .execute()
    const detail = { question, articles: expectation.articleIds.join(' ') }
    await audited(trx, deps, 'kb.regression.set', 'regression', doer, detail)
  })
}

/** False where no such question stands there. */
export function dropExpectation(deps: UpkeepDependencies, question: string, doer: Doer): Promise<boolean> {
  checkDoer(doer)
  return deps.db.transaction().execute(async trx => {
    const { numDeletedRows } = await trx
      .deleteFrom('kb_regression')
      .where('question', '=', question)
      .executeTakeFirstOrThrow()
    if (numDeletedRows === 0n) return false
    await audited(trx, deps, 'kb.regression.drop', 'regression', doer, { question })
    return true
  })
}
