// First pass: the articles that the terms of a question speak for most, over the inverted lists.
import type { ArticleIndex } from './article-index.ts'
import type { Question } from './question.ts'

/** How many articles are weighed closely. */
export const SHORT_LIST = 24
/** Entries of inverted lists that one question may read; the rarest terms are read first. */
const MAX_READ = 400_000

export interface Found {
  article: number
  /** Sum of what the question's terms speak for the article. */
  score: number
}

/** Keeps the best `size` of what is offered, in a heap with the worst on top. */
function keepBest(size: number): { offer(found: Found): void; sorted(): Found[] } {
  const heap: Found[] = []
  const down = () => {
    for (let i = 0; ; ) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < heap.length && heap[child]!.score < heap[least]!.score) least = child
      if (least === i) return
      ;[heap[i], heap[least]] = [heap[least]!, heap[i]!]
      i = least
    }
  }
  const up = () => {
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1
      if (heap[parent]!.score <= heap[i]!.score) return
      ;[heap[i], heap[parent]] = [heap[parent]!, heap[i]!]
      i = parent
    }
  }
  return {
    offer(found) {
      if (heap.length < size) {
        heap.push(found)
        up()
      } else if (found.score > heap[0]!.score) {
        heap[0] = found
        down()
      }
    },
    sorted: () => heap.sort((a, b) => b.score - a.score || a.article - b.article)
  }
}

/** Gives the finder for an index; it keeps its working memory, so one call runs at a time (Node: always so). */
export function createFinder(
  index: ArticleIndex
): (question: Question, isServed: (article: number) => boolean) => Found[] {
  const scores = new Float32Array(index.size)
  const touched: number[] = []
  return ({ terms }, isServed) => {
    const { holders, impacts, termWeights } = index
    const rarestFirst = [...terms].sort((a, b) => termWeights[b]! - termWeights[a]!)
    let read = 0
    for (const term of rarestFirst) {
      const from = holders.starts[term]!
      const to = holders.starts[term + 1]!
      read += to - from
      if (read > MAX_READ && touched.length >= SHORT_LIST) break
      for (let i = from; i < to; i++) {
        const article = holders.items[i]!
        if (scores[article] === 0) touched.push(article)
        scores[article]! += impacts[i]!
      }
    }
    const best = keepBest(SHORT_LIST)
    for (const article of touched) {
      const score = scores[article]!
      scores[article] = 0
      if (isServed(article)) best.offer({ article, score })
    }
    touched.length = 0
    return best.sorted()
  }
}
