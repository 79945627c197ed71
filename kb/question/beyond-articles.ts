// Questions that no article can answer however alike they sound: how things stand this minute, who a person is, tips.
import { readLexicon } from '../lexicons/read-lexicon.ts'

let patterns: RegExp[] | null = null

/** Does a normalised question ask for what only somebody on the spot, or nobody, may tell? */
export function isBeyondArticles(text: string): boolean {
  patterns ??= readLexicon('beyond-articles.txt').map(line => new RegExp(line))
  return patterns.some(pattern => pattern.test(text))
}
