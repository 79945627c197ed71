// The second line of defence behind the dialogs: what a citizen typed about themselves does not travel in free text.
import { MASK, maskText } from '../../core/masking.ts'
import { codePoints, maskIdNumbers } from '../contract/index.ts'
import type { TicketDraft } from '../ticket-desk.ts'

const TITLE_MAX = 50
/** Number plate, GA 36. In an anonymous report it is the respondent's bus or car. */
const PLATE =
  '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•.\\s-]?(?=[A-Z0-9]*\\d)[A-Z0-9]{4,6}'
/** A private-use character: stands for a protected piece while the rest is masked. */
const HOLD = '\ue000'

const FULL_WIDTH_ZERO = 0xff10

/** The number however it is grouped, also in full-width digits. */
function phonePattern(phone: string): RegExp {
  const digits = [...phone.replace(/\D/g, '')]
  const any = digits.map(digit => `[${digit}${String.fromCharCode(FULL_WIDTH_ZERO + Number(digit))}]`)
  return new RegExp(`(?<!\\d)${any.join('[\\s\\-–—_.·・]{0,2}')}(?!\\d)`, 'gu')
}

/** ID numbers are never stored (DOMAIN.md section 2), wherever they were typed; a uscc may look like one. */
function withoutIdNumbers<T>(value: T, key?: string): T {
  if (typeof value === 'string') return (key === 'uscc' ? value : maskIdNumbers(value, MASK)) as T
  if (Array.isArray(value)) return value.map(item => withoutIdNumbers(item)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutIdNumbers(item, name)])) as T
}

/** The masking of logs, except for what is about the respondent. */
function maskAllBut(protectedWords: readonly string[], text: string): string {
  const words = protectedWords
    .filter(word => word.length >= 2)
    .map(word => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const held: string[] = []
  const keep = new RegExp([...words, PLATE].join('|'), 'gu')
  const open = text.replaceAll(HOLD, '').replace(keep, piece => {
    held.push(piece)
    return HOLD
  })
  return maskText(open).replaceAll(HOLD, () => held.shift() ?? '')
}

function respondentWords(draft: TicketDraft): string[] {
  const { name, person, phone, plateNo, address } = draft.respondent ?? {}
  return [name, person, phone, plateNo, address, draft.place?.text]
    .filter(word => word !== undefined)
    .sort((a, b) => b.length - a.length)
}

function textMask(draft: TicketDraft): (text: string) => string {
  const { name, phone, anonymous } = draft.requester
  const words = respondentWords(draft)
  const isRespondents = name !== undefined && words.some(word => word.includes(name))
  return text => {
    let masked = text
    if (phone) masked = masked.replace(phonePattern(phone), MASK)
    // One character is part of too many words.
    if (name && [...name].length >= 2 && !isRespondents) masked = masked.replaceAll(name, MASK)
    return anonymous ? maskAllBut(words, masked) : masked
  }
}

function shortTitle(title: string): string {
  return codePoints(title) <= TITLE_MAX ? title : `${[...title].slice(0, TITLE_MAX - 1).join('')}…`
}

/**
 * The draft fit to be filed: no ID number anywhere; the requester's own name and phone taken out of title, content and
 * claims; of an anonymous requester nothing personal at all; a title of at most 50 characters.
 */
export function scrubDraft(original: TicketDraft): TicketDraft {
  const draft = withoutIdNumbers(original)
  const mask = textMask(draft)
  const { name: _name, phone: _phone, address: _address, ...unnamed } = draft.requester
  return {
    ...draft,
    title: shortTitle(mask(draft.title)),
    content: mask(draft.content),
    ...(draft.claims && {
      claims: draft.claims.map(claim => (claim.text === undefined ? claim : { ...claim, text: mask(claim.text) }))
    }),
    requester: draft.requester.anonymous ? unnamed : draft.requester
  }
}
