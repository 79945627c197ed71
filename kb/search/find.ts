// First pass: the articles that the terms of a question speak for most, over the inverted lists.
import type { ArticleIndex } from './article-index.ts'
import type { Question } from './question.ts'
import { placeOf } from './rows.ts'

/** How many articles are weighed closely. */
export const SHORT_LIST = 24
/** Entries of inverted lists that one question reads from end to end; the rarest terms first. Small bases have fewer. */
const MAX_READ = 60_000
/** So many of the best by these are looked up in the longer lists, whose terms say little each. */
const MAX_COMPLETED = 160

export interface Found {
  article: number
  /** Sum of what the question's terms speak for the article, in units of IMPACT_UNIT. */
  score: number
}

/** Keeps the best `size` of what is offered, in a heap with the worst on top. */
function keepBest(size: number): { worst(): number; offer(found: Found): void; sorted(): Found[] } {
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
    worst: () => (heap.length < size ? Number.NEGATIVE_INFINITY : heap[0]!.score),
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
  const { holders, impacts, termWeights } = index
  const scores = new Float32Array(index.size)
  const touched = new Uint32Array(index.size)
  return ({ terms }, isServed) => {
    const rarestFirst = [...terms].sort((a, b) => termWeights[b]! - termWeights[a]!)
    let count = 0
    let read = 0
    let whole = 0
    for (; whole < rarestFirst.length; whole++) {
      const from = holders.starts[rarestFirst[whole]!]!
      const to = holders.starts[rarestFirst[whole]! + 1]!
      read += to - from
      if (read > MAX_READ && count >= SHORT_LIST) break
      for (let i = from; i < to; i++) {
        const article = holders.items[i]!
        if (scores[article] === 0) touched[count++] = article
        scores[article]! += impacts[i]!
      }
    }
    const left = rarestFirst.slice(whole)
    const best = keepBest(left.length > 0 ? MAX_COMPLETED : SHORT_LIST)
    for (let i = 0; i < count; i++) {
      const article = touched[i]!
      const score = scores[article]!
      scores[article] = 0
      if (score > best.worst() && isServed(article)) best.offer({ article, score })
    }
    if (left.length === 0) return best.sorted()
    const completed = keepBest(SHORT_LIST)
    for (const { article, score } of best.sorted()) {
      let sum = score
      for (const term of left) {
        const at = placeOf(holders, term, article)
        if (at >= 0) sum += impacts[at]!
      }
      completed.offer({ article, score: sum })
    }
    return completed.sorted()
  }
}
