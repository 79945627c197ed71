// The second line of defence behind the dialogs: what a citizen typed about themselves does not travel in free text.
import { MASK } from '../../core/masking.ts'
import { codePoints, maskIdNumbers } from '../contract/index.ts'
import { maskAllBut, withoutPerson } from '../privacy/scan-text.ts'
import type { TicketDraft } from '../ticket-desk.ts'

const TITLE_MAX = 50

/** ID numbers are never stored (DOMAIN.md section 2), wherever they were typed; a uscc may look like one. */
function withoutIdNumbers<T>(value: T, key?: string): T {
  if (typeof value === 'string') return (key === 'uscc' ? value : maskIdNumbers(value, MASK)) as T
  if (Array.isArray(value)) return value.map(item => withoutIdNumbers(item)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutIdNumbers(item, name)])) as T
}

function respondentWords(draft: TicketDraft): string[] {
  const { name, person, phone, plateNo, address } = draft.respondent ?? {}
  return [name, person, phone, plateNo, address, draft.place?.text]
    .filter(word => word !== undefined)
    .sort((a, b) => b.length - a.length)
}

function textMask(draft: TicketDraft): (text: string) => string {
  const { anonymous } = draft.requester
  const words = respondentWords(draft)
  return text => {
    const masked = withoutPerson(text, draft.requester, words)
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
