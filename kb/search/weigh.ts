// Second pass: how much of the question an article of the short list covers, and how like its own questions it is.
import type { ArticleIndex } from './article-index.ts'
import type { Question } from './question.ts'
import { formCount } from './question-forms.ts'

export interface Measures {
  /** Share of the question's weight that the article holds anywhere, 0 to 1. */
  covered: number
  /** Share that its title holds. */
  inTitle: number
  /** Share that a single one of its questions holds, of all of them the most. */
  inOneAsk: number
  /** Likeness to the most alike of its questions (cosine), 0 to 1; by words and concepts alone; mean of the next two. */
  bestAsk: number
  bestWords: number
  nextAsks: number
  /** How usual it is for the article to be asked for what the question asks (how long, how much, …), 0 to 1; ½ where nothing shows. */
  form: number
}

export type Weigh = (question: Question, article: number) => Measures

export function createWeigh(index: ArticleIndex): Weigh {
  const { asks, firstAsk, askNorms, askWordNorms, termWeights, isWord, holders, formShares } = index
  // 1 for the terms of the question that is weighed
  const isAsked = new Uint8Array(termWeights.length)
  const forms = formCount()

  const holds = (term: number, article: number): boolean => {
    let from = holders.starts[term]!
    let to = holders.starts[term + 1]! - 1
    while (from <= to) {
      const middle = (from + to) >> 1
      const found = holders.items[middle]!
      if (found === article) return true
      if (found < article) from = middle + 1
      else to = middle - 1
    }
    return false
  }

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

  return ({ terms, total, norm, wordNorm, forms: asked }, article) => {
    let covered = 0
    for (const term of terms) {
      isAsked[term] = 1
      if (holds(term, article)) covered += termWeights[term]!
    }
    const likest = [0, 0, 0]
    let bestWords = 0
    let inOneAsk = 0
    let inTitle = 0
    for (let row = firstAsk[article]!; row < firstAsk[article + 1]!; row++) {
      let common = 0
      let commonWords = 0
      let weight = 0
      for (let i = asks.starts[row]!; i < asks.starts[row + 1]!; i++) {
        const term = asks.items[i]!
        if (!isAsked[term]) continue
        const squared = termWeights[term]! ** 2
        common += squared
        if (isWord[term]) commonWords += squared
        weight += termWeights[term]!
      }
      const like = common / Math.sqrt(askNorms[row]! * norm || 1)
      if (like > likest[0]!) likest.splice(0, 3, like, likest[0]!, likest[1]!)
      else if (like > likest[1]!) likest.splice(1, 2, like, likest[1]!)
      else if (like > likest[2]!) likest[2] = like
      bestWords = Math.max(bestWords, commonWords / Math.sqrt(askWordNorms[row]! * wordNorm || 1))
      inOneAsk = Math.max(inOneAsk, weight)
      if (row === firstAsk[article]) inTitle = weight
    }
    for (const term of terms) isAsked[term] = 0
    const whole = total || 1
    return {
      covered: covered / whole,
      inTitle: inTitle / whole,
      inOneAsk: inOneAsk / whole,
      bestAsk: likest[0]!,
      bestWords,
      nextAsks: (likest[1]! + likest[2]!) / 2,
      form: formOf(asked, article)
    }
  }
}
