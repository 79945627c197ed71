// Unified social credit codes 统一社会信用代码 (GB 32100-2015), checked by their check character.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity } from '../../understanding.ts'
import { atRaw, type Taken } from '../found.ts'
import { halfWidth } from '../half-width.ts'

const CHARSET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const CODE = /(?<![0-9A-Za-z])[159ANY][1-9A-Z]\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])/gi

export function isUscc(code: string): boolean {
  let sum = 0
  let weight = 1
  for (const char of code.slice(0, 17)) {
    const value = CHARSET.indexOf(char)
    if (value < 0) return false
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return code.length === 18 && CHARSET[(31 - (sum % 31)) % 31] === code[17]
}

export function extractUsccs(source: NormalisedText, taken: Taken): Entity[] {
  const entities: Entity[] = []
  for (const match of halfWidth(source.raw).matchAll(CODE)) {
    const span = { start: match.index, end: match.index + match[0].length }
    const code = match[0].toUpperCase()
    if (isUscc(code) && !taken.has(span)) entities.push(atRaw(source, span, 'uscc', { text: code }, 0.99))
  }
  return entities
}
