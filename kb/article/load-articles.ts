// All articles below a folder, checked against each other.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'
import type { Article } from './article.ts'
import { readArticle } from './read-article.ts'

/** Where the project's own articles lie. */
export const contentFolder: string = path.join(projectRoot, 'kb', 'content')

/** Faults that only show when articles are seen together: doubled ids, titles or questions, related ids that do not exist. */
function checkTogether(articles: readonly Article[]): void {
  const ids = new Map<string, string>()
  const questions = new Map<string, string>()
  const fault = (article: Article, field: string, problem: string) =>
    new AppError('KB_BAD_ARTICLE', { detail: `${article.file}: ${field}: ${problem}` })
  for (const article of articles) {
    const twin = ids.get(article.id)
    if (twin !== undefined) throw fault(article, 'id', `is the id of ${twin} too`)
    ids.set(article.id, article.file)
    for (const question of [article.title, ...article.asks]) {
      const other = questions.get(question)
      if (other !== undefined && other !== article.file)
        throw fault(article, 'asks', `“${question}” stands in ${other} too`)
      questions.set(question, article.file)
    }
  }
  for (const article of articles)
    for (const id of article.related) if (!ids.has(id)) throw fault(article, 'related', `there is no article ${id}`)
}

/**
 * Loads every `<subject>/<id>.md` below `folder`, ordered by id.
 * @throws AppError KB_BAD_ARTICLE naming file and field
 */
export function loadArticles(folder: string = contentFolder): Article[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.md') && entry.name !== 'README.md')
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
  const articles = files
    .map(file => readArticle(file, readFileSync(path.join(folder, file), 'utf8')))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  checkTogether(articles)
  return articles
}
