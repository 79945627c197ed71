// Rows of articles and their versions. What a version says never changes; its state does.
import type { Selectable } from 'kysely'
import { type AuditEntry, appendAudit } from '../../core/audit.ts'
import type { Clock } from '../../core/clock.ts'
import type { Database, Db } from '../../core/database/index.ts'
import type { KbArticlesTable, KbArticleVersionsTable } from '../../core/database/knowledge-tables.ts'
import { AppError } from '../../core/errors.ts'
import type { Vault } from '../../core/vault.ts'
import type { Article } from '../article/article.ts'
import { type Content, checkContent } from './content.ts'

export interface UpkeepDependencies {
  db: Database
  /** Key of the audit chain. */
  vault: Vault
  clock: Clock
  /** Minutes east of UTC of the citizens' clock. */
  offsetMinutes: number
}

/** Who does it and why; both are kept. */
export interface Doer {
  /** Login or staff code. */
  by: string
  why: string
}

export type VersionRow = Selectable<KbArticleVersionsTable>
export type ArticleRow = Selectable<KbArticlesTable>

export async function articleRow(db: Db, id: string): Promise<ArticleRow> {
  const row = await db.selectFrom('kb_articles').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('KB_ARTICLE_NOT_FOUND', { detail: id })
  return row
}

export async function versionRow(db: Db, id: string, version: number): Promise<VersionRow> {
  const row = await db
    .selectFrom('kb_article_versions')
    .selectAll()
    .where('article_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (!row) throw new AppError('KB_ARTICLE_NOT_FOUND', { detail: `${id} version ${version}` })
  return row
}

export const contentOfRow = (row: Pick<VersionRow, 'content'>) => JSON.parse(row.content) as Content

/** The article as this version says it. Throws KB_STEP_REFUSED where the version is not complete. */
export function articleOf(subject: string, row: Pick<VersionRow, 'content' | 'version'>): Article {
  const { article, faults } = checkContent(subject, contentOfRow(row))
  if (article === null) throw new AppError('KB_STEP_REFUSED', { detail: `${faults[0]?.field}: ${faults[0]?.problem}` })
  return { ...article, version: row.version }
}

/** Grows with each change of what citizens are told; 0 before the first import. */
export async function currentRevision(db: Db): Promise<number> {
  const row = await db.selectFrom('kb_revisions').select('revision').where('id', '=', 1).executeTakeFirst()
  return row?.revision ?? 0
}

export async function bumpRevision(db: Db, clock: Clock): Promise<number> {
  const revision = (await currentRevision(db)) + 1
  const row = { revision, changed_at: clock.now().toISOString() }
  await db
    .insertInto('kb_revisions')
    .values({ id: 1, ...row })
    .onConflict(conflict => conflict.column('id').doUpdateSet(row))
    .execute()
  return revision
}

export interface NewVersion extends Doer {
  content: Content
  state: VersionRow['state']
  basedOn: number | null
  restores?: number
}

/** Adds the next version; it becomes the head unless it is set aside. */
export async function addVersion(db: Db, id: string, version: NewVersion, clock: Clock): Promise<number> {
  const { last } = await db
    .selectFrom('kb_article_versions')
    .select(eb => eb.fn.max('version').as('last'))
    .where('article_id', '=', id)
    .executeTakeFirstOrThrow()
  const next = Number(last ?? 0) + 1
  await db
    .insertInto('kb_article_versions')
    .values({
      article_id: id,
      version: next,
      based_on: version.basedOn,
      restores: version.restores ?? null,
      state: version.state,
      content: JSON.stringify(version.content),
      author: version.by,
      reason: version.why,
      created_at: clock.now().toISOString()
    })
    .execute()
  if (version.state !== 'set_aside')
    await db.updateTable('kb_articles').set({ head_version: next }).where('id', '=', id).execute()
  return next
}

export async function setVersion(
  db: Db,
  id: string,
  version: number,
  set: Partial<Omit<VersionRow, 'content' | 'author' | 'created_at'>>
): Promise<void> {
  await db
    .updateTable('kb_article_versions')
    .set(set)
    .where('article_id', '=', id)
    .where('version', '=', version)
    .execute()
}

/** Role of staff in the audit; the command line acts as `operator`. */
const EDITOR = 'editor'

/** One entry of the audit chain, in the transaction that does what it tells. */
export async function audited(
  db: Db,
  { vault, clock }: UpkeepDependencies,
  action: string,
  id: string,
  { by, why }: Doer,
  detail: AuditEntry['detail'] = {}
): Promise<void> {
  await appendAudit(db, { actor: by, role: EDITOR, action, subject: id, reason: why, detail }, { vault, clock })
}

/** A step needs a name and a reason: both are shown to others later. */
export function checkDoer({ by, why }: Doer): void {
  if (by.trim().length < 2) throw new AppError('KB_STEP_REFUSED', { detail: 'who does this: at least two characters' })
  if (why.trim().length < 2) throw new AppError('KB_STEP_REFUSED', { detail: 'why: at least two characters' })
}
