// What a text is compared by: its words, the concepts they stand for, and pairs of characters and of sounds, which
// still agree where the words are cut differently or misspelt.
import { type Spelling, segment, segmentClean, soundsOf } from '../../nlu/index.ts'
import { readLexicon } from '../lexicons/read-lexicon.ts'
import { conceptsIn } from './concepts.ts'
import { formsOf } from './question-forms.ts'

/** First character of a term: which family it belongs to. */
export const FAMILIES = { word: 'w', concept: '=', characters: 'c', sounds: 's' } as const

/** Families by number: words, concepts, pairs of characters, pairs of sounds. */
export const FAMILY_ORDER: readonly string[] = Object.values(FAMILIES)

/** How much a match in each family counts (found by leaving each ask of an article out in turn). */
export const FAMILY_WEIGHTS: Readonly<Record<string, number>> = { w: 1, '=': 1.6, c: 0.15, s: 0.12 }

/** A text as it is compared. */
export interface Features {
  /** As read: typos, pinyin, dialect and Traditional script undone. */
  text: string
  /** Distinct terms, family first. */
  terms: string[]
  /** Forms of question it has, as bits (question-forms.ts). */
  forms: number
}

let stopWords: Set<string> | null = null

function isStopWord(word: string): boolean {
  stopWords ??= new Set(readLexicon('stop-words.txt').flatMap(line => line.split(/\s+/)))
  return stopWords.has(word)
}

function pairs(items: readonly string[], family: string, terms: Set<string>): void {
  for (let i = 1; i < items.length; i++) terms.add(`${family}${items[i - 1]}${items[i]}`)
}

function featuresOf(words: readonly string[]): Features {
  const terms = new Set<string>()
  const text = words.join('')
  for (const word of words) if (!isStopWord(word)) terms.add(FAMILIES.word + word.toLowerCase())
  for (const concept of conceptsIn(text)) terms.add(FAMILIES.concept + concept)
  const said = words.filter(word => !isStopWord(word)).join('')
  pairs(Array.from(said.toLowerCase()), FAMILIES.characters, terms)
  pairs(soundsOf(said), FAMILIES.sounds, terms)
  return { text, terms: [...terms], forms: formsOf(text) }
}

/**
 * What a citizen typed: typos, pinyin, dialect and Traditional script are read first.
 * @param spelling the base's own words, which misspelt ones are put right to
 */
export function questionFeatures(question: string, spelling?: Spelling): Features {
  return featuresOf(segment(question, spelling))
}

/** A text of our own. */
export function ownFeatures(text: string): Features {
  return featuresOf(segmentClean(text))
}
