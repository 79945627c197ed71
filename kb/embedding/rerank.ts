// Where words leave two or three articles about as likely, an embedding service may say which of them is nearer in meaning.
import type { Entity } from '../../nlu/index.ts'
import { type Candidate, givenBy, type Knowledge, type KnowledgeAnswer } from '../answer.ts'
import type { Article } from '../article/article.ts'
import { scrubQuestion } from '../citizen-questions/scrub-question.ts'
import type { Embed } from './embedding-client.ts'

/** The answer, or the same with its nearest rivals in another order; never throws, and never waits longer than `embed`. */
export type Rerank = (question: string, answer: KnowledgeAnswer) => Promise<KnowledgeAnswer>

/** Candidates below this share of the best one's score are no rivals of it. */
const RIVAL_SHARE = 0.4
/** The article that words put first gives way only to one nearer by this (cosine). */
const MARGIN = 0.02
const QUESTION_LENGTH_MAX = 300

const textOf = ({ title, answer }: Article) => `${title}\n${answer}`

function cosine(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i]! * (other[i] ?? 0)
  return sum
}

/** @param deps.entitiesIn what nlu/ finds in a text: nothing personal among it leaves the house */
export function createRerank({
  knowledge,
  embed,
  entitiesIn
}: {
  knowledge: Pick<Knowledge, 'article'>
  embed: Embed
  entitiesIn: (text: string) => readonly Entity[]
}): Rerank {
  // an article that did not change stays the same object
  const known = new WeakMap<Article, Float32Array>()

  async function nearness(question: string, articles: readonly Article[]): Promise<number[] | null> {
    const missing = articles.filter(article => !known.has(article))
    const vectors = await embed([question, ...missing.map(textOf)])
    const [asked, ...read] = vectors ?? []
    if (!asked) return null
    for (const [i, article] of missing.entries()) known.set(article, read[i]!)
    return articles.map(article => cosine(asked, known.get(article)!))
  }

  return async (question, answer) => {
    const [best] = answer.candidates
    if (answer.outcome === 'none' || !best) return answer
    const rivals = answer.candidates.filter(({ score }) => score >= RIVAL_SHARE * best.score)
    const articles = rivals.flatMap(({ articleId }) => knowledge.article(articleId) ?? [])
    if (rivals.length < 2 || articles.length !== rivals.length) return answer
    const scrubbed = scrubQuestion(question, entitiesIn(question)).slice(-QUESTION_LENGTH_MAX)
    const near = await nearness(scrubbed, articles)
    if (!near) return answer
    const order = [...rivals.keys()].sort(
      (a, b) => near[b]! + (b === 0 ? MARGIN : 0) - (near[a]! + (a === 0 ? MARGIN : 0)) || a - b
    )
    if (order.every((from, to) => from === to)) return answer
    // a score says how likely the article at this place is
    const candidates: Candidate[] = answer.candidates.map((candidate, place) => {
      const from = order[place]
      return from === undefined ? candidate : { ...rivals[from]!, score: candidate.score }
    })
    return answer.outcome === 'answer' ? givenBy(articles[order[0]!]!, candidates) : { ...answer, candidates }
  }
}
