// Field values in words, for summaries and for saying a correction back. All words come from the reply files.
import type { Replies } from '../replies/replies.ts'
import { fieldOf } from './fields.ts'
import { type FieldPath, type FieldValues, type Frame, given } from './frame.ts'

export interface Describing {
  replies: Replies
  /** Minutes east of UTC. */
  offsetMinutes: number
}

/** 3800 → "3800元" */
export function amountText(amount: number, { replies }: Describing): string {
  return replies.say('value.amount', { amount: String(amount) })
}

const local = (iso: string, offsetMinutes: number) => new Date(Date.parse(iso) + offsetMinutes * 60_000)

/** "昨晚8点(11月22日)": own words, and the day that we took them for. */
export function timeText(value: FieldValues['occurredAt'], { replies, offsetMinutes }: Describing): string {
  const start = local(value.start, offsetMinutes)
  const days = (Date.parse(value.end) - Date.parse(value.start)) / 86_400_000
  if (days > 32) return value.text
  const date = (day: Date) =>
    replies.say('value.date', { month: String(day.getUTCMonth() + 1), day: String(day.getUTCDate()) })
  // "11月15号" needs no "11月15日" beside it
  const isTold = value.text.replace(/\D+/g, '-').includes(`${start.getUTCMonth() + 1}-${start.getUTCDate()}-`)
  if (isTold || value.text.includes(date(start))) return value.text
  const last = new Date(local(value.end, offsetMinutes).getTime() - 1)
  const isOneDay = start.toISOString().slice(0, 10) === last.toISOString().slice(0, 10)
  const when = isOneDay ? date(start) : replies.say('value.dates', { from: date(start), to: date(last) })
  return replies.say('value.when', { text: value.text, when })
}

export function claimsText(claims: FieldValues['claims'], describing: Describing): string {
  const { replies } = describing
  return claims
    .map(claim => {
      if (claim.type === 'other') return claim.text
      const name = replies.say(`claim.${claim.type}`)
      return claim.amount === undefined ? name : `${name}${amountText(claim.amount, describing)}`
    })
    .join(replies.say('value.separator'))
}

/** A field's value as a person would read it; null where it has none. */
export function valueText(frame: Frame, path: FieldPath, describing: Describing): string | null {
  const { replies } = describing
  const value = given(frame, path)
  if (value === null) return null
  switch (path) {
    case 'occurredAt':
      return timeText(given(frame, 'occurredAt')!, describing)
    case 'place':
      return given(frame, 'place')!.text
    case 'respondent.name':
      return given(frame, 'respondent.name')!.name
    case 'claims':
      return claimsText(given(frame, 'claims')!, describing)
    case 'amountInvolved':
      return amountText(given(frame, 'amountInvolved')!, describing)
    case 'requester.anonymous':
      return replies.say(value ? 'value.anonymous' : 'value.named')
    case 'requester.confidential':
      return replies.say(value ? 'value.confidential' : 'value.notConfidential')
    case 'requester.wantsReply':
      return replies.say(value ? 'value.wantsReply' : 'value.noReply')
    case 'priorHandling':
      return given(frame, 'priorHandling')!
        .map(kind => replies.say(`prior.${kind}`))
        .join(replies.say('value.separator'))
    case 'interest':
      return replies.say(`interest.${given(frame, 'interest')!}`)
    default:
      return String(value)
  }
}

/** Fields that are not asked for have their names in words, too. */
export function labelOf(path: FieldPath, replies: Replies): string {
  return replies.say(fieldOf(path)?.label ?? `label.${path}`)
}
