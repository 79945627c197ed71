// Articles from files into the database: all of them once, at the first start; later as drafts, or published at once.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Db } from '../../core/database/index.ts'
import { projectRoot } from '../../core/paths.ts'
import type { Article } from '../article/article.ts'
import { contentFolder, loadArticles } from '../article/load-articles.ts'
import { readTestQuestions } from '../evaluate.ts'
import { type Content, contentOf, diffContents } from './content.ts'
import {
  addVersion,
  audited,
  bumpRevision,
  checkDoer,
  contentOfRow,
  type Doer,
  setVersion,
  type UpkeepDependencies,
  versionRow
} from './version-store.ts'

export interface ImportOptions extends Doer {
  /** True: live at once (an operator's decision, audited); false: drafts, which go through review. */
  isPublished: boolean
}

export interface Imported {
  added: string[]
  changed: string[]
  same: number
}

const CHUNK = 40

const subjectOf = ({ file }: Article) => file.split('/').at(-2) ?? 'local'

/** Many rows at a time: the first start has three seconds. */
async function insertAll(trx: Db, deps: UpkeepDependencies, articles: readonly Article[], doer: Doer): Promise<void> {
  const at = deps.clock.now().toISOString()
  for (let from = 0; from < articles.length; from += CHUNK) {
    const chunk = articles.slice(from, from + CHUNK)
    const row = { head_version: 1, live_version: 1, created_at: at }
    await trx
      .insertInto('kb_articles')
      .values(chunk.map(article => ({ id: article.id, subject: subjectOf(article), ...row })))
      .execute()
    const version = { version: 1, state: 'published' as const, author: doer.by, reason: doer.why, created_at: at }
    const published = { published_at: at, published_by: doer.by, publish_reason: doer.why }
    await trx
      .insertInto('kb_article_versions')
      .values(
        chunk.map(article => ({
          article_id: article.id,
          content: JSON.stringify(contentOf(article)),
          ...version,
          ...published
        }))
      )
      .execute()
  }
}

async function importOne(
  trx: Db,
  deps: UpkeepDependencies,
  article: Article,
  { isPublished, ...doer }: ImportOptions
): Promise<'added' | 'changed' | 'same'> {
  const { id } = article
  const content: Content = contentOf(article)
  const known = await trx.selectFrom('kb_articles').selectAll().where('id', '=', id).executeTakeFirst()
  if (known) {
    const head = await versionRow(trx, id, known.head_version)
    if (diffContents(contentOfRow(head), content).length === 0) return 'same'
  } else {
    const row = { id, subject: subjectOf(article), head_version: 0, live_version: null }
    await trx
      .insertInto('kb_articles')
      .values({ ...row, created_at: deps.clock.now().toISOString() })
      .execute()
  }
  const basedOn = known?.head_version ?? null
  const version = await addVersion(trx, id, { content, state: 'draft', basedOn, ...doer }, deps.clock)
  if (isPublished) {
    const at = deps.clock.now().toISOString()
    if (known?.live_version) await setVersion(trx, id, known.live_version, { state: 'superseded', ended_at: at })
    const published = { published_at: at, published_by: doer.by, publish_reason: doer.why }
    await setVersion(trx, id, version, { state: 'published', ...published })
    await trx.updateTable('kb_articles').set({ live_version: version }).where('id', '=', id).execute()
  }
  return known ? 'changed' : 'added'
}

const isFilled = async (db: Db) =>
  (await db.selectFrom('kb_articles').select('id').limit(1).executeTakeFirst()) !== undefined

/** All of it or nothing. The articles have been checked, one by one and together. */
export function importArticles(
  deps: UpkeepDependencies,
  articles: readonly Article[],
  options: ImportOptions
): Promise<Imported> {
  checkDoer(options)
  return deps.db.transaction().execute(trx => importArticlesIn(trx, deps, articles, options))
}

async function importArticlesIn(
  trx: Db,
  deps: UpkeepDependencies,
  articles: readonly Article[],
  options: ImportOptions
): Promise<Imported> {
  const imported: Imported = { added: [], changed: [], same: 0 }
  if (options.isPublished && !(await isFilled(trx))) {
    await insertAll(trx, deps, articles, options)
    imported.added = articles.map(({ id }) => id)
  } else
    for (const article of articles) {
      const outcome = await importOne(trx, deps, article, options)
      if (outcome === 'same') imported.same += 1
      else imported[outcome].push(article.id)
    }
  const { added, changed } = imported
  if (options.isPublished && added.length + changed.length > 0) await bumpRevision(trx, deps.clock)
  const detail = { added: added.length, changed: changed.length, same: imported.same, live: options.isPublished }
  await audited(trx, deps, 'kb.import', 'articles', options, detail)
  return imported
}

const FIRST = { by: 'system/first-import', why: 'first start: the articles that the product brings' }
const regressionFile = path.join(projectRoot, 'kb', 'data', 'regression.jsonl')

/**
 * Fills an empty database with kb/content and kb/data/regression.jsonl, both or neither; afterwards the database is the
 * master and this does nothing. True where it was filled now.
 * @throws AppError KB_BAD_ARTICLE naming file and field
 */
export async function firstImport(deps: UpkeepDependencies, folder: string = contentFolder): Promise<boolean> {
  if (await isFilled(deps.db)) return false
  const articles = loadArticles(folder)
  return deps.db.transaction().execute(async trx => {
    // another instance may have been first
    if (await isFilled(trx)) return false
    await importArticlesIn(trx, deps, articles, { ...FIRST, isPublished: true })
    if (folder === contentFolder) await importRegression(trx, deps)
    return true
  })
}

async function importRegression(trx: Db, { clock }: UpkeepDependencies): Promise<void> {
  const added = { added_by: FIRST.by, added_at: clock.now().toISOString() }
  const rows = readTestQuestions(readFileSync(regressionFile, 'utf8')).map(({ question, article }) => ({
    question,
    article_ids: JSON.stringify(article === null ? [] : [article].flat()),
    ...added
  }))
  for (let from = 0; from < rows.length; from += CHUNK)
    await trx
      .insertInto('kb_regression')
      .values(rows.slice(from, from + CHUNK))
      .onConflict(conflict => conflict.column('question').doNothing())
      .execute()
}
