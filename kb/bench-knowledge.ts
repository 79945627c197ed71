// What the bench needs of the base: articles, a way to open any set of them, and the questions.
import type { Article } from './article/article.ts'
import { loadArticles } from './article/load-articles.ts'
import { readTestQuestions } from './evaluate.ts'
import { buildIndex } from './search/article-index.ts'
import { loadNotOurs } from './search/not-ours.ts'
import { loadRanking } from './search/ranking.ts'
import { createSearch } from './search/search.ts'
import { createVocabulary } from './search/vocabulary.ts'

export interface KnowledgeBench {
  articles: Article[]
  /** Builds an index of these articles; ones it has seen before, as the same objects, are not read again. */
  open(articles: readonly Article[]): { find(question: string): string[] }
  questions: { question: string; wanted: string[] }[]
}

/** @param questions text of a file in the format of kb/data/held-out.jsonl */
export function benchKnowledge(questions: string): KnowledgeBench {
  const articles = loadArticles()
  const successors = new Map(articles.flatMap(({ id, replaces }) => replaces.map(old => [old, id] as const)))
  const [notOurs, ranking, vocabulary] = [loadNotOurs(), loadRanking(), createVocabulary()]
  return {
    articles,
    open(list) {
      const search = createSearch(buildIndex(list, notOurs, vocabulary), list.length, ranking)
      const all = () => true
      return {
        find: question =>
          search(question, all)
            .ranked.slice(0, 3)
            .map(({ article }) => list[article]!.id)
      }
    },
    questions: readTestQuestions(questions).map(({ question, article }) => ({
      question,
      wanted: article === null ? [] : [article].flat().map(id => successors.get(id) ?? id)
    }))
  }
}
