// `npm run -s kb -- read`: notes a second reading in the file of an article.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { AppError } from '../../core/errors.ts'
import { loadLawRegister } from '../law/law-register.ts'
import { contentFolder, loadArticles } from './load-articles.ts'
import { citedEditions, readingHash } from './second-reading.ts'

export interface Reading {
  id: string
  by: string
  /** The day, yyyy-mm-dd. */
  on: string
  /** What was compared and what was found. */
  note: string
}

/** Writes each over an older one. @throws AppError KB_ARTICLE_NOT_FOUND, KB_BAD_ARTICLE; then nothing is written */
export function recordReadings(readings: readonly Reading[], folder = contentFolder): void {
  const articles = new Map(loadArticles(folder).map(article => [article.id, article]))
  const register = loadLawRegister()
  const files = readings.map(({ id, by, on, note }) => {
    const article = articles.get(id)
    if (!article) throw new AppError('KB_ARTICLE_NOT_FOUND', { detail: id })
    const file = path.join(folder, article.file)
    const text = readFileSync(file, 'utf8')
    const editions = citedEditions(article, register)
    const quoteCheck = { by, on, textHash: readingHash(article), ...(editions.length > 0 && { editions }), note }
    const line = stringify(quoteCheck, { collectionStyle: 'flow', lineWidth: 0 }).trim()
    const end = text.indexOf('\n---\n', 4)
    const data = text.slice(0, end).replace(/\nquoteCheck: .*/, '')
    return { file, text: `${data}\nquoteCheck: ${line}${text.slice(end)}` }
  })
  for (const { file, text } of files) writeFileSync(file, text)
}
