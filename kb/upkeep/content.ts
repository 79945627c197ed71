// What a version holds: an article as JSON, without the file it once came from. A draft may be incomplete.
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { type Article, frontMatterSchema } from '../article/article.ts'
import { type ArticleFault, articleFault } from '../article/article-fault.ts'
import { sectionFaults } from '../article/read-article.ts'

/** As stored and sent: any object with an id; `checkContent` tells whether it may be served. */
export type Content = { id: string } & Record<string, unknown>

const contentSchema = z.looseObject({ id: frontMatterSchema.shape.id })
const CONTENT_LENGTH_MAX = 60_000

/**
 * @throws AppError KB_STEP_REFUSED where it is no object with an id or too large to be an article
 */
export function readContent(value: unknown): Content {
  const parsed = contentSchema.safeParse(value)
  if (!parsed.success || JSON.stringify(value).length > CONTENT_LENGTH_MAX)
    throw new AppError('KB_STEP_REFUSED', { detail: 'the content is no article with a kebab-case id' })
  const { file: _file, version: _version, ...content } = parsed.data
  return content as Content
}

export const contentOf = (article: Article): Content => readContent(article)

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

/** The article that a content is, or all that keeps it from being one. */
export function checkContent(
  subject: string,
  content: Content
): { article: Article; faults: [] } | { article: null; faults: ArticleFault[] } {
  const { answer, handling, wording, ...data } = content
  const file = `${subject}/${content.id}.md`
  const sections = { answer: text(answer), handling: text(handling), wording: text(wording) }
  const parsed = frontMatterSchema.safeParse(data)
  const faults = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) =>
      articleFault(file, path.join('.') || 'front matter', message)
    ),
    ...sectionFaults(file, sections)
  ]
  return parsed.success && faults.length === 0
    ? { article: { ...parsed.data, ...sections, file }, faults: [] }
    : { article: null, faults }
}

/** What differs between two contents, field by field. */
export interface FieldChange {
  field: string
  /** Of a list: entries that only the first has, that only the second has; of anything else: both values. */
  before: unknown
  after: unknown
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export function diffContents(before: Content, after: Content): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.flatMap(field => {
    const [from, to] = [before[field] ?? null, after[field] ?? null]
    if (same(from, to)) return []
    if (!Array.isArray(from) || !Array.isArray(to)) return [{ field, before: from, after: to }]
    const only = (list: unknown[], other: unknown[]) => list.filter(item => !other.some(twin => same(item, twin)))
    const [removed, added] = [only(from, to), only(to, from)]
    // the same entries in another order
    return removed.length + added.length === 0
      ? [{ field, before: from, after: to }]
      : [{ field, before: removed, after: added }]
  })
}
