// From what the citizen typed to what the rest of nlu/ reads, with the way back for every position.
import { applyEdits, type Edit, mapText, rawSpan } from './mapped-text.ts'
import { pinyinEdits } from './pinyin-input.ts'
import { rewritingEdits } from './rewriting.ts'
import { simplifyEdits } from './simplify.ts'
import { typoEdits } from './typos.ts'
import { widthEdits } from './width.ts'
import { breakWords } from './word-breaker.ts'

export interface Token {
  text: string
  /** UTF-16 offsets into the normalised text, half-open. */
  start: number
  end: number
}

/**
 * What the extractors and the classifier read. Typos, pinyin and dialect words are already rewritten in it, so never show
 * it to anyone: show `raw`. `text` is simplified Chinese in half width: ，！？；：（） are , ! ? ; : ( ) and digits and letters are ASCII, while
 * 。 、 《 》 “ ” … — · stay as they are. Letters keep their case. Repeated marks and blanks are single; line breaks stay.
 */
export interface NormalisedText {
  raw: string
  text: string
  /** Raw offsets (UTF-16, half-open) of a span of `text`. */
  toRaw(start: number, end: number): { start: number; end: number }
  /** jieba words over `text`, in order, without gaps. */
  tokens: Token[]
}

function tokenise(text: string): Token[] {
  let at = 0
  return breakWords(text).map(word => {
    const token = { text: word, start: at, end: at + word.length }
    at = token.end
    return token
  })
}

export type RewritingStep = 'width' | 'traditional' | 'pinyin' | 'wording' | 'typo'
/** Is told each edit and the text it is made in. */
export type RewritingWatcher = (step: RewritingStep, text: string, edits: readonly Edit[]) => void

/** Normalises one message. Never throws; any string is accepted. */
export function normaliseText(raw: string, watch?: RewritingWatcher): NormalisedText {
  let mapped = mapText(raw)
  const apply = (step: RewritingStep, edits: readonly Edit[]) => {
    watch?.(step, mapped.text, edits)
    mapped = applyEdits(mapped, edits)
  }
  apply('width', widthEdits(mapped.text))
  apply('traditional', simplifyEdits(mapped.text))
  apply('pinyin', pinyinEdits(mapped.text))
  let tokens = tokenise(mapped.text)
  for (const step of ['wording', 'typo'] as const) {
    const edits = step === 'wording' ? rewritingEdits(mapped.text, tokens) : typoEdits(tokens)
    if (edits.length === 0) continue
    apply(step, edits)
    tokens = tokenise(mapped.text)
  }
  const { text } = mapped
  return { raw, text, tokens, toRaw: (start, end) => rawSpan(mapped, start, end, raw.length) }
}
