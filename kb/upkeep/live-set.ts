// What citizens are told, in memory: only what changed is read again, so that untouched articles stay the same objects.
import type { Database } from '../../core/database/index.ts'
import type { Article } from '../article/article.ts'
import { currentRevision } from './version-store.ts'

/** Fields that an article may have been stored without, before they were thought of. */
const DEFAULTS = { related: [], replaces: [], actions: [] }

export class LiveSet {
  #articles = new Map<string, Article>()
  #revision = -1

  /** -1 before the first `refresh`. */
  get revision(): number {
    return this.#revision
  }

  /** Ordered by id. */
  get articles(): Article[] {
    return [...this.#articles.values()]
  }

  /** Reads what has changed since; true where something has. */
  async refresh(db: Database): Promise<boolean> {
    if ((await currentRevision(db)) === this.#revision) return false
    const known = this.#articles
    const { revision, rows } = await db.transaction().execute(async trx => {
      const live = await trx
        .selectFrom('kb_articles')
        .select(['id', 'subject', 'live_version as version'])
        .where('live_version', 'is not', null)
        .orderBy('id')
        .execute()
      const rows: { id: string; subject: string; version: number; content: string | null }[] = []
      const isAll = known.size === 0
      const contents = isAll ? await allContents(trx) : null
      for (const { id, subject, version } of live) {
        const isKnown = known.get(id)?.version === version
        rows.push({
          id,
          subject,
          version: version!,
          content: isKnown ? null : (contents?.get(id) ?? (await contentAt(trx, id, version!)))
        })
      }
      return { revision: await currentRevision(trx), rows }
    })
    // checked when it was published; only read here, for a start has to be quick
    this.#articles = new Map(
      rows.map(({ id, subject, version, content }) => [
        id,
        content === null
          ? known.get(id)!
          : { ...DEFAULTS, ...(JSON.parse(content) as Article), file: `${subject}/${id}.md`, version }
      ])
    )
    this.#revision = revision
    return true
  }
}

async function contentAt(db: Database, id: string, version: number): Promise<string> {
  const { content } = await db
    .selectFrom('kb_article_versions')
    .select('content')
    .where('article_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  return content
}

/** One query for the first time, instead of one an article. */
async function allContents(db: Database): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('kb_articles')
    .innerJoin('kb_article_versions', join =>
      join
        .onRef('kb_article_versions.article_id', '=', 'kb_articles.id')
        .onRef('kb_article_versions.version', '=', 'kb_articles.live_version')
    )
    .select(['kb_articles.id', 'content'])
    .execute()
  return new Map(rows.map(({ id, content }) => [id, content]))
}
