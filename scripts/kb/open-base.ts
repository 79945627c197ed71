// The base that a command works on: the database where one holds articles, else the files of kb/content.
import { existsSync } from 'node:fs'
import { systemClock } from '../../core/clock.ts'
import { loadConfig, readEnvironment } from '../../core/config.ts'
import { databaseLocation } from '../../core/database/location.ts'
import { openStore } from '../../core/open-store.ts'
import { type Knowledge, knowledgeOf, LiveSet, openKnowledge, type UpkeepDependencies } from '../../kb/index.ts'

/** Runs `work` on the database, which is made where there is none unless it `mustExist`. */
export async function withDatabase<T>(
  work: (deps: UpkeepDependencies, live: LiveSet) => Promise<T>,
  { mustExist = false } = {}
): Promise<T> {
  const config = loadConfig(readEnvironment())
  const { db, vault } = await openStore(config, { clock: systemClock, mustExist })
  try {
    const live = new LiveSet()
    await live.refresh(db)
    return await work({ db, vault, clock: systemClock, offsetMinutes: config.offsetMinutes }, live)
  } finally {
    await db.destroy()
  }
}

/** Is there a database yet? Reading commands don't make one. */
export function isThereDatabase(): boolean {
  const location = databaseLocation(loadConfig(readEnvironment()).databaseUrl)
  return location !== ':memory:' && existsSync(location)
}

/** What citizens are told: of the database where it holds articles, else of the files. */
export async function openBase(): Promise<Knowledge> {
  if (!isThereDatabase()) return openKnowledge()
  return withDatabase(async ({ offsetMinutes }, live) =>
    live.articles.length > 0 ? knowledgeOf(live.articles, offsetMinutes) : openKnowledge()
  )
}
