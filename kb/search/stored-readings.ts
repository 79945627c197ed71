// The articles that ship, taken apart by the build: reading them takes a second of a start, and the first citizens would
// wait for it. Articles that were changed since are read as ever.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectRoot } from '../../core/paths.ts'
import { writeWhole } from '../../core/whole-file.ts'
import { type ArticleReading, type Indexed, readArticle } from './article-reading.ts'
import type { Features } from './features.ts'

const readingsFile = path.join(projectRoot, 'dist', 'kb', 'readings.json')

/** What the build wrote holds for the program that it built. */
const isBuilt = fileURLToPath(import.meta.url).endsWith('.js')

interface StoredText {
  text: string
  forms: number
  /** Places in `terms` of the file. */
  terms: number[]
}
interface StoredReading {
  questions: StoredText[]
  keywords: StoredText
  answer: StoredText
  /** float32, base64 */
  meaning: string
}
interface StoredFile {
  sources: string
  /** One a line. */
  terms: string
  /** By the article's own fingerprint. */
  articles: Record<string, StoredReading>
}

const filesIn = (...folder: string[]) =>
  readdirSync(path.join(projectRoot, ...folder))
    .sort()
    .map(name => path.join(projectRoot, ...folder, name))

/** Changes with every lexicon, and with what terms mean. */
function sourcesHash(): string {
  const hash = createHash('sha256')
  const lexicons = [...filesIn('nlu', 'lexicons'), ...filesIn('kb', 'lexicons')].filter(file => file.endsWith('.txt'))
  for (const file of [...lexicons, path.join(projectRoot, 'kb', 'data', 'meaning.bin')]) hash.update(readFileSync(file))
  return hash.digest('hex')
}

const fingerprintOf = ({ title, asks, keywords, answer }: Indexed): string =>
  createHash('sha256')
    .update(JSON.stringify([title, asks, keywords, answer]))
    .digest('hex')

/** Writes the readings of these articles for `loadReadings`. */
export function storeReadings(articles: readonly Indexed[], file: string = readingsFile): void {
  const places = new Map<string, number>()
  const placeOf = (term: string) => {
    const place = places.get(term) ?? places.size
    places.set(term, place)
    return place
  }
  const stored = ({ text, forms, terms }: Features): StoredText => ({ text, forms, terms: terms.map(placeOf) })
  const readings = articles.map((article): [string, StoredReading] => {
    const { questions, keywords, answer, meaning } = readArticle(article)
    const vector = Buffer.from(meaning.buffer, meaning.byteOffset, meaning.byteLength).toString('base64')
    const texts = { questions: questions.map(stored), keywords: stored(keywords), answer: stored(answer) }
    return [fingerprintOf(article), { ...texts, meaning: vector }]
  })
  const content: StoredFile = {
    sources: sourcesHash(),
    terms: [...places.keys()].join('\n'),
    articles: Object.fromEntries(readings)
  }
  writeWhole(file, JSON.stringify(content))
}

/** Gives an article's stored reading, null where there is none; nothing at all where a lexicon has changed since. */
export function loadReadings(
  file: string | null = isBuilt ? readingsFile : null
): (article: Indexed) => ArticleReading | null {
  const content = file !== null && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StoredFile) : null
  if (content?.sources !== sourcesHash()) return () => null
  const terms = content.terms.split('\n')
  const features = ({ text, forms, terms: places }: StoredText): Features => ({
    text,
    forms,
    terms: places.map(place => terms[place]!)
  })
  return article => {
    const stored = content.articles[fingerprintOf(article)]
    if (!stored) return null
    const { questions, keywords, answer, meaning } = stored
    return {
      questions: questions.map(features),
      keywords: features(keywords),
      answer: features(answer),
      // copied: the bytes of a buffer need not begin where numbers may
      meaning: new Float32Array(new Uint8Array(Buffer.from(meaning, 'base64')).buffer)
    }
  }
}
