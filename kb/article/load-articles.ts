// All articles below a folder, checked against each other.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'
import { writeWhole } from '../../core/whole-file.ts'
import type { Article } from './article.ts'
import { type ArticleFault, badArticle } from './article-fault.ts'
import { checkTogether } from './check-together.ts'
import { parseArticle } from './read-article.ts'

/** Where the project's own articles lie. */
export const contentFolder: string = path.join(projectRoot, 'kb', 'content')

/** The same articles as the build has read them: YAML takes ten times as long, and a start has to be quick. */
export const readFile: string = path.join(projectRoot, 'dist', 'kb', 'articles.json')

interface SourceFile {
  /** `<subject>/<id>.md` */
  name: string
  text: string
}

const sourcesBelow = (folder: string): SourceFile[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.md') && entry.name !== 'README.md')
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
    .map(name => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }))

function parseSources(
  sources: readonly SourceFile[],
  isWhole: boolean
): { articles: Article[]; faults: ArticleFault[] } {
  const parsed = sources.map(({ name, text }) => parseArticle(name, text))
  const articles = parsed
    .flatMap(({ article }) => (article === null ? [] : [article]))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const faults = parsed.flatMap(one => one.faults)
  // where a file cannot be read, that others are related to it is no fault of theirs
  const together = checkTogether(articles, { isWhole: isWhole && faults.length === 0 })
  return { articles, faults: [...faults, ...together] }
}

/**
 * Every `<subject>/<id>.md` below `folder` ordered by id, and all that is wrong with them, one by one and together.
 * @param isWhole false where they come beside others: related ids may be among those
 */
export const parseArticles = (
  folder: string,
  { isWhole = true } = {}
): { articles: Article[]; faults: ArticleFault[] } => parseSources(sourcesBelow(folder), isWhole)

function soundArticles(sources: readonly SourceFile[]): Article[] {
  const { articles, faults } = parseSources(sources, true)
  if (faults[0]) throw badArticle(faults[0])
  return articles
}

const fingerprint = (sources: readonly SourceFile[]): string =>
  createHash('sha256')
    .update(JSON.stringify(sources.map(({ name, text }) => [name, text])))
    .digest('hex')

/**
 * Loads every `<subject>/<id>.md` below `folder`, ordered by id.
 * @param read what `storeArticles` wrote; used only where no file has changed since
 * @throws AppError KB_BAD_ARTICLE naming file and field
 */
export function loadArticles(folder: string = contentFolder, read: string = readFile): Article[] {
  const sources = sourcesBelow(folder)
  if (existsSync(read)) {
    const stored = JSON.parse(readFileSync(read, 'utf8')) as { fingerprint: string; articles: Article[] }
    if (stored.fingerprint === fingerprint(sources)) return stored.articles
  }
  return soundArticles(sources)
}

/** Writes the articles of `folder` as they were read, for `loadArticles`. Throws as that does. */
export function storeArticles(folder: string = contentFolder, read: string = readFile): void {
  const sources = sourcesBelow(folder)
  const stored = { fingerprint: fingerprint(sources), articles: soundArticles(sources) }
  writeWhole(read, JSON.stringify(stored))
}
