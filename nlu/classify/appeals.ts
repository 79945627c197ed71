// Kinds of appeal (诉求类型): what the model says, corrected by how the appeal is worded.
//
// DOMAIN.md section 1: 举报 = an operator broke a law or rule, the writer need not be a victim; 投诉 = a tourist's own
// dispute with an operator; both at once give two linked tickets. A text's own label ("建议", "咨询") may lie.
import type { Kind } from '../understanding.ts'
import type { AppealCue } from './appeal-cues.ts'
import { KINDS } from './training-data.ts'

/** Log-odds that each wording adds to each kind, on top of what the model has learnt of it. */
export const CUE_WEIGHTS: Record<AppealCue, Partial<Record<Kind, number>>> = {
  reportWord: { report: 1.6, inquiry: -0.8, assistance: -0.6, suggestion: -0.6, complaint: -0.2 },
  enforce: { report: 0.88, inquiry: -0.48, assistance: -0.4, suggestion: -0.32 },
  violation: { report: 0.8, inquiry: -0.2, assistance: -0.4 },
  claim: { complaint: 0.96, report: -0.48, inquiry: -0.32, assistance: -0.32, suggestion: -0.4 },
  noClaim: { complaint: -2, report: 0.32 },
  ask: { inquiry: 0.4, report: -0.32, complaint: -0.32 },
  help: { assistance: 0.32, report: -0.24, complaint: -0.16 },
  suggest: { suggestion: 0.32, report: -0.24, complaint: -0.16 },
  rule: { inquiry: 0.32, report: -0.32, complaint: -0.16 }
}
/** Wordings that only together mean something. */
export const CUE_PAIRS: { cues: [AppealCue, AppealCue]; adds: Partial<Record<Kind, number>> }[] = [
  // 强制购物 + 退款, 无证 + 退款: a violation and the writer's own claim, two appeals
  { cues: ['violation', 'claim'], adds: { report: 0.24 } },
  { cues: ['enforce', 'claim'], adds: { report: 0.48, complaint: 0.12 } },
  { cues: ['enforce', 'violation'], adds: { report: 0.4 } },
  // 怎么举报, 强制购物怎么退: a question about the rules
  { cues: ['ask', 'violation'], adds: { report: -0.16 } }
]

const THRESHOLD = 0.5
/** Two appeals at once are a violation and the writer's own claim; any other second appeal must be beyond doubt. */
const OTHER_SECOND = 0.85
const isUsualPair = (kinds: readonly Kind[]) => kinds.every(kind => kind === 'report' || kind === 'complaint')
const logit = (p: number) =>
  Math.log(Math.min(Math.max(p, 1e-4), 1 - 1e-4) / (1 - Math.min(Math.max(p, 1e-4), 1 - 1e-4)))

/** Whoever is hurt or trapped now asks for help first; whoever is being hurt by others reports them as well. */
const DANGER: Partial<Record<Kind, number>> = { assistance: 1.5, report: -0.7, complaint: -0.7 }

/** Probability of each kind, in the order of KINDS, from the model's probabilities and the wordings found. */
export function kindProbabilities(model: ArrayLike<number>, cues: ReadonlySet<AppealCue>, isInNeed: boolean): number[] {
  return KINDS.map((kind, i) => {
    let score = logit(model[i]!) + (isInNeed ? (DANGER[kind] ?? 0) : 0)
    for (const cue of cues) score += CUE_WEIGHTS[cue][kind] ?? 0
    for (const { cues: pair, adds } of CUE_PAIRS) if (pair.every(cue => cues.has(cue))) score += adds[kind] ?? 0
    return 1 / (1 + Math.exp(-score))
  })
}

/** Log-odds by which 举报 goes first: one that is taken for a dispute never reaches those who could look into it. */
const REPORT_LEAD = 0.2

/** The same probabilities with that lead: they say which kind comes first, not which others are there, too. */
export const withReportLead = (probabilities: readonly number[]): number[] =>
  probabilities.map((p, i) => (KINDS[i] === 'report' ? 1 / (1 + Math.exp(-logit(p) - REPORT_LEAD)) : p))

/** The kinds that a text holds: at least the one that `leading` puts first. */
export function kindsFrom(probabilities: readonly number[], leading = probabilities): Kind[] {
  const ranked = KINDS.map((kind, i) => ({ kind, p: probabilities[i]!, leads: leading[i]! }))
  const [first, ...others] = ranked.sort((a, b) => b.leads - a.leads)
  const kinds = [first!.kind]
  for (const { kind, p } of others)
    if (p >= (isUsualPair([...kinds, kind]) ? THRESHOLD : OTHER_SECOND)) kinds.push(kind)
  return KINDS.filter(kind => kinds.includes(kind))
}
