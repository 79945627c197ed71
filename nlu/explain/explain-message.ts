// A message understood with its reasons: what was rewritten, what was decided and why, where each entity comes from.
import { readMessage } from '../classify/reading.ts'
import { loadModel } from '../model-files.ts'
import { normaliseText, type RewritingStep } from '../normalise/normalised-text.ts'
import { understandWith } from '../understand.ts'
import type { ClaimMention, Entity, UnderstandContext, Understanding, Wishes } from '../understanding.ts'
import type { Evidence } from './evidence.ts'
import { explainDecision, type Reason } from './explain-decision.ts'
import { explainEntity } from './explain-entities.ts'

export interface Explanation {
  /** The text as the rest of nlu/ reads it. */
  normalised: string
  rewritings: { step: RewritingStep; from: string; to: string; where?: string }[]
  words: string[]
  understanding: Understanding
  reasons: Reason[]
  entities: { entity: Entity; evidence: Evidence[] }[]
  claims: ClaimMention[]
  wishes: Wishes
}

/** Understands by the model in dist/model and tells why. */
export function explainMessage(text: string, context: UnderstandContext): Explanation {
  const { model } = loadModel()
  const rewritings: Explanation['rewritings'] = []
  const source = normaliseText(text, (step, before, edits) => {
    for (const { start, end, text: to, by } of edits)
      rewritings.push({ step, from: before.slice(start, end), to, ...(by ? { where: by } : {}) })
  })
  const understanding = understandWith(() => model)(text, context)
  return {
    normalised: source.text,
    rewritings,
    words: source.tokens.map(token => token.text),
    understanding,
    reasons: explainDecision(model, readMessage(source), understanding, context),
    entities: understanding.entities.map(entity => ({ entity, evidence: explainEntity(source, entity) })),
    claims: understanding.claims,
    wishes: understanding.wishes
  }
}
