// Which fact the random citizen puts right, and in what words; the facts change with it.
import { type Facts, phoneFrom } from './facts.ts'
import { NAMES, PLACES, RESPONDENTS, TIMES } from './material.ts'
import { type Correctable, correction } from './phrases.ts'
import type { Random } from './random.ts'

/** Field of the draft that holds the fact. */
export const FIELD_OF: Record<Correctable, string> = {
  time: 'occurredAt',
  place: 'place',
  respondent: 'respondent.name',
  amount: 'claims',
  phone: 'requester.phone',
  name: 'requester.name'
}

const other = <T>(list: readonly T[], now: T, random: Random): T => random.pick(list.filter(item => item !== now))

/** Facts that may be put right. `filled`: the fields that the bot has, where only one of those may be. */
function correctable({ kind, time, place, respondent, phone, name }: Facts, filled: readonly string[] | null) {
  const can: Correctable[] = []
  if (kind === 'report' || kind === 'complaint') {
    if (time) can.push('time')
    if (place) can.push('place')
    if (respondent) can.push('respondent')
  }
  if (kind === 'complaint') can.push('amount')
  if (phone && kind !== 'suggestion') can.push('phone')
  if (name && kind !== 'suggestion') can.push('name')
  return filled ? can.filter(what => filled.includes(FIELD_OF[what])) : can
}

/** What is said to put `count` different facts right, as far as there are so many; null where there is none. */
export function correct(facts: Facts, filled: readonly string[] | null, random: Random, count = 1): string | null {
  const can = random.shuffled(correctable(facts, filled)).slice(0, count)
  return can.length === 0 ? null : can.map(what => correctOne(what, facts, random)).join('。还有，')
}

function correctOne(what: Correctable, facts: Facts, random: Random): string {
  switch (what) {
    case 'time': {
      const old = facts.time!
      const [time, day] = random.pick(TIMES.filter(([text, of]) => text !== old && of !== facts.day))
      Object.assign(facts, { time, day })
      return correction(what, old, time, random)
    }
    case 'place': {
      const old = facts.place!
      facts.place = other<string>(PLACES, old, random)
      return correction(what, old, facts.place, random)
    }
    case 'respondent': {
      const old = facts.respondent!
      facts.respondent = other<string>(RESPONDENTS, old, random)
      return correction(what, old, facts.respondent, random)
    }
    case 'amount': {
      const old = facts.amount
      facts.amount = old + 300
      return correction(what, String(old), String(facts.amount), random)
    }
    case 'phone': {
      const old = facts.phone!
      facts.phone = phoneFrom(random)
      return correction(what, old, facts.phone, random)
    }
    case 'name': {
      const old = facts.name!
      facts.name = other<string>(NAMES, old, random)
      return correction(what, old, facts.name, random)
    }
  }
}
