// Words of culture and tourism that must stay whole in segmentation and that typos and pinyin are repaired to.
import { readLexicon } from './read-lexicon.ts'

let words: string[] | null = null

/** All words of lexicons/domain-words.txt. */
export function domainWords(): string[] {
  words ??= readLexicon('domain-words.txt').flatMap(line => line.split(/\s+/))
  return words
}
