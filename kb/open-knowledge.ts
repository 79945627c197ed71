// The knowledge base of this installation.
import type { Knowledge } from './answer.ts'
import { loadArticles } from './article/load-articles.ts'
import { createKnowledge } from './knowledge.ts'
import { loadNotOurs } from './search/not-ours.ts'
import { loadRanking } from './search/ranking.ts'

/** China has one clock: +08:00. */
const DEFAULT_OFFSET_MINUTES = 480

let opened: Knowledge | null = null

/**
 * Loads and indexes kb/content, once for the process.
 * @throws AppError KB_BAD_ARTICLE naming file and field
 */
export function openKnowledge(): Knowledge {
  opened ??= createKnowledge(loadArticles(), loadNotOurs(), loadRanking(), DEFAULT_OFFSET_MINUTES)
  return opened
}
