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
const evidence = z.enum(EVIDENCE)
const decisionSchema = z.strictObject({
  bias: z.number(),
  /** Mean and spread of each over what it was learned from: it is weighed as its distance from the mean, in spreads. */
  usual: z.record(evidence, z.tuple([z.number(), z.number().positive()])),
  weights: z.record(evidence, z.number()),
  /** Weight of its product with itself and with each that follows it in EVIDENCE. */
  products: z
    .record(evidence, z.array(z.number()))
    .refine(rows => EVIDENCE.every((name, i) => rows[name].length === EVIDENCE.length - i), {
      message: 'too few or many'
    })
})
export type Decision = z.infer<typeof decisionSchema>

const rankingSchema = z.strictObject({
  order: z.record(z.enum(ORDER), z.number()),
  decision: decisionSchema,
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

/** What lies further from the mean than this, in spreads, counts no more: a product would grow without bound. */
const FURTHEST = 4

/** Each piece of evidence as its distance from the mean, then all products of two. */
export function decisionTerms(usual: Decision['usual'], given: Evidence): number[] {
  const terms = EVIDENCE.map(name => {
    const [mean, spread] = usual[name]
    return Math.max(-FURTHEST, Math.min(FURTHEST, (given[name] - mean) / spread))
  })
  const size = terms.length
  for (let i = 0; i < size; i++) for (let j = i; j < size; j++) terms.push(terms[i]! * terms[j]!)
  return terms
}

/** Probability that the best candidate answers the question. */
export function probabilityOf({ bias, usual, weights, products }: Decision, given: Evidence): number {
  const terms = decisionTerms(usual, given)
  let sum = bias
  let at = 0
  for (const name of EVIDENCE) sum += weights[name] * terms[at++]!
  for (const name of EVIDENCE) for (const weight of products[name]) sum += weight * terms[at++]!
  return 1 / (1 + Math.exp(-sum))
}
