// What was said when, by whom and why: versions, differences, and an old answer as it stood.
import type { Db } from '../../core/database/index.ts'
import type { VersionState } from '../../core/database/knowledge-tables.ts'
import type { Article } from '../article/article.ts'
import { type Content, diffContents, type FieldChange } from './content.ts'
import type { Broken } from './gate.ts'
import { articleOf, articleRow, contentOfRow, type VersionRow, versionRow } from './version-store.ts'

export interface VersionInfo {
  version: number
  state: VersionState
  isLive: boolean
  basedOn: number | null
  restores: number | null
  author: string
  reason: string
  createdAt: string
  reviewer: string | null
  reviewNote: string | null
  reviewedAt: string | null
  publishAt: string | null
  publishedBy: string | null
  publishReason: string | null
  publishedAt: string | null
  endedAt: string | null
  broken: Broken[]
}

function infoOf(row: VersionRow, live: number | null): VersionInfo {
  return {
    version: row.version,
    state: row.state,
    isLive: row.version === live,
    basedOn: row.based_on,
    restores: row.restores,
    author: row.author,
    reason: row.reason,
    createdAt: row.created_at,
    reviewer: row.reviewer,
    reviewNote: row.review_note,
    reviewedAt: row.reviewed_at,
    publishAt: row.publish_at,
    publishedBy: row.published_by,
    publishReason: row.publish_reason,
    publishedAt: row.published_at,
    endedAt: row.ended_at,
    broken: row.held_because === null ? [] : (JSON.parse(row.held_because) as Broken[])
  }
}

/** All versions, newest first. Throws KB_ARTICLE_NOT_FOUND. */
export async function articleHistory(db: Db, id: string): Promise<VersionInfo[]> {
  const { live_version } = await articleRow(db, id)
  const rows = await db
    .selectFrom('kb_article_versions')
    .selectAll()
    .where('article_id', '=', id)
    .orderBy('version', 'desc')
    .execute()
  return rows.map(row => infoOf(row, live_version))
}

/** One version with what it says; the newest that is not set aside where none is named. */
export async function articleVersion(
  db: Db,
  id: string,
  version?: number
): Promise<VersionInfo & { id: string; subject: string; content: Content }> {
  const { head_version, live_version, subject } = await articleRow(db, id)
  const row = await versionRow(db, id, version ?? head_version)
  return { id, subject, ...infoOf(row, live_version), content: contentOfRow(row) }
}

/** Throws KB_ARTICLE_NOT_FOUND. */
export async function articleDiff(db: Db, id: string, from: number, to: number): Promise<FieldChange[]> {
  const [before, after] = [await versionRow(db, id, from), await versionRow(db, id, to)]
  return diffContents(contentOfRow(before), contentOfRow(after))
}

/** What citizens were told of this article at a moment; null where nothing was. */
export async function articleAsItStood(db: Db, id: string, at: Date): Promise<Article | null> {
  const { subject } = await articleRow(db, id)
  const moment = at.toISOString()
  const row = await db
    .selectFrom('kb_article_versions')
    .selectAll()
    .where('article_id', '=', id)
    .where('published_at', '<=', moment)
    .where(eb => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', moment)]))
    .orderBy('version', 'desc')
    .executeTakeFirst()
  return row ? articleOf(subject, row) : null
}

export interface ArticleEntry {
  id: string
  subject: string
  title: string
  headVersion: number
  headState: VersionState
  liveVersion: number | null
  /** Citizens whom its answers helped, or did not help, over all versions. */
  thumbs: { up: number; down: number }
}

/** Every article with where it stands, ordered by id. */
export async function articleList(db: Db): Promise<ArticleEntry[]> {
  const rows = await db
    .selectFrom('kb_articles')
    .innerJoin('kb_article_versions', join =>
      join
        .onRef('kb_article_versions.article_id', '=', 'kb_articles.id')
        .onRef('kb_article_versions.version', '=', 'kb_articles.head_version')
    )
    .select(['kb_articles.id', 'subject', 'head_version', 'live_version', 'state', 'content'])
    .orderBy('kb_articles.id')
    .execute()
  const rated = await db
    .selectFrom('kb_thumbs')
    .select(eb => ['article_id', eb.fn.sum<number>('up').as('up'), eb.fn.sum<number>('down').as('down')])
    .groupBy('article_id')
    .execute()
  const thumbs = new Map(rated.map(({ article_id, up, down }) => [article_id, { up, down }]))
  return rows.map(({ id, subject, head_version, live_version, state, content }) => {
    const { title } = JSON.parse(content) as Content
    return {
      id,
      subject,
      title: typeof title === 'string' ? title : '',
      headVersion: head_version,
      headState: state,
      liveVersion: live_version,
      thumbs: thumbs.get(id) ?? { up: 0, down: 0 }
    }
  })
}
