// A base of a few real articles in a real database: what upkeep is tested on.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type FixedClock, fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database/index.ts'
import { createVault } from '../../core/vault.ts'
import type { Article } from '../../kb/article/article.ts'
import { contentFolder } from '../../kb/article/load-articles.ts'
import { readArticle } from '../../kb/article/read-article.ts'
import { type Content, Gate, LiveSet, type UpkeepDependencies } from '../../kb/index.ts'
import { articleVersion } from '../../kb/upkeep/history.ts'
import { importArticles } from '../../kb/upkeep/import-articles.ts'

const SUBJECT = path.join(contentFolder, 'complaint')

/** The articles on how to complain; what they are related to elsewhere is left out. */
export function someArticles(): Article[] {
  const read = readdirSync(SUBJECT).map(name =>
    readArticle(`complaint/${name}`, readFileSync(path.join(SUBJECT, name), 'utf8'))
  )
  const ids = new Set(read.map(({ id }) => id))
  return read.map(article => ({ ...article, related: article.related.filter(id => ids.has(id)) }))
}

export interface SmallBase {
  deps: UpkeepDependencies & { clock: FixedClock }
  db: Database
  gate: Gate
  live: LiveSet
  /** What the newest version says. */
  head(id: string): Promise<{ version: number; content: Content }>
  close(): Promise<void>
}

/** @param url `:memory:` or a file, which several bases may share */
export async function openSmallBase(url = ':memory:'): Promise<SmallBase> {
  const clock = fixedClock('2026-11-26T02:00:00Z')
  const db = await openDatabase(url, { clock })
  const vault = createVault({ key: Buffer.alloc(32, 5), suite: 'international' })
  const deps = { db, vault, clock, offsetMinutes: 480 }
  const isFilled = await db.selectFrom('kb_articles').select('id').limit(1).executeTakeFirst()
  if (!isFilled) await importArticles(deps, someArticles(), { ...FIRST, isPublished: true })
  const live = new LiveSet()
  return {
    deps,
    db,
    live,
    gate: new Gate(deps, live),
    async head(id) {
      const { version, content } = await articleVersion(db, id)
      return { version, content }
    },
    close: () => db.destroy()
  }
}

const FIRST = { by: 'system/first-import', why: 'first start' }

export const anna = { by: 'anna', why: 'the wording is plainer now' }
export const bo = { by: 'bo', why: 'read against the law' }
