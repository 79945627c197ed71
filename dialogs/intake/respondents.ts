// Several respondents of one matter: each gets its own ticket, linked with the others (FEATURES.md row 6).
import type { Replies } from '../replies/replies.ts'
import { type FieldValues, type Frame, given } from './frame.ts'

/** The frame once for each respondent, the first one first; only `respondent.name` differs. */
export function perRespondent(frame: Frame): Frame[] {
  return [
    frame,
    ...frame.others.map((value): Frame => {
      const slot = { state: 'said' as const, value, origin: null }
      // persons, plates and phones were told of the first one
      const { 'respondent.person': _p, 'respondent.phone': _n, 'respondent.plateNo': _c, ...slots } = frame.slots
      return { ...frame, slots: { ...slots, 'respondent.name': slot } }
    })
  ]
}

export const allRespondents = (frame: Frame): FieldValues['respondent.name'][] => {
  const first = given(frame, 'respondent.name')
  return first ? [first, ...frame.others] : [...frame.others]
}

/** Taps by which one of several respondents is left out. */
export function dropTitles(frame: Frame, replies: Replies): string[] {
  return frame.others.length === 0
    ? []
    : allRespondents(frame).map(({ name }) => replies.say('value.dropRespondent', { name }))
}

/** Leaves out the respondent of that name; the next one takes the place of the first. */
export function dropRespondent(frame: Frame, name: string): void {
  const rest = allRespondents(frame).filter(other => other.name !== name)
  const [first, ...others] = rest
  frame.others = others
  if (first) frame.slots['respondent.name'] = { state: 'said', value: first, origin: null }
}
