// All articles below a folder, checked against each other.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'
import type { Article } from './article.ts'
import { type ArticleFault, badArticle } from './article-fault.ts'
import { checkTogether } from './check-together.ts'
import { parseArticle } from './read-article.ts'

/** Where the project's own articles lie. */
export const contentFolder: string = path.join(projectRoot, 'kb', 'content')

/**
 * Every `<subject>/<id>.md` below `folder` ordered by id, and all that is wrong with them, one by one and together.
 * @param isWhole false where they come beside others: related ids may be among those
 */
export function parseArticles(
  folder: string,
  { isWhole = true } = {}
): { articles: Article[]; faults: ArticleFault[] } {
  const parsed = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.md') && entry.name !== 'README.md')
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
    .map(file => parseArticle(file, readFileSync(path.join(folder, file), 'utf8')))
  const articles = parsed
    .flatMap(({ article }) => (article === null ? [] : [article]))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const faults = parsed.flatMap(one => one.faults)
  // where a file cannot be read, that others are related to it is no fault of theirs
  const together = checkTogether(articles, { isWhole: isWhole && faults.length === 0 })
  return { articles, faults: [...faults, ...together] }
}

/**
 * Loads every `<subject>/<id>.md` below `folder`, ordered by id.
 * @throws AppError KB_BAD_ARTICLE naming file and field
 */
export function loadArticles(folder: string = contentFolder): Article[] {
  const { articles, faults } = parseArticles(folder)
  if (faults[0]) throw badArticle(faults[0])
  return articles
}
