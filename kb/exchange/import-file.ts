// Import from a folder of articles or from a workbook: everything is checked first; one fault, and nothing is taken in.
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import type { Article } from '../article/article.ts'
import { type ArticleFault, articleFault } from '../article/article-fault.ts'
import { checkTogether } from '../article/check-together.ts'
import { parseArticles } from '../article/load-articles.ts'
import { checkCitations } from '../law/check-citations.ts'
import { loadLawRegister } from '../law/law-register.ts'
import { type Imported, type ImportOptions, importArticles } from '../upkeep/import-articles.ts'
import { LiveSet } from '../upkeep/live-set.ts'
import type { UpkeepDependencies } from '../upkeep/version-store.ts'
import { articlesFromWorkbook } from './article-workbook.ts'

export type ImportOutcome = { outcome: 'imported'; imported: Imported } | { outcome: 'refused'; faults: ArticleFault[] }

/** A folder of `<subject>/<id>.md` or an .xlsx file. Throws KB_IMPORT_REFUSED where there is neither. */
export async function readImport(source: string): Promise<{ articles: Article[]; faults: ArticleFault[] }> {
  if (!existsSync(source)) throw new AppError('KB_IMPORT_REFUSED', { detail: `there is no ${path.basename(source)}` })
  const read = statSync(source).isDirectory()
    ? parseArticles(source, { isWhole: false })
    : await articlesFromWorkbook(path.basename(source), readFileSync(source))
  if (read.articles.length + read.faults.length === 0)
    throw new AppError('KB_IMPORT_REFUSED', { detail: `${path.basename(source)} holds no article` })
  return read
}

/**
 * What is wrong with articles that come into a base: citations, and twins among those that stay.
 * @param staying articles of the base that the import does not replace
 */
function faultsInBase(articles: readonly Article[], staying: readonly Article[], isWhole: boolean): ArticleFault[] {
  const files = new Set(articles.map(({ file }) => file))
  const citations = checkCitations(articles, loadLawRegister()).map(({ file, citation, problem }) =>
    articleFault(file, 'basis', `${citation}: ${problem}`)
  )
  return [...citations, ...checkTogether([...staying, ...articles], { isWhole }).filter(({ file }) => files.has(file))]
}

/** Checks and takes in all of it, or tells every fault and takes in nothing. */
export async function importFile(
  deps: UpkeepDependencies,
  source: string,
  options: ImportOptions
): Promise<ImportOutcome> {
  const { articles, faults } = await readImport(source)
  const live = new LiveSet()
  await live.refresh(deps.db)
  const ids = new Set(articles.map(({ id }) => id))
  const staying = live.articles.filter(({ id }) => !ids.has(id))
  // what stands in one file alone is known already; where some cannot be read, who is related to them is not
  const known = new Set(faults.map(({ file, field, problem }) => JSON.stringify([file, field, problem])))
  const inBase = faultsInBase(articles, staying, faults.length === 0).filter(
    ({ file, field, problem }) => !known.has(JSON.stringify([file, field, problem]))
  )
  const all = [...faults, ...inBase]
  if (all.length > 0) return { outcome: 'refused', faults: all }
  return { outcome: 'imported', imported: await importArticles(deps, articles, options) }
}
