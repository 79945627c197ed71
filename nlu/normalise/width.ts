// Width, invisible characters, repeated punctuation and emoji: what differs only in how it was typed.
import type { Edit } from './mapped-text.ts'

// A full-width comma between digits is a clause break (收了50 , 300多人), not a thousands separator: left as it is.
const FULL_WIDTH_COMMA = '\uff0c'
const BETWEEN_DIGITS = /\d\uff0c\d/

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u
const EMOJI = /\p{Extended_Pictographic}|[\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}]/u
const SPACE = /[^\S\n]/
// Characters whose NFKC form differs: full-width forms, circled numbers, ligatures, CJK compatibility forms …
const COMPATIBILITY =
  /[\u00a0-\u00bf\u2000-\u200a\u2024-\u2026\u202f\u2070-\u209f\u2100-\u214f\u2150-\u218f\u2460-\u24ff\u2e80-\u2fdf\u3000\u3200-\u33ff\uf900-\ufaff\ufb00-\ufb06\ufe30-\ufe4f\ufe50-\ufe6f\uff01-\uffee\u{1d400}-\u{1d7ff}\u{1f100}-\u{1f1ff}\u{2f800}-\u{2fa1f}]/u
const NEEDS_WORK =
  /[\s\u00a0-\u00bf\u00ad\u2000-\u206f\u2070-\u33ff\uf900-\ufaff\ufb00-\ufb06\ufe00-\ufe0f\ufe30-\ufe6f\ufeff\uff01-\uffee\u{1d400}-\u{1d7ff}\u{1f000}-\u{1faff}\u{2f800}-\u{2fa1f}\u{e0100}-\u{e01ef}]|([。.!?,;~、…])\1/u
/** Left alone by NFKC here: ellipsis and the sentence marks that already are what we want. */
const KEPT = new Set(['…', '。', '、', '《', '》', '「', '」', '『', '』', '“', '”', '‘', '’', '—', '·', '〇', '·'])
const REPEATABLE = new Set([...'。!?,;~、…'])

/**
 * Edits that bring a text to half width (NFKC for each character; 。、《》“” stay), drop invisible characters, turn an
 * emoji into a space, collapse runs of blanks and of one punctuation mark ("!!!" → "!", "。。。" → "。").
 */
export function widthEdits(text: string): Edit[] {
  if (!NEEDS_WORK.test(text) && !/\.{3,}/.test(text)) return []
  const edits: Edit[] = []
  let last = '' // the last unit written, to see repetitions
  for (let i = 0; i < text.length; ) {
    const char = String.fromCodePoint(text.codePointAt(i)!)
    const end = i + char.length
    let next = char
    if (INVISIBLE.test(char)) next = ''
    else if (KEPT.has(char)) next = char
    else if (SPACE.test(char) || EMOJI.test(char)) next = ' '
    else if (char === FULL_WIDTH_COMMA && BETWEEN_DIGITS.test(text.slice(i - 1, i + 2))) next = char
    else if (char >= '\u2460' && char <= '\u2473')
      next = `${char.normalize('NFKC')}.` // ① numbers a list item
    else if (COMPATIBILITY.test(char)) next = char.normalize('NFKC')
    if (next.length === 1 && next === last && (next === ' ' || REPEATABLE.has(next))) next = ''
    if (next !== char) edits.push({ start: i, end, text: next })
    if (next) last = next.at(-1)!
    i = end
  }
  return edits
}
