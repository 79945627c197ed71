// Words for others than the classifier: the knowledge base searches by them.
import { normaliseText } from './normalise/normalised-text.ts'

const WORD = /[\p{L}\p{N}]/u

/** Simplified, half-width text with typos, pinyin and dialect words rewritten. For search, never for display. */
export function normalise(text: string): string {
  return normaliseText(text).text
}

/** Words of a text after normalisation, without punctuation and blanks, in order. */
export function segment(text: string): string[] {
  return normaliseText(text)
    .tokens.map(token => token.text)
    .filter(word => WORD.test(word))
}
