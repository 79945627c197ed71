// Words for others than the classifier: the knowledge base searches by them.
import { applyEdits, mapText } from './normalise/mapped-text.ts'
import { normaliseText } from './normalise/normalised-text.ts'
import { rewritingEdits } from './normalise/rewriting.ts'
import type { Spelling } from './normalise/spelling.ts'
import { blurSyllable, isSyllable, readingsOf } from './normalise/syllables.ts'
import { typoEdits } from './normalise/typos.ts'
import { widthEdits } from './normalise/width.ts'
import { breakWords } from './normalise/word-breaker.ts'

const WORD = /[\p{L}\p{N}]/u

/** Simplified, half-width text with typos, pinyin and dialect words rewritten. For search, never for display. */
export function normalise(text: string): string {
  return normaliseText(text).text
}

/**
 * Words of a text after normalisation, without punctuation and blanks, in order.
 * @param spelling more words that misspelt ones are put right to
 */
export function segment(raw: string, spelling?: Spelling): string[] {
  const { text, tokens } = normaliseText(raw)
  const edits = spelling ? typoEdits(tokens, spelling) : []
  const words = edits.length === 0 ? tokens.map(token => token.text) : breakWords(applyEdits(mapText(text), edits).text)
  return words.filter(word => WORD.test(word))
}

/** As `segment`, for simplified Chinese of our own that is well spelt: looks for no typos or pinyin, ten times as fast. */
export function segmentClean(text: string): string[] {
  const plain = applyEdits(mapText(text), widthEdits(text)).text
  let at = 0
  const tokens = breakWords(plain).map(word => {
    const token = { text: word, start: at, end: at + word.length }
    at = token.end
    return token
  })
  const edits = rewritingEdits(plain, tokens)
  const words =
    edits.length === 0 ? tokens.map(token => token.text) : breakWords(applyEdits(mapText(plain), edits).text)
  return words.filter(word => WORD.test(word))
}

/** Letters cut into the longest pinyin syllables from the left; none where they do not divide. */
function syllablesTyped(letters: string): string[] {
  const found: string[] = []
  for (let at = 0; at < letters.length; ) {
    let length = Math.min(6, letters.length - at)
    while (length > 0 && !isSyllable(letters.slice(at, at + length))) length--
    if (length === 0) return []
    found.push(letters.slice(at, at + length))
    at += length
  }
  return found
}

/**
 * How a text sounds: toneless syllables, zh/z and ng/n made one, of each Han character and of pinyin typed in letters.
 * Homophone typos sound as what was meant, so search by sound finds them.
 */
export function soundsOf(text: string): string[] {
  const sounds: string[] = []
  for (const [piece] of text.matchAll(/[a-z]+|[\u3400-\u9fff]/gi)) {
    const syllables = /[a-z]/i.test(piece) ? syllablesTyped(piece.toLowerCase()) : readingsOf(piece).slice(0, 1)
    for (const syllable of syllables) sounds.push(blurSyllable(syllable))
  }
  return sounds
}
