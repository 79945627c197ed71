// Commands that change the database: import, export, publish, rollback, and the kept hit test. A running instance
// takes up what they publish within a second.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { systemClock } from '../../core/clock.ts'
import { loadConfig, readEnvironment } from '../../core/config.ts'
import {
  contentFolder,
  type Doer,
  exportArticles,
  faultLine,
  firstImport,
  Gate,
  importFile,
  knowledgeOf,
  loadArticles,
  publishVersion,
  readTestQuestions,
  recordReadings,
  rollbackArticle,
  runHitTest,
  runKeptHitTest,
  trainingFile
} from '../../kb/index.ts'
import { say } from './look.ts'
import { isThereDatabase, withDatabase } from './open-base.ts'

/** Without a source: the files that the product brings. */
export function runImport(source: string | undefined, isPublished: boolean, doer: Doer): Promise<boolean> {
  return withDatabase(async (deps, live) => {
    if (source === undefined && live.articles.length === 0) {
      if (await firstImport(deps)) say('the database was filled with the articles that the product brings')
      return true
    }
    const outcome = await importFile(deps, source ?? contentFolder, { ...doer, isPublished })
    if (outcome.outcome === 'refused') {
      for (const fault of outcome.faults) say(faultLine(fault))
      say(`${outcome.faults.length} faults, nothing was imported`)
      return false
    }
    const { added, changed, same } = outcome.imported
    say(`${added.length} new, ${changed.length} changed, ${same} as they were; ${isPublished ? 'live now' : 'drafts'}`)
    return true
  })
}

/** @param target folder or .xlsx */
export async function runExport(target: string, isTraining: boolean): Promise<boolean> {
  if (isTraining) {
    writeFileSync(target, await withDatabase(({ db }) => trainingFile(db), { mustExist: true }))
    return true
  }
  const live = isThereDatabase() ? await withDatabase(async (_, { articles }) => articles) : []
  const articles = live.length > 0 ? live : loadArticles()
  await exportArticles(articles, target)
  say(`${articles.length} articles`)
  return true
}

/** Notes that somebody has compared an article of kb/content with the law, today by the city's clock. */
export function recordReading(id: string, by: string, note: string): boolean {
  const { offsetMinutes } = loadConfig(readEnvironment())
  const on = new Date(systemClock.now().getTime() + offsetMinutes * 60_000).toISOString().slice(0, 10)
  recordReadings([{ id, by, on, note }])
  say(`${id}: read by ${by} on ${on}`)
  return true
}

/** Publishes the newest version, or the one named, at once or at a time. */
export function publish(id: string, { version, at, ...doer }: Doer & { version: number; at?: Date }): Promise<boolean> {
  return withDatabase(
    async (deps, live) => {
      const published = await publishVersion(deps, new Gate(deps, live), id, version, { ...doer, ...(at && { at }) })
      if (published.outcome === 'held') {
        for (const { kind, what, wanted, got, problem } of published.broken)
          say(`${kind}: ${what}: ${problem}${wanted.length > 0 ? ` (wanted ${wanted.join(' or ')}, got ${got})` : ''}`)
        say(`held: ${published.broken.length} would break`)
        return false
      }
      say(
        published.outcome === 'scheduled' ? `scheduled ${published.publishAt}` : `live, revision ${published.revision}`
      )
      return true
    },
    { mustExist: true }
  )
}

export function rollback(id: string, to: number, doer: Doer): Promise<boolean> {
  return withDatabase(
    async deps => {
      const { version, revision } = await rollbackArticle(deps, id, to, doer)
      say(`version ${version} says again what version ${to} said, revision ${revision}`)
      return true
    },
    { mustExist: true }
  )
}

const percent = (value: number | null | undefined) => (value == null ? '-' : `${(100 * value).toFixed(1)} %`)

/** With a database the run is kept and compared with the one before; without one the files are asked. */
export async function hitTest(file: string, by: string): Promise<boolean> {
  const text = readFileSync(file, 'utf8')
  if (!isThereDatabase()) {
    const { figures, misses } = runHitTest(text)
    for (const { name, value, of } of figures) say(`${name.padEnd(16)}${percent(value)}  of ${of}`)
    for (const { question, wanted, got, outcome } of misses)
      say(`${outcome}\twanted ${wanted ?? 'none'}\tgot ${got ?? '-'}\t${question}`)
    return true
  }
  return withDatabase(async (deps, live) => {
    await firstImport(deps)
    await live.refresh(deps.db)
    const name = path.basename(file)
    const knowledge = knowledgeOf(live.articles, deps.offsetMinutes)
    const kept = await runKeptHitTest(deps, knowledge, readTestQuestions(text), { name, by })
    for (const [figure, value] of Object.entries(kept.run.figures)) {
      const before = kept.previous ? `  before ${percent(kept.previous.figures[figure])}` : ''
      say(`${figure.padEnd(16)}${percent(value)}${before}`)
    }
    for (const { question, wanted, got, outcome } of kept.misses)
      say(`${outcome}\twanted ${wanted ?? 'none'}\tgot ${got ?? '-'}\t${question}`)
    if (kept.previous) {
      say(`compared with run ${kept.previous.id} of ${kept.previous.at}, revision ${kept.previous.revision}:`)
      for (const { question, wanted, got } of kept.newlyWrong)
        say(`newly wrong\twanted ${wanted ?? 'none'}\tgot ${got ?? '-'}\t${question}`)
      for (const question of kept.newlyRight) say(`newly right\t${question}`)
      say(`${kept.newlyWrong.length} newly wrong, ${kept.newlyRight.length} newly right`)
    }
    return true
  })
}
