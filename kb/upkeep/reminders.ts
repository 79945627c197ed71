// What editors have to look at again: review dates, answers that expire, laws that changed after the article was published.
import type { Db } from '../../core/database/index.ts'
import type { Article } from '../article/article.ts'
import { bareName } from '../law/check-citations.ts'

export interface Reminder {
  articleId: string
  version: number
  why: 'review_due' | 'expired' | 'expires_soon' | 'law_changed' | 'law_outdated' | 'law_unverified'
  /** Day (yyyy-mm-dd) or the law. */
  about: string
}

const SOON_DAYS = 30
const DAY_MS = 24 * 3600_000

/** Ordered by article. @param now decides what is due; days are those of the citizens' clock. */
export async function reminders(db: Db, now: Date, offsetMinutes: number): Promise<Reminder[]> {
  const day = (plusDays: number) =>
    new Date(now.getTime() + offsetMinutes * 60_000 + plusDays * DAY_MS).toISOString().slice(0, 10)
  const [today, soon] = [day(0), day(SOON_DAYS)]
  const laws = await db.selectFrom('laws').select(['name', 'title', 'aliases', 'current', 'changed_at']).execute()
  const byName = new Map(
    laws.flatMap(law =>
      [law.name, law.title, ...(JSON.parse(law.aliases) as string[])].map(name => [bareName(name), law] as const)
    )
  )
  const rows = await db
    .selectFrom('kb_articles')
    .innerJoin('kb_article_versions', join =>
      join
        .onRef('kb_article_versions.article_id', '=', 'kb_articles.id')
        .onRef('kb_article_versions.version', '=', 'kb_articles.live_version')
    )
    .select(['kb_articles.id', 'version', 'content', 'published_at'])
    .orderBy('kb_articles.id')
    .execute()
  return rows.flatMap(({ id, version, content, published_at }) => {
    const { reviewDate, validTo, basis } = JSON.parse(content) as Article
    const found: Reminder[] = []
    const add = (why: Reminder['why'], about: string) => found.push({ articleId: id, version, why, about })
    if (reviewDate <= today) add('review_due', reviewDate)
    if (validTo !== undefined && validTo < today) add('expired', validTo)
    else if (validTo !== undefined && validTo <= soon) add('expires_soon', validTo)
    for (const cited of new Set(basis.map(({ law }) => law))) {
      const law = byName.get(bareName(cited))
      if (law?.current === 'no') add('law_outdated', cited)
      else if (law?.changed_at && law.changed_at > (published_at ?? '')) add('law_changed', cited)
    }
    if (basis.some(({ unverified }) => unverified) && reviewDate <= soon)
      add('law_unverified', basis.find(({ unverified }) => unverified)!.law)
    return found
  })
}
