// The numbers that turn measures into an order and a decision (kb/data/ranking.yaml), and the arithmetic with them.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

/**
 * What decides whether the best candidate is an answer: score for each unit of the question's weight, lead over the
 * second (share of the score), share of the question no article knows, share the best covers, likeness to a question
 * of its own, and the size of the question (logarithm of its weight).
 */
export const EVIDENCE = ['strength', 'lead', 'unknown', 'covered', 'bestAsk', 'size'] as const
export type Evidence = Record<(typeof EVIDENCE)[number], number>

const share = z.number().min(0).max(1)
const rankingSchema = z.strictObject({
  decision: z.record(z.enum(['bias', ...EVIDENCE]), z.number()),
  /** Probability from which the best candidate is given as the answer. */
  answerAt: share,
  /** Probability from which the citizen is asked which of the candidates is meant. */
  clarifyAt: share
})
export type Ranking = z.infer<typeof rankingSchema>

export const rankingFile: string = path.join(projectRoot, 'kb', 'data', 'ranking.yaml')

export function loadRanking(): Ranking {
  const parsed = rankingSchema.safeParse(parse(readFileSync(rankingFile, 'utf8')))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AppError('KB_BAD_ARTICLE', { detail: `data/ranking.yaml: ${issue?.path.join('.')}: ${issue?.message}` })
}

/** Probability that the best candidate answers the question. */
export function probabilityOf(decision: Ranking['decision'], evidence: Evidence): number {
  let sum = decision.bias
  for (const name of EVIDENCE) sum += decision[name] * evidence[name]
  return 1 / (1 + Math.exp(-sum))
}
