import { addFlag, type Flag, given, type PriorHandling, setValue } from './frame.ts'
import { isOfSum } from './read-claims.ts'
import { entitiesOf, mayFill, originOf, type Reading } from './reading.ts'

const PRIOR: readonly Exclude<PriorHandling, 'none'>[] = ['court', 'arbitration', 'mediation', 'other_department']
const FLAGS: readonly Flag[] = ['minor', 'safety', 'elderly', 'disability', 'media_attention']

/** Our own ticket numbers are nobody's order. */
const OWN_NUMBER = /^WL\d{14}$/i

/** 共同投诉: four or more (旅游投诉处理办法, article 13). */
const JOINT_COMPLAINT = 4

function readPrior(reading: Reading): void {
  const { frame, message, words } = reading
  const found = PRIOR.filter(kind => words.heard(`prior.${kind}`, message.plain))
  if (found.length === 0) return
  const known = (given(frame, 'priorHandling') ?? []).filter(kind => kind !== 'none')
  const match = words.match(`prior.${found[0]}`, message.text)
  const span = match
    ? { start: match.index, end: match.index + match[0].length }
    : { start: 0, end: message.text.length }
  setValue(frame, 'priorHandling', [...new Set([...known, ...found])], originOf(reading, { ...span, confidence: 0.8 }))
}

function readContract(reading: Reading): void {
  const { frame, message, asked, words } = reading
  if (isOfSum(reading)) return
  const order = entitiesOf(reading, 'order_no').find(entity => !OWN_NUMBER.test(entity.value.text))
  if (order && mayFill(reading, 'contract.orderNo')) {
    setValue(frame, 'contract.orderNo', order.value.text, originOf(reading, order))
  } else if (asked === 'contract.orderNo' && !order && entitiesOf(reading, 'phone').length === 0) {
    const match = words.match('orderNo.bare', message.text)
    if (match) {
      const span = { start: match.index, end: match.index + match[0].length, confidence: 0.7 }
      setValue(frame, 'contract.orderNo', match[0], originOf(reading, span))
    }
  }
  const people = entitiesOf(reading, 'count').find(entity => words.heard('unit.people', entity.value.unit))
  if (people && Number.isInteger(people.value.n) && people.value.n >= 1 && mayFill(reading, 'contract.peopleCount')) {
    setValue(frame, 'contract.peopleCount', people.value.n, originOf(reading, people))
  }
}

export function readCircumstances(reading: Reading): void {
  const { frame, message, words } = reading
  readContract(reading)
  readPrior(reading)
  const acting = words.match('interest.representative', message.text)
  if (acting && mayFill(reading, 'interest')) {
    const span = { start: acting.index, end: acting.index + acting[0].length, confidence: 0.7 }
    setValue(frame, 'interest', 'representative', originOf(reading, span))
  }
  for (const flag of FLAGS) if (words.heard(`flag.${flag}`, message.plain)) addFlag(frame, flag)
  if (words.heard('flag.group', message.plain)) addFlag(frame, 'group')
}

/** Four or more people on one matter. */
export function isJointComplaint(peopleCount: number | null): boolean {
  return (peopleCount ?? 0) >= JOINT_COMPLAINT
}
