// `npm run -s kb -- check` and `stats`: is everything in kb/content fit to be served, and what is there.
import type { Article } from './article/article.ts'
import { loadArticles } from './article/load-articles.ts'
import { type ReadingState, readingState } from './article/second-reading.ts'
import { checkCitations, unsupportedNumbers } from './law/check-citations.ts'
import { loadLawCorpus } from './law/law-corpus.ts'
import { loadLawRegister } from './law/law-register.ts'

export interface KnowledgeCheck {
  articles: number
  citations: number
  /** One line each: file, citation, what is wrong. */
  faults: string[]
  /** Nothing wrong for certain, but a second reader has to look: numbers that the cited article does not hold. */
  doubts: string[]
  /** Second readings: ids by where they stand. */
  readings: Record<ReadingState, string[]>
}

/**
 * Checks the files of `contentFolder` (the project's own where none is given): all citations against kb/law-register.yaml and, where a folder of law texts is given, against that too.
 * @throws AppError KB_BAD_ARTICLE where an article or the corpus cannot be read
 */
export function checkKnowledge(corpusFolder?: string, contentFolder?: string): KnowledgeCheck {
  return checkArticles(loadArticles(contentFolder), corpusFolder)
}

/** The same for any articles. */
export function checkArticles(articles: readonly Article[], corpusFolder?: string): KnowledgeCheck {
  const corpus = corpusFolder === undefined ? null : loadLawCorpus(corpusFolder)
  const register = loadLawRegister()
  const readings: KnowledgeCheck['readings'] = { read: [], unread: [], changed: [], other_edition: [] }
  for (const article of articles) readings[readingState(article, register)].push(article.id)
  const faults = [register, ...(corpus ? [corpus] : [])]
    .flatMap(laws => checkCitations(articles, laws))
    .map(({ file, citation, problem }) => `${file}: basis: ${citation}: ${problem}`)
  const doubts = articles.flatMap(article =>
    corpus === null
      ? []
      : unsupportedNumbers(article, corpus).map(said => `${article.file}: “${said}” stands in no cited article`)
  )
  const citations = articles.reduce((sum, article) => sum + article.basis.length, 0)
  return { articles: articles.length, citations, faults: [...new Set(faults)], doubts, readings }
}

/** Counts for editors: name → number. */
export function knowledgeStats(articles: readonly Article[] = loadArticles()): Record<string, number> {
  const count = (test: (article: Article) => boolean) => articles.filter(test).length
  const stats: Record<string, number> = {
    articles: articles.length,
    asks: articles.reduce((sum, { asks }) => sum + asks.length, 0),
    citations: articles.reduce((sum, { basis }) => sum + basis.length, 0),
    'without basis': count(({ basis }) => basis.length === 0),
    'with unverified basis': count(({ basis }) => basis.some(({ unverified }) => unverified)),
    'high risk': count(({ risk }) => risk === 'high'),
    'read a second time': count(({ quoteCheck }) => quoteCheck !== undefined)
  }
  for (const { file } of articles) {
    const subject = `  ${file.split('/')[0]}`
    stats[subject] = (stats[subject] ?? 0) + 1
  }
  return stats
}
