// Batches of questions with their expected articles: run, kept, and compared with the run before.
import type { Database } from '../../core/database/index.ts'
import type { Knowledge } from '../answer.ts'
import { judgeKnowledge, type KnowledgeEvaluation, type KnowledgeMiss, type TestQuestion } from '../evaluate.ts'
import { currentRevision, type UpkeepDependencies } from './version-store.ts'

export interface HitTestRun {
  id: number
  name: string
  by: string
  at: string
  revision: number
  questions: number
  /** Name → share; null where nothing was counted. */
  figures: Record<string, number | null>
}

export interface HitTestComparison {
  run: HitTestRun
  misses: KnowledgeMiss[]
  previous: HitTestRun | null
  /** Wrong now, right or not asked then. */
  newlyWrong: KnowledgeMiss[]
  /** Wrong then, right now. */
  newlyRight: string[]
}

function readRun(row: {
  id: number
  name: string
  run_by: string
  run_at: string
  revision: number
  questions: number
  figures: string
}): HitTestRun {
  const { id, name, run_by, run_at, revision, questions, figures } = row
  return {
    id,
    name,
    by: run_by,
    at: run_at,
    revision,
    questions,
    figures: JSON.parse(figures) as HitTestRun['figures']
  }
}

/** Newest first. @param name only runs of that batch */
export async function hitTestHistory(
  db: Database,
  { name, limit }: { name?: string; limit: number }
): Promise<HitTestRun[]> {
  let query = db.selectFrom('kb_hit_tests').selectAll().orderBy('id', 'desc').limit(limit)
  if (name !== undefined) query = query.where('name', '=', name)
  return (await query.execute()).map(readRun)
}

/** Runs a batch on `knowledge` and keeps the result under `name`; compares it with the last run of that name. */
export async function runKeptHitTest(
  { db, clock }: Pick<UpkeepDependencies, 'db' | 'clock'>,
  knowledge: Knowledge,
  questions: readonly TestQuestion[],
  { name, by }: { name: string; by: string }
): Promise<HitTestComparison> {
  const { figures, misses }: KnowledgeEvaluation = judgeKnowledge(knowledge, questions)
  const before = await db
    .selectFrom('kb_hit_tests')
    .selectAll()
    .where('name', '=', name)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  const row = {
    name,
    run_by: by,
    run_at: clock.now().toISOString(),
    revision: await currentRevision(db),
    questions: questions.length,
    figures: JSON.stringify(Object.fromEntries(figures.map(figure => [figure.name, figure.value]))),
    misses: JSON.stringify(misses)
  }
  const { id } = await db.insertInto('kb_hit_tests').values(row).returning('id').executeTakeFirstOrThrow()
  const wrongThen = new Set(((before ? JSON.parse(before.misses) : []) as KnowledgeMiss[]).map(miss => miss.question))
  const wrongNow = new Set(misses.map(miss => miss.question))
  const asked = new Set(questions.map(({ question }) => question))
  return {
    run: readRun({ id, ...row }),
    misses,
    previous: before ? readRun(before) : null,
    newlyWrong: before ? misses.filter(({ question }) => !wrongThen.has(question)) : [],
    newlyRight: [...wrongThen].filter(question => asked.has(question) && !wrongNow.has(question))
  }
}
