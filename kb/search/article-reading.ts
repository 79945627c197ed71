// What an article is made of for the index: its texts taken apart, and what its questions mean together.
import type { Article } from '../article/article.ts'
import { type Features, ownFeatures } from './features.ts'
import { commonMeaning, loadMeaning, type Meaning } from './meaning.ts'

/** What the index needs of an article. */
export type Indexed = Pick<Article, 'title' | 'asks' | 'keywords' | 'answer'>

export interface ArticleReading {
  /** Title first. */
  questions: Features[]
  keywords: Features
  answer: Features
  /** A vector of length 1. */
  meaning: Float32Array
}

/**
 * @param featuresOf another reader of texts, one that remembers for example
 * @param meaning another model than the committed one
 */
export function readArticle(
  { title, asks, keywords, answer }: Indexed,
  featuresOf: (text: string) => Features = ownFeatures,
  meaning: Meaning = loadMeaning()
): ArticleReading {
  const questions = [title, ...asks].map(featuresOf)
  return {
    questions,
    keywords: featuresOf(keywords.join('。')),
    answer: featuresOf(answer),
    meaning: commonMeaning(questions.map(meaning.of), meaning.size)
  }
}

/** A list of questions without an article, the first as its title. */
export const asMatter = (questions: readonly string[]): Indexed => ({
  title: questions[0] ?? '',
  asks: questions.slice(1),
  keywords: [],
  answer: ''
})
