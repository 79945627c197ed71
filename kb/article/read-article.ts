// From the text of one file to an article: YAML between `---` lines, then the three sections.
import { parse } from 'yaml'
import { AppError } from '../../core/errors.ts'
import { type Article, frontMatterSchema, MAX_ANSWER_LENGTH } from './article.ts'

const SECTIONS = { 答复: 'answer', 处理方法: 'handling', 答复口径: 'wording' } as const
type SectionName = keyof typeof SECTIONS

const isSectionName = (name: string): name is SectionName => Object.hasOwn(SECTIONS, name)

function bad(file: string, field: string, problem: string, cause?: unknown): AppError {
  return new AppError('KB_BAD_ARTICLE', { detail: `${file}: ${field}: ${problem}`, cause })
}

function readSections(file: string, body: string): Pick<Article, 'answer' | 'handling' | 'wording'> {
  const sections = { answer: '', handling: '', wording: '' }
  const [before = '', ...parts] = body.split(/^## /m)
  if (before.trim() !== '') throw bad(file, 'body', 'there is text before the first section')
  for (const part of parts) {
    const name = part.slice(0, part.indexOf('\n')).trim()
    if (!isSectionName(name)) throw bad(file, `## ${name}`, 'no such section')
    if (sections[SECTIONS[name]] !== '') throw bad(file, `## ${name}`, 'stands twice')
    sections[SECTIONS[name]] = part.slice(part.indexOf('\n')).trim()
  }
  for (const name of Object.keys(SECTIONS).filter(isSectionName))
    if (sections[SECTIONS[name]] === '') throw bad(file, `## ${name}`, 'is missing or empty')
  const { length } = sections.answer
  if (length > MAX_ANSWER_LENGTH) throw bad(file, '## 答复', `has ${length} characters, at most ${MAX_ANSWER_LENGTH}`)
  return sections
}

/**
 * Reads one article file.
 * @param file its path below kb/content, `<subject>/<id>.md`
 * @throws AppError KB_BAD_ARTICLE naming file and field
 */
export function readArticle(file: string, text: string): Article {
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replaceAll('\r\n', '\n'))
  if (!parts) throw bad(file, 'front matter', 'is missing: the file begins with a line ---, data, a line ---')
  let data: unknown
  try {
    data = parse(parts[1]!)
  } catch (cause) {
    throw bad(file, 'front matter', cause instanceof Error ? cause.message.split('\n')[0]! : 'is no YAML', cause)
  }
  const parsed = frontMatterSchema.safeParse(data)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw bad(file, issue?.path.join('.') || 'front matter', issue?.message ?? 'is not valid', parsed.error)
  }
  const expected = `${parsed.data.id}.md`
  if (file.split('/').at(-1) !== expected) throw bad(file, 'id', `the file has to be called ${expected}`)
  return { ...parsed.data, ...readSections(file, parts[2]!), file }
}
