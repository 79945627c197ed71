import { intentConfidence, type Message } from '../heard.ts'
import type { Words } from '../words/words.ts'

const CLEAR = 0.5

/** A report or a complaint always starts a draft; the softer kinds where they are told clearly enough. */
export function startsDraft(message: Message, words: Words): boolean {
  const { kinds } = message.understanding
  const isTold = message.understanding.entities.length > 0 || message.understanding.claims.length > 0
  // "就那天那个东西嘛": a weak guess about words that tell nothing starts no draft
  const isSure = (['report', 'complaint'] as const).some(kind => intentConfidence(message, kind) >= CLEAR)
  if ((kinds.includes('report') || kinds.includes('complaint')) && (isTold || isSure || kinds.length > 1)) return true
  if (words.heard('explicit.report', message.plain) || words.heard('explicit.complaint', message.plain)) return true
  const soft = kinds.filter(kind => kind === 'assistance' || kind === 'suggestion')
  return soft.some(kind => intentConfidence(message, kind) >= CLEAR)
}
