// What a question asks for: how long, how much, who, whether one may … An article about the right matter that answers
// another of these is the wrong one (how long handling takes, until when one may complain).
import { readLexicon } from '../lexicons/read-lexicon.ts'

/** One bit a form. */
let words: { bit: number; words: string[] }[] | null = null

const load = () =>
  readLexicon('question-forms.txt').map((line, form) => ({ bit: 1 << form, words: line.split(/\s+/).slice(1) }))

/** How many forms the lexicon tells apart, at most 32. */
export function formCount(): number {
  words ??= load()
  return words.length
}

/** The forms a normalised text has, as bits. */
export function formsOf(text: string): number {
  words ??= load()
  let forms = 0
  for (const form of words) if (form.words.some(word => text.includes(word))) forms |= form.bit
  return forms
}
