import type { Activity, CardAction } from './activity.ts'

export interface Choice {
  /** 1-based; null where the titles bring numbers of their own (a rating from 1 to 5), which a second one would confuse. */
  number: number | null
  title: string
  /** Said when chosen; null where choosing opens `href`. */
  say: string | null
  /** tel: or http(s): address; null where choosing says something. */
  href: string | null
}

const SAFE_LINK = /^(https?|tel):/i

function readChoice({ type, title, value }: CardAction): Omit<Choice, 'number'> | null {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : title
  if (type === 'call') return { title, say: null, href: SAFE_LINK.test(text) ? text : `tel:${text}` }
  // javascript: and data: addresses are never followed, whoever put them there.
  if (type === 'openUrl') return SAFE_LINK.test(text) ? { title, say: null, href: text } : null
  return title === '' ? null : { title, say: text, href: null }
}

/** The suggested actions of a bot message, in order. */
export function choicesOf(activity: Activity): Choice[] {
  const choices = (activity.suggestedActions?.actions ?? [])
    .filter(action => typeof action?.title === 'string')
    .map(readChoice)
    .filter(choice => choice !== null)
  const isNumbered =
    choices.length > 1 && choices.every(({ title, say }) => !/^\d/.test(title) && !/^\d+$/.test(say ?? ''))
  return choices.map((choice, index) => ({ ...choice, number: isNumbered ? index + 1 : null }))
}

/** What a typed line means while `choices` are open: the number of a choice stands for what it says. */
export function typedChoice(text: string, choices: readonly Choice[]): string | null {
  const typed = /^\s*([0-9０-９]{1,2})[.、。\s]*$/.exec(text)?.[1]?.normalize('NFKC')
  if (typed === undefined) return null
  return choices.find(({ number }) => number === Number(typed))?.say ?? null
}
