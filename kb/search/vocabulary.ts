// Terms as numbers, and what each article is made of in them. An article that did not change is not segmented again when
// the index is built anew: that is where nearly all the time of a build goes.
import { createSpelling, logFrequency, roughSyllable, type Spelling } from '../../nlu/index.ts'
import { type ArticleReading, asMatter, type Indexed, readArticle } from './article-reading.ts'
import { FAMILIES, type Features, ownFeatures } from './features.ts'
import { loadMeaning, type Meaning } from './meaning.ts'

/** One text as term numbers. */
interface ReadText {
  text: string
  terms: Uint32Array
  forms: number
}
export interface ReadArticle {
  /** Title first. */
  questions: ReadText[]
  keywords: ReadText
  answer: ReadText
  /** What its questions mean together, a vector of length 1. */
  meaning: Float32Array
}

export interface Vocabulary {
  readonly ids: ReadonlyMap<string, number>
  /** Family character of each term. */
  readonly families: readonly string[]
  readonly meaning: Meaning
  /** All words, which misspelt ones of a question are put right to. */
  readonly spelling: Spelling
  read(article: Indexed): ReadArticle
  /** A list of questions without an article, the first as its title. */
  readMatter(questions: readonly string[]): ReadArticle
}

/** Texts of ours in which a word stands before a misspelt one is put right to it. */
const LEAST_TEXTS = 3

/** Numbers of one block of `createBlocks`: 256 KiB. */
const BLOCK = 2 ** 16

/**
 * Short lists of numbers as views of shared blocks: an array of its own costs each list some 250 bytes more, and a hundred
 * thousand articles have a million. A block lives as long as any of its lists.
 */
function createBlocks(): (numbers: readonly number[]) => Uint32Array {
  let block = new Uint32Array(BLOCK)
  let used = 0
  return numbers => {
    if (numbers.length > BLOCK / 4) return Uint32Array.from(numbers)
    if (used + numbers.length > BLOCK) {
      block = new Uint32Array(BLOCK)
      used = 0
    }
    const list = block.subarray(used, used + numbers.length)
    list.set(numbers)
    used += numbers.length
    return list
  }
}

/**
 * @param featuresOf another reader of texts, one that remembers for example
 * @param meaning another model than the committed one
 * @param stored readings made earlier, by this reader and this model
 */
export function createVocabulary(
  featuresOf: (text: string) => Features = ownFeatures,
  meaning: Meaning = loadMeaning(),
  stored: (article: Indexed) => ArticleReading | null = () => null
): Vocabulary {
  const ids = new Map<string, number>()
  const families: string[] = []
  const known = new WeakMap<object, ReadArticle>()
  const inBlock = createBlocks()
  const counts = new Map<string, number>()
  let counted = 0
  const likelihood = (word: string) => Math.log((counts.get(word) ?? 0) / counted)
  // what stands so in texts of ours, pair by pair, is no typo
  const isWritten = (text: string) => {
    for (let i = 1; i < text.length; i++) if (!ids.has(`${FAMILIES.characters}${text[i - 1]}${text[i]}`)) return false
    return true
  }
  const spelling = createSpelling([], {
    blur: roughSyllable,
    likelihood,
    likelihoodOf: stretch =>
      isWritten(stretch.join(''))
        ? 0
        : stretch.reduce((sum, word) => sum + Math.max(logFrequency(word), likelihood(word)), 0)
  })
  const count = (word: string) => {
    const times = (counts.get(word) ?? 0) + 1
    counts.set(word, times)
    counted++
    if (times === LEAST_TEXTS) spelling.add(word)
  }
  const number = ({ text, terms, forms }: Features): ReadText => {
    const numbers = terms.map(term => {
      let id = ids.get(term)
      if (id === undefined) {
        id = families.length
        ids.set(term, id)
        families.push(term[0]!)
      }
      if (term[0] === FAMILIES.word) count(term.slice(1))
      return id
    })
    return { text, terms: inBlock(numbers), forms }
  }
  /** `key`: the object whose being the same means that nothing changed. */
  const remember = (key: object, article: Indexed): ReadArticle => {
    const before = known.get(key)
    if (before) return before
    const reading = stored(article) ?? readArticle(article, featuresOf, meaning)
    const read = {
      questions: reading.questions.map(number),
      keywords: number(reading.keywords),
      answer: number(reading.answer),
      meaning: reading.meaning
    }
    known.set(key, read)
    return read
  }
  return {
    ids,
    families,
    meaning,
    spelling,
    read: article => remember(article, article),
    readMatter: questions => remember(questions, asMatter(questions))
  }
}
