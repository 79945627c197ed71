// The numbers that turn measures into an order and a decision (kb/data/ranking.yaml), and the arithmetic with them.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

/** Measures of one candidate (weigh.ts) that both its place and the decision look at. */
const OWN = [
  'covered',
  'coveredWords',
  'missed',
  'inOneAsk',
  'bestAsk',
  'nextAsks',
  'bestWords',
  'bestPairs',
  'bestSounds',
  'form',
  'meaning'
] as const

/**
 * What puts candidates in order, each 0 to about 1: the measures of weigh.ts, and what the question's terms speak for the
 * article as a share of what they speak for the one they speak for most.
 */
export const ORDER = ['share', 'words', 'concepts', 'pairs', 'sounds', 'inTitle', ...OWN] as const
export type OrderMeasures = Record<(typeof ORDER)[number], number>

/**
 * What decides whether the best candidate is an answer: its probability among the candidates and its lead over the
 * second, its own measures, how much nearer its meaning is than that of any other, the share of the question no article
 * knows, how near a matter that is not ours comes, in place, in likeness to one of its questions and in meaning, whether
 * the question sounds like one of ours (ours.ts), and its size (logarithm of its weight).
 */
export const EVIDENCE = [
  'among',
  'lead',
  'strength',
  'unknown',
  ...OWN,
  'meaningLead',
  'outside',
  'outsideAsk',
  'outsideMeaning',
  'ours',
  'size'
] as const
export type Evidence = Record<(typeof EVIDENCE)[number], number>

const share = z.number().min(0).max(1)
const rankingSchema = z.strictObject({
  order: z.record(z.enum(ORDER), z.number()),
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
