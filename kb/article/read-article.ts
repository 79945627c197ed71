// From the text of one file to an article: YAML between `---` lines, then the three sections.
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import { type Article, frontMatterSchema, MAX_ANSWER_LENGTH } from './article.ts'
import { type ArticleFault, articleFault, badArticle } from './article-fault.ts'

const SECTIONS = { 答复: 'answer', 处理方法: 'handling', 答复口径: 'wording' } as const
type SectionName = keyof typeof SECTIONS
type Sections = Pick<Article, 'answer' | 'handling' | 'wording'>

const isSectionName = (name: string): name is SectionName => Object.hasOwn(SECTIONS, name)

/** Faults of the three texts, whatever they were read from. */
export function sectionFaults(file: string, sections: Sections, lines: Partial<Record<string, number>> = {}) {
  const faults: ArticleFault[] = []
  for (const name of Object.keys(SECTIONS).filter(isSectionName))
    if (sections[SECTIONS[name]] === '')
      faults.push(articleFault(file, `## ${name}`, 'is missing or empty', { line: lines[name] ?? null }))
  const { length } = sections.answer
  if (length > MAX_ANSWER_LENGTH) {
    const problem = `has ${length} characters, at most ${MAX_ANSWER_LENGTH}`
    faults.push(articleFault(file, '## 答复', problem, { line: lines.答复 ?? null }))
  }
  return faults
}

/** @param firstLine of `body` in the file */
function readSections(file: string, body: string, firstLine: number): { sections: Sections; faults: ArticleFault[] } {
  const sections = { answer: '', handling: '', wording: '' }
  const faults: ArticleFault[] = []
  const lines: Partial<Record<string, number>> = {}
  const [before = '', ...parts] = body.split(/^## /m)
  if (before.trim() !== '')
    faults.push(articleFault(file, 'body', 'there is text before the first section', { line: firstLine }))
  let line = firstLine + before.split('\n').length - 1
  for (const part of parts) {
    const name = part.split('\n', 1)[0]!.trim()
    if (!isSectionName(name)) faults.push(articleFault(file, `## ${name}`, 'no such section', { line }))
    else if (lines[name] !== undefined) faults.push(articleFault(file, `## ${name}`, 'stands twice', { line }))
    else {
      lines[name] = line
      sections[SECTIONS[name]] = part.slice(part.split('\n', 1)[0]!.length).trim()
    }
    line += part.split('\n').length - 1
  }
  return { sections, faults: [...faults, ...sectionFaults(file, sections, lines)] }
}

/** Where a front matter path stands, or the nearest one above it. */
function lineOf(document: Document, counter: LineCounter, path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line + 1
  }
  return null
}

/** The article, or everything that is wrong with the file. */
export function parseArticle(
  file: string,
  text: string
): { article: Article; faults: [] } | { article: null; faults: ArticleFault[] } {
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replaceAll('\r\n', '\n').replace(/^\ufeff/, ''))
  if (!parts) {
    const problem = 'is missing: the file begins with a line ---, data, a line ---'
    return { article: null, faults: [articleFault(file, 'front matter', problem, { line: 1 })] }
  }
  const [, yaml = '', body = ''] = parts
  const { sections, faults } = readSections(file, body, yaml.split('\n').length + 3)
  const counter = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: counter })
  if (document.errors.length > 0) {
    const broken = document.errors.map(error =>
      articleFault(file, 'front matter', error.message.split('\n')[0]!, { line: (error.linePos?.[0].line ?? 0) + 1 })
    )
    return { article: null, faults: [...broken, ...faults] }
  }
  const parsed = frontMatterSchema.safeParse(document.toJS())
  const data = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) =>
        articleFault(file, path.join('.') || 'front matter', message, { line: lineOf(document, counter, path) ?? 2 })
      )
  if (parsed.success && file.split('/').at(-1) !== `${parsed.data.id}.md`) {
    const problem = `the file has to be called ${parsed.data.id}.md`
    data.push(articleFault(file, 'id', problem, { line: lineOf(document, counter, ['id']) }))
  }
  const all = [...data, ...faults]
  return parsed.success && all.length === 0
    ? { article: { ...parsed.data, ...sections, file }, faults: [] }
    : { article: null, faults: all }
}

/**
 * Reads one article file.
 * @param file its path below kb/content, `<subject>/<id>.md`
 * @throws AppError KB_BAD_ARTICLE naming file and field
 */
export function readArticle(file: string, text: string): Article {
  const { article, faults } = parseArticle(file, text)
  if (article === null) throw badArticle(faults[0]!)
  return article
}
