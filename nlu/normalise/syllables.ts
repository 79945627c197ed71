// Toneless pinyin (拼音) of characters and words, and cutting of typed Latin letters into syllables.
import { pinyin } from 'pinyin-pro'

const readings = new Map<string, string[]>()

/** All toneless readings of one character, ü written v ("旅" → ["lv"]); empty for anything that is no Han character. */
export function readingsOf(char: string): string[] {
  let known = readings.get(char)
  if (!known) {
    const isHan = char >= '\u3400' && char <= '\u9fff'
    known = isHan ? [...new Set(pinyin(char, { toneType: 'none', multiple: true, type: 'array', v: true }))] : []
    readings.set(char, known)
  }
  return known
}

/** Toneless pinyin of a word in context, one syllable a character ("旅行社" → ["lv","xing","she"]). */
export function syllablesOf(word: string): string[] {
  return pinyin(word, { toneType: 'none', type: 'array', v: true })
}

/** n/ng, zh/z, ch/c, sh/s made one: how syllables sound where southern speakers do not tell them apart. */
export function blurSyllable(syllable: string): string {
  return syllable.replace(/^([zcs])h/, '$1').replace(/([aei]n)g$/, '$1')
}

/** h/f as many speakers of the south mix them up: fei and hui, fu and hu sound alike. */
const AS_H: Readonly<Record<string, string>> = {
  fa: 'hua',
  fan: 'huan',
  fei: 'hui',
  fen: 'hun',
  fo: 'huo',
  fou: 'hou',
  fu: 'hu'
}

/** `blurSyllable`, with l/n and f/h made one too: what a syllable may have been misheard or mistyped for. */
export function roughSyllable(syllable: string): string {
  const blurred = blurSyllable(syllable)
  return AS_H[blurred] ?? blurred.replace(/^l/, 'n')
}

const INITIALS = 'b|p|m|f|d|t|n|l|g|k|h|j|q|x|zh|ch|sh|r|z|c|s|y|w'
const FINALS =
  'iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|van|ai|ei|ao|ou|an|en|in|un|vn|er|ia|ie|iu|ua|ui|uo|ue|ve|a|o|e|i|u|v'
const SYLLABLE = new RegExp(`^(?:(?:${INITIALS})(?:${FINALS})|a|ai|an|ang|ao|e|en|er|o|ou)$`)
const shapes = new Map<string, boolean>()

/** Could these letters be one pinyin syllable? (By shape: a few that no character has pass too.) */
export function isSyllable(letters: string): boolean {
  if (letters.length > 6) return false
  let known = shapes.get(letters)
  if (known === undefined) {
    known = SYLLABLE.test(letters)
    if (shapes.size < 20_000) shapes.set(letters, known)
  }
  return known
}
