// What the knowledge base says to one question (CONTRACT.md section 5).
import type { Article, ArticleAction, Basis } from './article/article.ts'

export interface Candidate {
  articleId: string
  title: string
  /** Probability that this article answers the question, 0 to 1. */
  score: number
  basis: Basis[]
}

export interface KnowledgeAnswer {
  /** `clarify`: two or three candidates are about as likely; `none`: nothing here answers it. */
  outcome: 'answer' | 'clarify' | 'none'
  articleId: string | null
  /** Version of the article that answers; null where nothing does, or where articles were read from files. */
  version: number | null
  title: string | null
  answer: string | null
  /** Empty where nothing is answered, and where no law was found for the matter. */
  basis: Basis[]
  /** Up to five, best first, whatever the outcome; with `clarify` the first two or three are the choices. */
  candidates: Candidate[]
  /** The day (yyyy-mm-dd) the answer was last confirmed or came into force. */
  validAsOf: string | null
  actions: ArticleAction[]
}

/** What is said where this article answers. */
export const givenBy = (article: Article, candidates: Candidate[]): KnowledgeAnswer => ({
  outcome: 'answer',
  articleId: article.id,
  version: article.version ?? null,
  title: article.title,
  answer: article.answer,
  basis: article.basis,
  candidates,
  validAsOf: article.quoteCheck?.on ?? article.validFrom,
  actions: article.actions
})

export interface AskOptions {
  /** Six digits; articles for other regions are left out. Without it only national ones are searched. */
  regionCode?: string
  now: Date
  /** Id of the article that answered last in this conversation, for questions like 那小孩呢. */
  topic?: string | null
}

export interface Knowledge {
  ask(question: string, options: AskOptions): KnowledgeAnswer
  /** Each question of a message answered by itself, in order; one entry where it holds one question. A fragment is read with the one before. */
  askAll(message: string, options: AskOptions): { question: string; answer: KnowledgeAnswer }[]
  /** The article, or the one that replaced it. */
  article(id: string): Article | null
  size: number
}
