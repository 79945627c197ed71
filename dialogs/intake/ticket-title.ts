// WorkOrder.title: who and what, 4 to 50 characters, never the requester (DOMAIN.md section 2).
import { maskText } from '../../core/masking.ts'
import type { Kind } from '../../nlu/index.ts'
import type { Replies } from '../replies/replies.ts'
import { contentOf } from './content.ts'
import { type Frame, given } from './frame.ts'

const MIN = 4
const MAX = 50
const MAX_NAME = 20
const MAX_CLAUSE = 24
const CLAUSE_END = /[,，。!！?？;；\n]/

/** The first clause of the citizen's words that says something. */
function firstClause(content: string): string {
  const clauses = content
    .split(CLAUSE_END)
    .map(clause => clause.trim())
    .filter(clause => clause.length >= MIN)
  return (clauses[0] ?? content.trim()).slice(0, MAX_CLAUSE)
}

export interface TitleContext {
  replies: Replies
  /** Name of the category leaf and of its group; null where it says nothing ("其他"). */
  matter: string | null
}

export function titleOf(frame: Frame, kind: Kind, { replies, matter }: TitleContext): string {
  const respondent = given(frame, 'respondent.name')?.name.slice(0, MAX_NAME) ?? null
  const isDispute = kind === 'report' || kind === 'complaint'
  const subject = (isDispute ? matter : null) ?? maskText(firstClause(contentOf(frame)))
  const title = respondent
    ? replies.say(`title.${kind}.named`, { respondent, subject })
    : replies.say(`title.${kind}`, { subject })
  const own = given(frame, 'requester.name')
  const safe = own && own.length >= 2 ? title.replaceAll(own, '') : title
  return safe.slice(0, MAX)
}
