// Second reading (二次核对): somebody compared the answer, the handling and the wording with the text of each cited article.
// The record says of which words and of which edition of the law, so that it cannot outlive a change of either.
import { createHash } from 'node:crypto'
import type { RegisteredLaw } from '../law/law-register.ts'
import type { Article } from './article.ts'

const HASH_LENGTH = 12

type Read = Pick<Article, 'answer' | 'handling' | 'wording' | 'basis'>

/** Of what was compared; blanks at the ends don't count. */
export function readingHash({ answer, handling, wording, basis }: Read): string {
  const cited = basis.map(({ law, article }) => `${law} ${article}`)
  const text = [answer, handling, wording].map(part => part.trim())
  return createHash('sha256')
    .update([...text, ...cited].join('\n'))
    .digest('hex')
    .slice(0, HASH_LENGTH)
}

/** The editions that the article cites, as the register knows them: 旅游法 2018-10-26. */
export function citedEditions({ basis }: Pick<Article, 'basis'>, register: readonly RegisteredLaw[]): string[] {
  const effective = new Map(register.filter(law => law.current !== false).map(law => [law.name, law.effective]))
  return [...new Set(basis.map(({ law }) => `${law} ${effective.get(law) ?? ''}`.trim()))]
}

export type ReadingState = 'read' | 'unread' | 'changed' | 'other_edition'

/** `changed`: the words are others since; `other_edition`: the register holds another edition of a cited law than was read. */
export function readingState(article: Article, register: readonly RegisteredLaw[]): ReadingState {
  const { quoteCheck } = article
  if (!quoteCheck) return 'unread'
  if (quoteCheck.textHash !== undefined && quoteCheck.textHash !== readingHash(article)) return 'changed'
  const { editions } = quoteCheck
  if (editions && citedEditions(article, register).some(edition => !editions.includes(edition))) return 'other_edition'
  return 'read'
}
