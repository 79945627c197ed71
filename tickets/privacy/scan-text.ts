// Free text on its way out of the handling body's sight: no requester, no telephone, ID number or plate (DOMAIN.md section 5).
import { MASK, maskText } from '../../core/masking.ts'
import { DOOR, POSITION } from '../../core/whereabouts.ts'
import { maskIdNumbers } from '../contract/index.ts'
import type { Identity } from '../store/sealed-order.ts'

/** Number plate, GA 36. Of the respondent's bus or car it may stay. */
const PLATE =
  '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•.\\s-]?(?=[A-Z0-9]*\\d)[A-Z0-9]{4,6}'
/** A private-use character: stands for a protected piece while the rest is masked. */
const HOLD = '\ue000'
const FULL_WIDTH_ZERO = 0xff10

/** Whom an answer greets: the person's ticket may not hold the name that the department knows. */
const GREETED = /(?<=^|[^\p{Script=Han}])\p{Script=Han}{2,4}(?=[,\s]?[您你]好)/gu

/** The number however it is grouped, also in full-width digits. */
function phonePattern(phone: string): RegExp {
  const digits = [...phone.replace(/\D/g, '')]
  const any = digits.map(digit => `[${digit}${String.fromCharCode(FULL_WIDTH_ZERO + Number(digit))}]`)
  return new RegExp(`(?<!\\d)${any.join('[\\s\\-–—_.·・]{0,2}')}(?!\\d)`, 'gu')
}

/** The masking of logs, except for what is about the respondent. */
export function maskAllBut(
  protectedWords: readonly string[],
  text: string,
  keepPlates = true,
  more: readonly RegExp[] = []
): string {
  const mask = (open: string) => more.reduce((masked, pattern) => masked.replace(pattern, MASK), maskText(open))
  const words = protectedWords
    .filter(word => word.length >= 2)
    .map(word => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const patterns = keepPlates ? [...words, PLATE] : words
  if (patterns.length === 0) return mask(text)
  const held: string[] = []
  const open = text.replaceAll(HOLD, '').replace(new RegExp(patterns.join('|'), 'gu'), piece => {
    held.push(piece)
    return HOLD
  })
  return mask(open).replaceAll(HOLD, () => held.shift() ?? '')
}

/** The text without this person's name and telephone; `words` are the respondent's, whose name may be the same. */
export function withoutPerson(text: string, { name, phone }: Identity, words: readonly string[]): string {
  let masked = text
  if (phone) masked = masked.replace(phonePattern(phone), MASK)
  const isRespondents = name !== undefined && words.some(word => word.includes(name))
  // One character is part of too many words.
  if (name && [...name].length >= 2 && !isRespondents) masked = masked.replaceAll(name, MASK)
  return masked
}

/**
 * The text fit for a view that is not the handling body's: the requester's name and telephone, and all telephones, ID
 * numbers, plates, positions, doors, mail addresses and self-told names masked, except the `words` of the respondent.
 */
export function scanText(text: string, words: readonly string[], identity: Identity | null): string {
  const longestFirst = [...words].sort((a, b) => b.length - a.length)
  const unnamed = identity ? withoutPerson(text, identity, longestFirst) : text
  return maskAllBut(longestFirst, maskIdNumbers(unnamed, MASK), false, [POSITION, DOOR, GREETED])
}
