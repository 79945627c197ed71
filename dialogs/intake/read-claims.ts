import type { ClaimMention, ClaimType, Entity, EntityType } from '../../nlu/index.ts'
import { type ClaimFact, type FieldValues, given, setValue } from './frame.ts'
import { entitiesOf, mayFill, originOf, type Reading } from './reading.ts'

const CLAIM_CHOICES: Record<string, ClaimType> = {
  'claim.refund': 'refund',
  'claim.compensation': 'compensation',
  'claim.apology': 'apology',
  'claim.answer': 'answer'
}
/** Claims of money: a corrected amount belongs to one of these. */
const OF_MONEY = new Set<ClaimType>(['refund', 'compensation'])
const MAX_TEXT = 200

/** CNY with two decimals at most, as the work order wants it. */
const cents = (amount: number) => Math.round(amount * 100) / 100

function merge(claims: readonly ClaimFact[], mentions: readonly ClaimMention[]): ClaimFact[] {
  let merged = [...claims]
  for (const mention of mentions) {
    const others = merged.filter(claim => claim.type !== mention.type)
    if (mention.negated) {
      merged = others
      continue
    }
    const before = merged.find(claim => claim.type === mention.type)
    const amount = mention.amount ?? before?.amount
    merged = [
      ...others,
      {
        type: mention.type,
        ...(amount !== undefined && { amount: cents(amount) }),
        text: mention.text.slice(0, MAX_TEXT)
      }
    ]
  }
  return merged
}

function spanOf(mentions: readonly ClaimMention[]): { start: number; end: number; confidence: number } {
  const said = mentions.filter(mention => !mention.negated)
  const first = said[0] ?? mentions[0]!
  return { start: first.start, end: (said.at(-1) ?? first).end, confidence: 0.9 }
}

/** Full-width digits as plain ones, every character in its place. */
const halfWidth = (text: string) =>
  text.replace(/[\uff10-\uff19]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))

const NUMBER = /\d+(?:\.\d{1,2})?/g

/** "金额改2800……算了还是3800": the last number of a correction that speaks of money. */
function bareAmount(reading: Reading): { amount: number; start: number; end: number; confidence: number } | null {
  const { message, words } = reading
  // "算了还是3800": bare, and a sum was told before
  const isKnown = given(reading.frame, 'amountInvolved') !== null && words.heard('amount.again', message.plain)
  if (!isKnown && !words.heard('amount.named', message.plain)) return null
  return lastNumber(reading, NUMBER)
}

/** A number that is no room, no day and no count of people. */
const besideDemand = (reading: Reading) => lastNumber(reading, new RegExp(reading.words.pattern('amount.near'), 'gu'))

/** "金额改成3200" taken for a name, a place or an order number because one was asked for. */
function isAskedFor(reading: Reading, { type, text }: Entity): boolean {
  if (type === 'order_no') return isOfSum(reading)
  return (type === 'respondent' || type === 'place' || type === 'person') && reading.words.heard('amount.named', text)
}

/** A sum is put right, and no order number is spoken of. */
export const isOfSum = ({ isCorrection, words, message: { plain } }: Reading): boolean =>
  isCorrection && words.heard('amount.named', plain) && !words.heard('field.contract.orderNo', plain)

function lastNumber(
  reading: Reading,
  pattern: RegExp
): { amount: number; start: number; end: number; confidence: number } | null {
  const { message } = reading
  const isTaken = (at: number) =>
    message.understanding.entities.some(entity => entity.start <= at && at < entity.end && !isAskedFor(reading, entity))
  const numbers = [...halfWidth(message.text).matchAll(pattern)].filter(match => !isTaken(match.index))
  const last = numbers.at(-1)
  return last
    ? { amount: cents(Number(last[0])), start: last.index, end: last.index + last[0].length, confidence: 0.8 }
    : null
}

/** The amount told: the last one of a correction or an answer, else the largest (single prices are named beside sums). */
function amountOf(reading: Reading): { amount: number; start: number; end: number; confidence: number } | null {
  // 一 of 一半 is no sum
  const sums = entitiesOf(reading, 'money').filter(entity => entity.text.length > 1 || /\d/.test(entity.text))
  const found = sums.map(entity => ({ ...entity, amount: cents(entity.value.amount) }))
  if (reading.isCorrection) {
    const isBack = reading.words.heard('amount.back', reading.message.plain)
    return (isBack ? bareAmount(reading) : null) ?? found.at(-1) ?? bareAmount(reading)
  }
  // "退团费的一半2400": the number beside a demand
  if (found.length === 0 && claimsSaid(reading).some(({ type }) => OF_MONEY.has(type))) return besideDemand(reading)
  if (reading.asked === 'claims') return found.at(-1) ?? null
  // "680", told while something else was asked for
  if (
    reading.asked === 'amountInvolved' &&
    found.length === 0 &&
    reading.words.heard('amount.bare', reading.message.text)
  )
    return lastNumber(reading, NUMBER)
  return [...found].sort((a, b) => b.amount - a.amount)[0] ?? null
}

function answered(reading: Reading): ClaimFact[] | null {
  const { message, words } = reading
  const tapped = words.pick(Object.keys(CLAIM_CHOICES), message.text)
  const type = tapped ? CLAIM_CHOICES[tapped] : undefined
  const money = amountOf(reading)
  const text = message.text.trim().slice(0, MAX_TEXT)
  if (type) return [{ type, ...(money && { amount: money.amount }), text }]
  // a bare sum as the answer to "what do you want?" is money to be given back
  if (money) return [{ type: 'refund', amount: money.amount, text }]
  // a place, a day or a number is the answer to something else
  const isOther = message.understanding.entities.some(({ type }) => NOT_OF_CLAIMS.has(type))
  return !isOther && words.heard('claim.any', message.plain) ? [{ type: 'other', text }] : null
}

const NOT_OF_CLAIMS = new Set<EntityType>(['place', 'time', 'phone', 'order_no', 'person', 'respondent'])

const SAID = ['refund', 'compensation', 'apology', 'exchange'] as const
/** A sum this near to the demand is the sum demanded. */
const NEAR = 8
const PART_REACH = 3

/** "把剩下280元退给我": a demand in so many words that was not found as one. Only in a matter that is a complaint. */
function saidOutright(reading: Reading): ClaimMention[] {
  const { message, words, frame } = reading
  const isComplaint =
    message.understanding.kinds.includes('complaint') ||
    frame.kinds.includes('complaint') ||
    (frame.kinds.length === 0 && words.heard('explicit.complaint', message.plain))
  if (!isComplaint) return []
  return SAID.flatMap(type => {
    const match = words.match(`claim.said.${type}`, message.text)
    if (!match) return []
    const start = match.index
    const end = start + match[0].length
    const money = entitiesOf(reading, 'money').find(entity => entity.start <= end + NEAR && entity.end >= start - NEAR)
    const amount =
      money && OF_MONEY.has(type) && !words.heard('claim.part', message.text.slice(start, end + PART_REACH))
        ? { amount: money.value.amount }
        : {}
    return [{ type, ...amount, text: match[0], start, end, negated: false }]
  })
}

/** What the other party is to do, as far as the message says it. */
export const claimsSaid = (reading: Reading): readonly ClaimMention[] =>
  reading.message.understanding.claims.length > 0 ? reading.message.understanding.claims : saidOutright(reading)

export function readClaims(reading: Reading): void {
  const { frame, message, asked, isCorrection } = reading
  const isAnswer = asked === 'claims'
  const mentions = claimsSaid(reading)
  // "钱不要了,我要他们道歉"
  const isMoneyDropped = reading.words.heard('claim.noMoney', message.plain)
  const all: FieldValues['claims'] = given(frame, 'claims') ?? []
  const known = isMoneyDropped ? all.filter(claim => !OF_MONEY.has(claim.type)) : all
  if (mentions.length > 0) {
    const merged = merge(known, mentions)
    if (isCorrection || isAnswer) reading.touched.add('claims')
    if (merged.length > 0) setValue(frame, 'claims', merged, originOf(reading, spanOf(mentions)))
    else if (known.length > 0) delete frame.slots.claims
  } else if (isAnswer) {
    const claims = answered(reading)
    // words of another field put right ("不对,是上周五") are no demand
    const isFree = claims?.every(claim => claim.type === 'other') ?? true
    if (claims && !(isFree && (isCorrection || known.length > 0))) {
      reading.touched.add('claims')
      setValue(
        frame,
        'claims',
        merge(known, claims.map(asMention)),
        originOf(reading, { start: 0, end: message.text.length, confidence: 0.8 })
      )
    }
  }
  readAmount(reading)
}

const asMention = (claim: ClaimFact): ClaimMention => ({ ...claim, start: 0, end: 0, negated: false })

/** "一共5600" after the price of the tour: the sum that it is about, told on. */
function isTotal({ frame, message, words }: Reading, money: { amount: number; start: number }): boolean {
  const isClaimed = message.understanding.claims.some(({ amount }) => amount === money.amount)
  const before = message.text.slice(Math.max(0, money.start - TOTAL_REACH), money.start)
  return !isClaimed && money.amount > (given(frame, 'amountInvolved') ?? 0) && words.heard('amount.total', before)
}
const TOTAL_REACH = 6

function readAmount(reading: Reading): void {
  const { frame, isCorrection } = reading
  const money = amountOf(reading)
  if (!money) return
  if (isCorrection) {
    reading.touched.add('amountInvolved')
    const claims = given(frame, 'claims')
    const target = claims?.find(claim => OF_MONEY.has(claim.type) && claim.amount !== undefined)
    if (claims && target) {
      const corrected = claims.map(claim => (claim === target ? { ...claim, amount: money.amount } : claim))
      setValue(frame, 'claims', corrected, originOf(reading, money))
    }
  }
  const isAsked = reading.asked === 'claims' || reading.asked === 'amountInvolved'
  if (mayFill(reading, 'amountInvolved') || isAsked || isTotal(reading, money)) {
    setValue(frame, 'amountInvolved', money.amount, originOf(reading, money))
  }
}
