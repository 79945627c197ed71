// The editors' queue: questions that got no answer or a thumb down, alike ones together, and what becomes of them.
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { type Intent, isCategoryCode, type Kind } from '../../nlu/index.ts'
import { type Saved, saveDraftIn } from '../upkeep/draft.ts'
import {
  articleRow,
  audited,
  checkDoer,
  contentOfRow,
  type Doer,
  type UpkeepDependencies,
  versionRow
} from '../upkeep/version-store.ts'
import { clusterByLikeness } from './cluster.ts'

export interface QuestionCluster {
  /** The question asked last, masked. */
  question: string
  count: number
  unanswered: number
  thumbsDown: number
  /** Articles that were given and got a thumb down. */
  articleIds: string[]
  lastAskedAt: string
  ids: number[]
  /** Up to ten different wordings. */
  wordings: string[]
}

/** Newest open questions that are looked at; older ones wait until these are dealt with. */
const OPEN_MAX = 2000
const WORDINGS_MAX = 10

/** Open questions, alike ones together, the most frequent first. */
export async function questionQueue(db: Db, limit = 100): Promise<QuestionCluster[]> {
  const rows = await db
    .selectFrom('kb_questions')
    .selectAll()
    .where('handled_as', 'is', null)
    .where(eb => eb.or([eb('outcome', '!=', 'answer'), eb('thumb', '=', 'down')]))
    .orderBy('id', 'desc')
    .limit(OPEN_MAX)
    .execute()
  return clusterByLikeness(rows, row => row.question)
    .map(members => ({
      question: members[0]!.question,
      count: members.length,
      unanswered: members.filter(({ outcome }) => outcome !== 'answer').length,
      thumbsDown: members.filter(({ thumb }) => thumb === 'down').length,
      articleIds: [...new Set(members.flatMap(({ article_id }) => article_id ?? []))],
      lastAskedAt: members[0]!.asked_at,
      ids: members.map(({ id }) => id),
      wordings: [...new Set(members.map(({ question }) => question))].slice(0, WORDINGS_MAX)
    }))
    .sort((a, b) => b.count - a.count)
    .slice(0, limit)
}

export type TakeUp =
  /** The wordings become asks of this article, as a draft on top of its newest version. */
  | { as: 'ask'; articleId: string }
  /** A new draft with the wordings as asks; the rest is for the editor to write. */
  | { as: 'article'; articleId: string; subject: string }
  | { as: 'training'; intent: Intent; kinds: Kind[]; category: string | null; inScope: boolean }
  | { as: 'dismissed' }

/** Asks that an article takes from a cluster at once. */
const ASKS_MAX = 20

/**
 * Takes questions out of the queue. @param wordings what is to be taken over, as the editor put it right; what was asked,
 * masked, where it is not given. Throws KB_STEP_REFUSED, KB_ARTICLE_NOT_FOUND.
 */
export function takeUpQuestions(
  deps: UpkeepDependencies,
  ids: readonly number[],
  take: TakeUp,
  { wordings, ...doer }: Doer & { wordings?: readonly string[] }
): Promise<{ questions: number; draft: Saved | null }> {
  checkDoer(doer)
  return deps.db.transaction().execute(async trx => {
    const rows = await trx
      .selectFrom('kb_questions')
      .select(['id', 'question'])
      .where('id', 'in', ids.length > 0 ? [...ids] : [-1])
      .where('handled_as', 'is', null)
      .execute()
    if (rows.length === 0) throw new AppError('KB_STEP_REFUSED', { detail: 'none of these questions is open' })
    const asks = [...new Set((wordings ?? rows.map(({ question }) => question)).map(one => one.trim()))]
      .filter(one => one.length >= 2)
      .slice(0, ASKS_MAX)
    const draft = await takeOver(trx, deps, asks, take, doer)
    await trx
      .updateTable('kb_questions')
      .set({ handled_as: take.as, handled_by: doer.by, handled_at: deps.clock.now().toISOString() })
      .where(
        'id',
        'in',
        rows.map(({ id }) => id)
      )
      .execute()
    const subject = 'articleId' in take ? take.articleId : 'questions'
    await audited(trx, deps, `kb.question.${take.as}`, subject, doer, { questions: rows.length })
    return { questions: rows.length, draft }
  })
}

async function takeOver(
  trx: Db,
  deps: UpkeepDependencies,
  asks: readonly string[],
  take: TakeUp,
  doer: Doer
): Promise<Saved | null> {
  switch (take.as) {
    case 'dismissed':
      return null
    case 'training':
      await addTraining(trx, deps, asks, take, doer)
      return null
    case 'ask': {
      const { head_version } = await articleRow(trx, take.articleId)
      const content = contentOfRow(await versionRow(trx, take.articleId, head_version))
      const known = Array.isArray(content.asks) ? (content.asks as unknown[]) : []
      const added = { ...content, asks: [...known, ...asks.filter(ask => !known.includes(ask))] }
      return saveDraftIn(trx, deps, { content: added, basedOn: head_version, ...doer })
    }
    case 'article': {
      const { articleId, subject } = take
      const content = { id: articleId, title: asks[0] ?? '', asks: [...asks] }
      const saved = await saveDraftIn(trx, deps, { content, basedOn: null, subject, ...doer })
      if (saved.outcome === 'conflict')
        throw new AppError('KB_STEP_REFUSED', { detail: `there is an article ${articleId} already` })
      return saved
    }
  }
}

async function addTraining(
  trx: Db,
  deps: UpkeepDependencies,
  sentences: readonly string[],
  { intent, kinds, category, inScope }: Extract<TakeUp, { as: 'training' }>,
  doer: Doer
): Promise<void> {
  if (category !== null && !isCategoryCode(category))
    throw new AppError('KB_STEP_REFUSED', { detail: 'no leaf of the category tree' })
  const labels = { intent, kinds: kinds.join(','), category, in_scope: inScope ? 1 : 0 }
  const added = { added_by: doer.by, added_at: deps.clock.now().toISOString() }
  for (const sentence of sentences)
    await trx
      .insertInto('kb_training_sentences')
      .values({ sentence, ...labels, ...added })
      .onConflict(conflict => conflict.column('sentence').doUpdateSet({ ...labels, ...added }))
      .execute()
}

/** The kept sentences as a file for nlu/data/train; empty where there are none. */
export async function trainingFile(db: Db): Promise<string> {
  const rows = await db.selectFrom('kb_training_sentences').selectAll().orderBy('intent').orderBy('id').execute()
  let header = ''
  return rows
    .map(({ sentence, intent, kinds, category, in_scope }) => {
      const next = `@ intent=${intent} kinds=${kinds || '-'} category=${category ?? '-'} scope=${in_scope ? 'in' : 'out'} emergency=-\n`
      const line = `${next === header ? '' : next}${sentence.replaceAll('\n', '\\n')}\n`
      header = next
      return line
    })
    .join('')
}
