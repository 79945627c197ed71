// Kinds of appeal (诉求类型): what the model says, corrected by how the appeal is worded.
//
// DOMAIN.md section 1: 举报 = an operator broke a law or rule, the writer need not be a victim; 投诉 = a tourist's own
// dispute with an operator; both at once give two linked tickets. A text's own label ("建议", "咨询") may lie.
import type { Kind } from '../understanding.ts'
import type { AppealCue } from './appeal-cues.ts'
import { KINDS } from './training-data.ts'

/** Log-odds that each wording adds to each kind. */
export const CUE_WEIGHTS: Record<AppealCue, Partial<Record<Kind, number>>> = {
  reportWord: { report: 4, inquiry: -2, assistance: -1.5, suggestion: -1.5, complaint: -0.5 },
  enforce: { report: 2.2, inquiry: -1.2, assistance: -1, suggestion: -0.8 },
  violation: { report: 2, inquiry: -0.5, assistance: -1 },
  claim: { complaint: 2.4, report: -1.2, inquiry: -0.8, assistance: -0.8, suggestion: -1 },
  noClaim: { complaint: -5, report: 0.8 },
  ask: { inquiry: 1, report: -0.8, complaint: -0.8 },
  help: { assistance: 0.8, report: -0.6, complaint: -0.4 },
  suggest: { suggestion: 0.8, report: -0.6, complaint: -0.4 },
  rule: { inquiry: 0.8, report: -0.8, complaint: -0.4 }
}
/** Wordings that only together mean something. */
export const CUE_PAIRS: { cues: [AppealCue, AppealCue]; adds: Partial<Record<Kind, number>> }[] = [
  // 强制购物 + 退款, 无证 + 退款: a violation and the writer's own claim, two appeals
  { cues: ['violation', 'claim'], adds: { report: 0.6 } },
  { cues: ['enforce', 'claim'], adds: { report: 1.2, complaint: 0.3 } },
  { cues: ['enforce', 'violation'], adds: { report: 1 } },
  // 怎么举报, 强制购物怎么退: a question about the rules
  { cues: ['ask', 'violation'], adds: { report: -0.4 } }
]

const THRESHOLD = 0.5
const logit = (p: number) =>
  Math.log(Math.min(Math.max(p, 1e-4), 1 - 1e-4) / (1 - Math.min(Math.max(p, 1e-4), 1 - 1e-4)))

/** Probability of each kind, in the order of KINDS, from the model's probabilities and the wordings found. */
export function kindProbabilities(model: ArrayLike<number>, cues: ReadonlySet<AppealCue>): number[] {
  return KINDS.map((kind, i) => {
    let score = logit(model[i]!)
    for (const cue of cues) score += CUE_WEIGHTS[cue][kind] ?? 0
    for (const { cues: pair, adds } of CUE_PAIRS) if (pair.every(cue => cues.has(cue))) score += adds[kind] ?? 0
    return 1 / (1 + Math.exp(-score))
  })
}

/** The kinds that a text holds, most probable first; at least one. */
export function kindsFrom(probabilities: readonly number[]): Kind[] {
  const ranked = KINDS.map((kind, i) => ({ kind, p: probabilities[i]! })).sort((a, b) => b.p - a.p)
  const kinds = ranked.filter(({ p }) => p >= THRESHOLD).map(({ kind }) => kind)
  return kinds.length > 0 ? KINDS.filter(kind => kinds.includes(kind)) : [ranked[0]!.kind]
}
