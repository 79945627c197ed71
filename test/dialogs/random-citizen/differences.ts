// Is the ticket what the citizen told?
import type { TicketDraft } from '../../../tickets/index.ts'
import type { RandomCitizen } from './citizen.ts'

/** Full-width digits are the same digits. */
const same = (text: string | undefined) => text?.normalize('NFKC')

const bare = (text: string) => text.replace(/[\s\p{P}]/gu, '')

const LOCAL_MS = 8 * 3_600_000
const localDay = (iso: string | undefined) =>
  iso ? new Date(Date.parse(iso) + LOCAL_MS).toISOString().slice(0, 10) : 'none'

export function differences(citizen: RandomCitizen, drafts: readonly TicketDraft[]): string[] {
  const { facts, refused } = citizen
  const found: string[] = []
  const check = (what: string, actual: unknown, isRight: boolean) => {
    if (!isRight) found.push(`${what}: ${JSON.stringify(actual)}`)
  }
  const kinds = facts.isBoth ? ['report', 'complaint'] : [facts.kind]
  const filed = drafts.map(({ kind }) => kind)
  if (filed.toSorted().join() !== kinds.toSorted().join()) return [`kinds: ${filed.join(', ')}`]
  const draft = drafts.find(item => item.kind === facts.kind)!
  const isDispute = facts.kind === 'report' || facts.kind === 'complaint'
  if (isDispute) {
    const name = draft.respondent?.name ?? 'none'
    check('respondent', name, facts.respondent === null || name.includes(facts.respondent))
    check('day', draft.occurredAt, facts.day === null || localDay(draft.occurredAt?.start) === facts.day)
    if (facts.day === null) check('unknown day', draft.occurredAt?.precision, draft.occurredAt?.precision === 'range')
  }
  if (isDispute || facts.kind === 'assistance') {
    check('place', draft.place?.text, facts.place === null || (same(draft.place?.text)?.includes(facts.place) ?? false))
    check('place is only the place', draft.place?.text, facts.place === null || same(draft.place?.text) === facts.place)
  }
  if (facts.kind === 'complaint') {
    const sums = [draft.amountInvolved, ...(draft.claims ?? []).map(claim => claim.amount)]
    check('amount', sums, sums.includes(facts.amount))
    const isBooked = draft.contract?.orderNo !== undefined
    check('order number', draft.contract?.orderNo, !isBooked || draft.contract?.orderNo === facts.orderNo)
  }
  const { requester } = draft
  const identity = [facts.name, facts.phone].filter(value => value !== null)
  if (facts.kind !== 'suggestion') {
    check('anonymous', requester.anonymous, requester.anonymous === (facts.isAnonymous || facts.phone === null))
    check('phone', requester.phone, (requester.phone ?? null) === facts.phone)
    const isNameOk = facts.name === null ? requester.name === undefined : requester.name === facts.name
    check('name', requester.name, isNameOk)
    if (refused.has('requester.name') && !facts.isAnonymous) {
      check('name not provided', requester.notProvided, requester.notProvided?.includes('requester.name') ?? false)
    }
  }
  for (const told of citizen.added) check('added', draft.content, bare(draft.content).includes(bare(told)))
  for (const value of identity) {
    check('identity in the content', draft.content, !draft.content.includes(value))
    check('identity in the title', draft.title, !draft.title.includes(value))
  }
  return found
}
