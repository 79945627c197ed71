// Articles as an XLSX workbook, and back.
import { readWorkbook, writeWorkbook } from '../../core/workbook.ts'
import type { Article } from '../article/article.ts'
import { type ArticleFault, articleFault } from '../article/article-fault.ts'
import { checkTogether } from '../article/check-together.ts'
import { type Content, checkContent } from '../upkeep/content.ts'
import { ARTICLE_COLUMNS, cellTextOf } from './article-columns.ts'

const SHEET = '知识库'

/** One sheet, one row an article. */
export function articlesToWorkbook(articles: readonly Article[]): Promise<Buffer> {
  return writeWorkbook([
    {
      name: SHEET,
      rows: [
        ARTICLE_COLUMNS.map(({ title }) => title),
        ...articles.map(article => ARTICLE_COLUMNS.map(column => column.write(article)))
      ],
      widths: ARTICLE_COLUMNS.map(({ width }) => width)
    }
  ])
}

const titleOf = (field: string) => {
  const name = field.startsWith('## ') ? { '## 答复': 'answer', '## 处理方法': 'handling' }[field] : field.split('.')[0]
  const column = ARTICLE_COLUMNS.find(one => one.field === (name ?? 'wording'))
  return column ? `${column.title} (${field})` : field
}

/**
 * Reads the sheet «知识库», or the first one. All faults are named with their row; the articles are only those without one.
 * @throws AppError WORKBOOK_INVALID for what is no workbook
 */
export async function articlesFromWorkbook(
  name: string,
  file: Buffer
): Promise<{ articles: Article[]; faults: ArticleFault[] }> {
  const sheets = await readWorkbook(file)
  const sheet = sheets.find(one => one.name === SHEET) ?? sheets[0]
  const [head = [], ...rows] = sheet?.rows ?? []
  const titles = head.map(cellTextOf)
  const missing = ARTICLE_COLUMNS.filter(({ title, isOptional }) => !isOptional && !titles.includes(title))
  if (missing.length > 0)
    return {
      articles: [],
      faults: missing.map(({ title }) => articleFault(name, title, 'the column is missing', { line: 1 }))
    }
  const read = rows.flatMap((row, at) => {
    const line = at + 2
    const cells = new Map(titles.map((title, column) => [title, cellTextOf(row[column])]))
    if ([...cells.values()].every(cell => cell === '')) return []
    const fields = ARTICLE_COLUMNS.flatMap(({ title, field, isOptional, read }) => {
      const cell = cells.get(title) ?? ''
      return cell === '' && isOptional ? [] : [[field, read(cell)] as const]
    })
    const { subject, ...content } = Object.fromEntries(fields)
    const { article, faults } = checkContent(String(subject || 'local'), content as Content)
    return [
      { line, article, faults: faults.map(fault => ({ ...fault, file: name, line, field: titleOf(fault.field) })) }
    ]
  })
  const articles = read.flatMap(({ article }) => (article === null ? [] : [article]))
  const lineOf = new Map(read.flatMap(({ article, line }) => (article === null ? [] : [[article.file, line]])))
  const faults = read.flatMap(one => one.faults)
  // articles that stay in the database may be related to; that is checked there
  const together = checkTogether(articles, { isWhole: false }).map(fault => ({
    ...fault,
    file: name,
    line: lineOf.get(fault.file) ?? null,
    field: titleOf(fault.field)
  }))
  return { articles: articles.sort((a, b) => (a.id < b.id ? -1 : 1)), faults: [...faults, ...together] }
}
