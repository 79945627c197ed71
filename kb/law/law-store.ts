// Law texts in the database, for «看原文»: loaded by an operator who has them, never brought by the product.
import { createHash } from 'node:crypto'
import { appendAudit } from '../../core/audit.ts'
import type { Clock } from '../../core/clock.ts'
import type { Database, Db } from '../../core/database/index.ts'
import type { Vault } from '../../core/vault.ts'
import { parseArticleNumber } from './article-number.ts'
import { bareName, inHan } from './check-citations.ts'
import type { CorpusLaw } from './law-corpus.ts'
import type { RegisteredLaw } from './law-register.ts'

export interface LawImport {
  laws: number
  articles: number
  /** Short titles whose text, edition or standing differs from what was loaded before. */
  changed: string[]
}

const CURRENT = { true: 'yes', false: 'no', unknown: 'unknown' } as const
const READ_CURRENT = { yes: true, no: false, unknown: 'unknown' } as const

const fingerprintOf = ({ title, kind, effective, current, texts }: CorpusLaw) =>
  createHash('sha256')
    .update(JSON.stringify([title, kind, effective, current, [...texts]]))
    .digest('hex')

/** Several editions may share a short title: the one in force counts, else the newest. */
function oneEditionEach(corpus: readonly CorpusLaw[]): CorpusLaw[] {
  const best = new Map<string, CorpusLaw>()
  const rank = ({ current, effective }: CorpusLaw) => `${current === false ? 0 : 1}${effective}`
  for (const law of corpus) {
    const other = best.get(law.name)
    if (!other || rank(law) > rank(other)) best.set(law.name, law)
  }
  return [...best.values()]
}

/** Loads a corpus, all of it or nothing. Laws that it does not hold stay. */
export function importLaws(
  { db, vault, clock }: { db: Database; vault: Vault; clock: Clock },
  corpus: readonly CorpusLaw[],
  by: string
): Promise<LawImport> {
  const laws = oneEditionEach(corpus)
  const now = clock.now().toISOString()
  return db.transaction().execute(async trx => {
    const before = new Map((await trx.selectFrom('laws').selectAll().execute()).map(row => [row.name, row]))
    const changed: string[] = []
    for (const law of laws) {
      const fingerprint = fingerprintOf(law)
      const known = before.get(law.name)
      if (known?.fingerprint === fingerprint) continue
      if (known) changed.push(law.name)
      const row = {
        title: law.title,
        aliases: JSON.stringify(law.aliases),
        kind: law.kind,
        effective: law.effective,
        current: CURRENT[String(law.current) as keyof typeof CURRENT],
        articles: law.articles,
        fingerprint,
        imported_at: now,
        changed_at: known ? now : null
      }
      await trx
        .insertInto('laws')
        .values({ name: law.name, ...row })
        .onConflict(conflict => conflict.column('name').doUpdateSet(row))
        .execute()
      await trx.deleteFrom('law_articles').where('law', '=', law.name).execute()
      const rows = [...law.texts].map(([n, text]) => ({ law: law.name, n, no: `第${inHan(n)}条`, text }))
      for (let at = 0; at < rows.length; at += 200)
        await trx
          .insertInto('law_articles')
          .values(rows.slice(at, at + 200))
          .execute()
    }
    const articles = laws.reduce((sum, { texts }) => sum + texts.size, 0)
    const detail = { laws: laws.length, articles, changed: changed.join(' ') }
    const entry = { actor: by, role: 'operator', action: 'law.import', subject: 'laws', reason: 'law corpus', detail }
    await appendAudit(trx, entry, { vault, clock })
    return { laws: laws.length, articles, changed }
  })
}

/** What is loaded, as something that citations can be checked against; empty where nothing is. */
export async function storedLaws(db: Db): Promise<RegisteredLaw[]> {
  const rows = await db.selectFrom('laws').selectAll().execute()
  return rows.map(({ name, aliases, kind, effective, current, articles }) => ({
    name,
    aliases: JSON.parse(aliases) as string[],
    kind,
    effective,
    current: READ_CURRENT[current],
    articles
  }))
}

export interface LawText {
  law: string
  title: string
  /** 第三十五条 */
  article: string
  text: string
  /** Day the edition came into force; empty where the source does not say. */
  effective: string
  current: boolean | 'unknown'
}

/**
 * The text of one article of law, by any name of the law; null where it is not loaded.
 * @param article as cited, 第三十五条
 */
export async function lawText(db: Db, law: string, article: string): Promise<LawText | null> {
  const wanted = bareName(law)
  const n = parseArticleNumber(article)
  const rows = await db.selectFrom('laws').select(['name', 'title', 'aliases', 'effective', 'current']).execute()
  const found = rows.find(({ name, title, aliases }) =>
    [name, title, ...(JSON.parse(aliases) as string[])].some(one => bareName(one) === wanted)
  )
  if (!found || n === null) return null
  const row = await db
    .selectFrom('law_articles')
    .select(['no', 'text'])
    .where('law', '=', found.name)
    .where('n', '=', n)
    .executeTakeFirst()
  if (!row) return null
  const { name, title, effective, current } = found
  return { law: name, title, article: row.no, text: row.text, effective, current: READ_CURRENT[current] }
}
