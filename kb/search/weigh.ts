// Second pass: how much of the question an article of the short list covers, and how like its own questions it is.
import { type ArticleIndex, IMPACT_UNIT } from './article-index.ts'
import { FAMILY_ORDER } from './features.ts'
import type { Question } from './question.ts'
import { formCount } from './question-forms.ts'
import { placeOf } from './rows.ts'

export interface Measures {
  /** What the question's words, concepts, pairs of characters and of sounds speak for the article, for each unit of the question's weight. */
  words: number
  concepts: number
  pairs: number
  sounds: number
  /** Share of the question's weight that the article holds anywhere, 0 to 1. */
  covered: number
  /** Share of the weight of words and concepts that it holds; weight of the heaviest that it does not, in tenths. */
  coveredWords: number
  missed: number
  /** Share that its title holds. */
  inTitle: number
  /** Share that a single one of its questions holds, of all of them the most. */
  inOneAsk: number
  /** Likeness to the most alike of its questions (cosine), 0 to 1; mean of the next two. */
  bestAsk: number
  nextAsks: number
  /** The same by words and concepts alone, by characters alone, by sounds alone. */
  bestWords: number
  bestPairs: number
  bestSounds: number
  /** How usual it is for the article to be asked for what the question asks (how long, how much, …), 0 to 1; ½ where nothing shows. */
  form: number
  /** Likeness of what the question means to what the article's questions mean (cosine), -1 to 1. */
  meaning: number
}

export type Weigh = (question: Question, article: number) => Measures

const F = FAMILY_ORDER.length
const [WORDS, CONCEPTS, PAIRS, SOUNDS] = [0, 1, 2, 3] as const

const cosine = (common: number, one: number, other: number) => common / Math.sqrt(one * other || 1)

export function createWeigh(index: ArticleIndex): Weigh {
  const { asks, firstAsk, askNorms, termWeights, termFamilies, holders, impacts, formShares, meanings } = index
  const meaningSize = index.meaning.size
  // 1 for the terms of the question that is weighed
  const isAsked = new Uint8Array(termWeights.length)
  const forms = formCount()
  // worked on in place: what one question has in common with an article, and with one of its questions, by family
  const spoken = new Float64Array(F)
  const common = new Float64Array(F)

  const formOf = (asked: number, article: number): number => {
    let sum = 0
    let count = 0
    for (let form = 0; form < forms; form++) {
      if (!(asked & (1 << form))) continue
      sum += formShares[article * forms + form]!
      count++
    }
    return count > 0 ? sum / count : 0.5
  }

  const likenessOf = (meaning: Float32Array, article: number): number => {
    let like = 0
    for (let k = 0; k < meaningSize; k++) like += meaning[k]! * meanings[article * meaningSize + k]!
    return like
  }

  return ({ terms, total, wordTotal, unknownWord, norms, forms: asked, meaning }, article) => {
    spoken.fill(0)
    let covered = 0
    let coveredWords = 0
    let missed = unknownWord
    for (const term of terms) {
      isAsked[term] = 1
      const at = placeOf(holders, term, article)
      const isWord = termFamilies[term]! <= CONCEPTS
      if (at < 0) {
        if (isWord) missed = Math.max(missed, termWeights[term]!)
        continue
      }
      covered += termWeights[term]!
      if (isWord) coveredWords += termWeights[term]!
      spoken[termFamilies[term]!]! += impacts[at]! * IMPACT_UNIT
    }
    const norm = norms[WORDS]! + norms[CONCEPTS]! + norms[PAIRS]! + norms[SOUNDS]!
    let [first, second, third] = [0, 0, 0]
    let [bestWords, bestPairs, bestSounds, inOneAsk, inTitle] = [0, 0, 0, 0, 0]
    for (let row = firstAsk[article]!; row < firstAsk[article + 1]!; row++) {
      common.fill(0)
      let weight = 0
      for (let i = asks.starts[row]!; i < asks.starts[row + 1]!; i++) {
        const term = asks.items[i]!
        if (!isAsked[term]) continue
        common[termFamilies[term]!]! += termWeights[term]! ** 2
        weight += termWeights[term]!
      }
      const [w, c, p, s] = [askNorms[row * F]!, askNorms[row * F + 1]!, askNorms[row * F + 2]!, askNorms[row * F + 3]!]
      const inWords = common[WORDS]! + common[CONCEPTS]!
      const like = cosine(inWords + common[PAIRS]! + common[SOUNDS]!, w + c + p + s, norm)
      if (like > first) [first, second, third] = [like, first, second]
      else if (like > second) [second, third] = [like, second]
      else if (like > third) third = like
      bestWords = Math.max(bestWords, cosine(inWords, w + c, norms[WORDS]! + norms[CONCEPTS]!))
      bestPairs = Math.max(bestPairs, cosine(common[PAIRS]!, p, norms[PAIRS]!))
      bestSounds = Math.max(bestSounds, cosine(common[SOUNDS]!, s, norms[SOUNDS]!))
      inOneAsk = Math.max(inOneAsk, weight)
      if (row === firstAsk[article]) inTitle = weight
    }
    for (const term of terms) isAsked[term] = 0
    const whole = total || 1
    return {
      words: spoken[WORDS]! / whole,
      concepts: spoken[CONCEPTS]! / whole,
      pairs: spoken[PAIRS]! / whole,
      sounds: spoken[SOUNDS]! / whole,
      covered: covered / whole,
      coveredWords: wordTotal > 0 ? coveredWords / wordTotal : 0,
      missed: missed / 10,
      inTitle: inTitle / whole,
      inOneAsk: inOneAsk / whole,
      bestAsk: first,
      nextAsks: (second + third) / 2,
      bestWords,
      bestPairs,
      bestSounds,
      form: formOf(asked, article),
      meaning: likenessOf(meaning, article)
    }
  }
}
