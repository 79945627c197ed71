// What citizens are told now, as files that `import` reads: a folder of articles, or a workbook.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Article } from '../article/article.ts'
import { writeArticle } from '../article/write-article.ts'
import { articlesToWorkbook } from './article-workbook.ts'

/** @param target a file ending in .xlsx, or a folder; existing files of the same names are written anew */
export async function exportArticles(articles: readonly Article[], target: string): Promise<void> {
  if (target.endsWith('.xlsx')) {
    mkdirSync(path.dirname(path.resolve(target)), { recursive: true })
    writeFileSync(target, await articlesToWorkbook(articles))
    return
  }
  for (const article of articles) {
    const file = path.join(target, ...article.file.split('/'))
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, writeArticle(article))
  }
}
