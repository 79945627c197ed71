// Traditional → simplified (繁体转简体), by OpenCC's tables.
import * as OpenCC from 'opencc-js/t2cn'
import type { Edit } from './mapped-text.ts'

const converter = OpenCC.Converter({ from: 't', to: 'cn' })
const convert = (text: string): string => converter(text) ?? text
// 著 is written for 着 (著火, 看著) in Taiwan and Hong Kong; OpenCC leaves it. Kept in 著名, 著作, 显著 …
const ZHU_FOR_ZHE = /(?<![显名巨原编土卓论专译遗所])著(?![名作称书者述])/g
const singles = new Map<string, string>()

function simplifiedChar(char: string): string {
  let known = singles.get(char)
  if (known === undefined) {
    known = convert(char)
    singles.set(char, known)
  }
  return known
}

/** One edit for each character that changes. Phrase rules (乾隆 stays 乾隆) are used where they keep the length. */
export function simplifyEdits(text: string): Edit[] {
  const chars = Array.from(text)
  if (!chars.some(char => char >= '\u3400' && simplifiedChar(char) !== char)) return []
  const whole = Array.from(convert(text).replace(ZHU_FOR_ZHE, '着'))
  const useWhole = whole.length === chars.length
  const edits: Edit[] = []
  let at = 0
  for (const [i, char] of chars.entries()) {
    const simple = useWhole ? whole[i]! : simplifiedChar(char)
    if (simple !== char) edits.push({ start: at, end: at + char.length, text: simple })
    at += char.length
  }
  return edits
}
