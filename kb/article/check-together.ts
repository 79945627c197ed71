import type { Article } from './article.ts'
import { type ArticleFault, articleFault } from './article-fault.ts'

/**
 * Faults that only show when articles are seen together: doubled ids, titles or questions, and, where they are a whole
 * base, related ids that do not exist.
 */
export function checkTogether(articles: readonly Article[], { isWhole = true } = {}): ArticleFault[] {
  const faults: ArticleFault[] = []
  const ids = new Map<string, string>()
  const questions = new Map<string, string>()
  for (const article of articles) {
    const twin = ids.get(article.id)
    if (twin !== undefined) faults.push(articleFault(article.file, 'id', `is the id of ${twin} too`))
    else ids.set(article.id, article.file)
    for (const question of new Set([article.title, ...article.asks])) {
      const other = questions.get(question)
      if (other !== undefined && other !== article.file)
        faults.push(articleFault(article.file, 'asks', `“${question}” stands in ${other} too`))
      else questions.set(question, article.file)
    }
  }
  for (const article of isWhole ? articles : [])
    for (const id of article.related)
      if (!ids.has(id)) faults.push(articleFault(article.file, 'related', `there is no article ${id}`))
  return faults
}
