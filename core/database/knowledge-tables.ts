// Tables of the knowledge base: articles with all their versions, what editors keep beside them, law texts.
import type { Generated } from 'kysely'

export interface KbArticlesTable {
  id: string
  /** Folder below kb/content. */
  subject: string
  /** Highest version that is not set aside: what the next one is based on. */
  head_version: number
  /** What citizens are told; null where nothing is. */
  live_version: number | null
  created_at: string
}

export type VersionState =
  | 'draft'
  | 'in_review'
  | 'returned'
  | 'approved'
  | 'scheduled'
  | 'held'
  | 'published'
  | 'superseded'
  | 'retired'
  | 'set_aside'

/** Rows are never deleted and their content never changes (triggers); the state does. */
export interface KbArticleVersionsTable {
  article_id: string
  /** 1, 2, 3 … within the article. */
  version: number
  based_on: number | null
  /** The version that a rollback brought back. */
  restores: number | null
  state: VersionState
  /** JSON of the article without its file; a draft may still be incomplete. */
  content: string
  author: string
  reason: string
  created_at: string
  reviewer: string | null
  review_note: string | null
  reviewed_at: string | null
  publish_at: string | null
  published_by: string | null
  publish_reason: string | null
  published_at: string | null
  /** When something else, or nothing, was told instead. */
  ended_at: string | null
  /** JSON: what the gate found. */
  held_because: string | null
}

/** One row. */
export interface KbRevisionsTable {
  id: number
  revision: number
  changed_at: string
}

export interface KbRegressionTable {
  id: Generated<number>
  question: string
  /** JSON array of article ids; empty where nothing answers it. */
  article_ids: string
  added_by: string
  added_at: string
}

export interface KbHitTestsTable {
  id: Generated<number>
  name: string
  run_by: string
  run_at: string
  revision: number
  questions: number
  /** JSON: name → share. */
  figures: string
  /** JSON array of the questions that went wrong. */
  misses: string
}

export interface KbQuestionsTable {
  id: Generated<number>
  asked_at: string
  conversation_id: string
  /** Masked (core/masking.ts). */
  question: string
  outcome: 'answer' | 'clarify' | 'none'
  article_id: string | null
  version: number | null
  thumb: 'up' | 'down' | null
  handled_as: 'ask' | 'article' | 'training' | 'dismissed' | null
  handled_by: string | null
  handled_at: string | null
}

/** Counts only: nobody's words or conversation. */
export interface KbThumbsTable {
  article_id: string
  /** 0 where the answer came from files, which have no version. */
  version: number
  up: number
  down: number
}

export interface KbTrainingSentencesTable {
  id: Generated<number>
  sentence: string
  intent: string
  /** Comma-separated. */
  kinds: string
  category: string | null
  in_scope: number
  added_by: string
  added_at: string
}

export interface LawsTable {
  /** Short title, as cited. */
  name: string
  title: string
  /** JSON array. */
  aliases: string
  kind: string
  /** Day, or empty where the source does not say. */
  effective: string
  current: 'yes' | 'no' | 'unknown'
  articles: number
  /** SHA-256 over everything of it: tells whether an import changed it. */
  fingerprint: string
  imported_at: string
  /** When an import last brought another text or standing; null since it was first loaded. */
  changed_at: string | null
}

export interface LawArticlesTable {
  law: string
  n: number
  no: string
  text: string
}

export interface KnowledgeTables {
  kb_articles: KbArticlesTable
  kb_article_versions: KbArticleVersionsTable
  kb_revisions: KbRevisionsTable
  kb_regression: KbRegressionTable
  kb_hit_tests: KbHitTestsTable
  kb_questions: KbQuestionsTable
  kb_thumbs: KbThumbsTable
  kb_training_sentences: KbTrainingSentencesTable
  laws: LawsTable
  law_articles: LawArticlesTable
}
