// The knowledge base of this installation: of its files, or of any set of articles.
import { setImmediate as nextTick } from 'node:timers/promises'
import type { Knowledge } from './answer.ts'
import type { Article } from './article/article.ts'
import { loadArticles, storeArticles } from './article/load-articles.ts'
import { createKnowledge } from './knowledge.ts'
import { asMatter } from './search/article-reading.ts'
import { loadNotOurs } from './search/not-ours.ts'
import { loadRanking, type Ranking } from './search/ranking.ts'
import { loadReadings, storeReadings } from './search/stored-readings.ts'
import { createVocabulary, type Vocabulary } from './search/vocabulary.ts'

/** China has one clock: +08:00. */
const DEFAULT_OFFSET_MINUTES = 480

/** Articles read between two looks at what else is to do. */
const SLICE = 8

let opened: Knowledge | null = null
let settings: { notOurs: string[][]; ranking: Ranking; vocabulary: Vocabulary } | null = null

const openSettings = () => {
  settings ??= {
    notOurs: loadNotOurs(),
    ranking: loadRanking(),
    vocabulary: createVocabulary(undefined, undefined, loadReadings())
  }
  return settings
}

/**
 * The knowledge base of these articles, with this installation's ranking. Articles that an earlier base of this process
 * held (the same objects) are not read again.
 * @param offsetMinutes minutes east of UTC of the citizens' clock
 */
export function knowledgeOf(articles: readonly Article[], offsetMinutes = DEFAULT_OFFSET_MINUTES): Knowledge {
  const { notOurs, ranking, vocabulary } = openSettings()
  return createKnowledge(articles, notOurs, ranking, offsetMinutes, vocabulary)
}

/**
 * The build's part of a start: reads the files of kb/content, and takes them apart for the index.
 * @throws AppError KB_BAD_ARTICLE naming file and field
 */
export function storeKnowledge(): void {
  storeArticles()
  storeReadings([...loadArticles(), ...loadNotOurs().map(asMatter)])
}

/** Reads articles little by little, so that `knowledgeOf` has little left to do and nobody waits meanwhile. */
export async function readAhead(articles: readonly Article[]): Promise<void> {
  const { vocabulary } = openSettings()
  for (let from = 0; from < articles.length; from += SLICE) {
    await nextTick()
    for (const article of articles.slice(from, from + SLICE)) vocabulary.read(article)
  }
}

/**
 * Loads and indexes the files of kb/content, once for the process: what is developed and judged. A running instance
 * serves what its database holds (kb/upkeep).
 * @throws AppError KB_BAD_ARTICLE naming file and field
 */
export function openKnowledge(): Knowledge {
  opened ??= knowledgeOf(loadArticles())
  return opened
}
