// A sentence in a language that is not read here: said so in English, instead of asking the same in Chinese again.

import type { Turn } from '../main/turn.ts'
import { type Speech, say } from '../speech.ts'

/** "hello", a name, an order number: those are no sentence. */
const MIN_WORDS = 4
const WORD = /(?<![\p{L}\p{N}])\p{L}+(?![\p{L}\p{N}])/gu

/** `plain` holds pinyin as the characters it stands for: the words that stay Latin in it were not meant as Chinese. */
export function otherLanguage({ memory, heard }: Turn): Speech[] | null {
  if (memory.frame || /\p{Script=Han}/u.test(heard.text)) return null
  return (heard.plain.match(WORD)?.length ?? 0) >= MIN_WORDS ? [say('repair.otherLanguage', {}, ['agent'])] : null
}
