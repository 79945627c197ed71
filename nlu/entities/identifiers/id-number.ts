// Resident identity numbers 公民身份号码 (GB 11643-1999): checked by date and check character, masked at once.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity } from '../../understanding.ts'
import { atRaw } from '../found.ts'
import { halfWidth } from '../half-width.ts'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK = '10X98765432'
const GAP = '[\\s-]{0,2}'
const NUMBER = new RegExp(
  `(?<![\\dA-Za-z])[1-9](?:${GAP}\\d){5}${GAP}(?:1${GAP}[89]|2${GAP}0)(?:${GAP}\\d){9}${GAP}[\\dXx](?![\\dA-Za-z])`,
  'g'
)

function isDate(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number)
  const date = new Date(Date.UTC(year!, month! - 1, day!))
  return date.getUTCMonth() === month! - 1 && date.getUTCDate() === day!
}

/** Is this (18 characters, no gaps) a number that could have been given out? */
export function isIdNumber(text: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text) || !isDate(text.slice(6, 14))) return false
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0)
  return CHECK[sum % 11] === text[17]
}

export function extractIdNumbers(source: NormalisedText): Entity[] {
  const entities: Entity[] = []
  for (const match of halfWidth(source.raw).matchAll(NUMBER)) {
    const plain = match[0].replace(/[\s-]/g, '').toUpperCase()
    if (!isIdNumber(plain)) continue
    const span = { start: match.index, end: match.index + match[0].length }
    const masked = `${plain.slice(0, 3)}${'*'.repeat(11)}${plain.slice(14)}`
    entities.push(atRaw(source, span, 'id_number', { masked }, 0.99))
  }
  return entities
}
