// Words by how they sound and how they look: what a misspelt stretch may have meant.
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { readLexicon } from '../lexicons/read-lexicon.ts'
import { blurSyllable, syllablesOf } from './syllables.ts'
import { logFrequency } from './word-frequency.ts'

/** Words by their blurred sounds, one syllable a step. */
export interface SoundNode {
  next: Map<string, SoundNode>
  /** Words that sound so far, each with its syllables as they are. */
  words: { text: string; syllables: readonly string[] }[]
}

/** Words that misspelt ones are put right to. */
export interface Spelling {
  readonly words: ReadonlySet<string>
  readonly sounds: SoundNode
  /** Written with one look-alike character → word. */
  readonly byShape: ReadonlyMap<string, string>
  /** What is made one of a syllable: `blurSyllable`, or `roughSyllable` where more words are tried. */
  blur(syllable: string): string
  /** Logarithm of the probability that a citizen means this word. */
  likelihood(word: string): number
  /** The same of a stretch as it stands, cut into these words. */
  likelihoodOf(stretch: readonly string[]): number
}

const SPELT = /^[\u3400-\u9fff]{2,5}$/

const lookAlikes = lexiconTable(() => {
  const others = new Map<string, string[]>()
  for (const group of readLexicon('look-alike-characters.txt').map(line => Array.from(line)))
    for (const char of group) others.set(char, [...(others.get(char) ?? []), ...group.filter(other => other !== char)])
  return others
})

/** Domain words are all as likely. */
const DOMAIN_WORD = Math.log(2e-4)

/** A list of words that grows; anything but two to five Han characters is left out. */
export function createSpelling(
  from: readonly string[] = [],
  { blur, likelihood, likelihoodOf }: Pick<Spelling, 'blur' | 'likelihood' | 'likelihoodOf'> = {
    blur: blurSyllable,
    likelihood: () => DOMAIN_WORD,
    likelihoodOf: stretch => stretch.reduce((sum, word) => sum + logFrequency(word), 0)
  }
): Spelling & { add(word: string): void } {
  const words = new Set<string>()
  const sounds: SoundNode = { next: new Map(), words: [] }
  const byShape = new Map<string, string>()
  const add = (word: string) => {
    if (words.has(word) || !SPELT.test(word)) return
    words.add(word)
    // a word is no misspelling of another
    byShape.delete(word)
    const syllables = syllablesOf(word)
    let node = sounds
    for (const syllable of syllables.map(blur)) {
      let next = node.next.get(syllable)
      if (!next) {
        next = { next: new Map(), words: [] }
        node.next.set(syllable, next)
      }
      node = next
    }
    node.words.push({ text: word, syllables })
    for (const [i, char] of Array.from(word).entries())
      for (const other of lookAlikes().get(char) ?? []) {
        const wrong = word.slice(0, i) + other + word.slice(i + 1)
        if (!words.has(wrong)) byShape.set(wrong, word)
      }
  }
  for (const word of from) add(word)
  return { words, sounds, byShape, add, blur, likelihood, likelihoodOf }
}
