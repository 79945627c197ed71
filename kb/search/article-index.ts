// The index: which articles hold a term (inverted lists, for finding) and which terms a field holds (for weighing).
import type { Article } from '../article/article.ts'
import { FAMILY_WEIGHTS, ownTerms } from './features.ts'
import { packRows, type Rows } from './rows.ts'

/** Fields besides the citizens' questions, each with its share in the BM25F score. */
const FIELDS = ['title', 'keywords', 'answer'] as const
const FIELD_WEIGHTS = { title: 1, keywords: 1, answer: 0.5 } as const
const ASKS_WEIGHT = 0.5
/** BM25: how soon repetition stops to count, and how much long fields are held back (usual values). */
const K1 = 1.2
const B = 0.5

export interface ArticleIndex {
  readonly articles: readonly Article[]
  readonly termIds: ReadonlyMap<string, number>
  /** Rarity × family weight of each term, ≥ 0. */
  readonly termWeights: Float32Array
  /** Weight of a term that no article holds, by family character. */
  readonly unknownWeights: Readonly<Record<string, number>>
  /** term → articles that hold it. */
  readonly holders: Rows
  /** BM25F share of the term in that article, beside `holders.items`. */
  readonly impacts: Float32Array
  /** article × 3 + field (title, keywords, answer) → terms. */
  readonly fields: Rows
  /** article → its questions (title first) as rows of `asks`: firstAsk[a] … firstAsk[a + 1] - 1. */
  readonly firstAsk: Uint32Array
  readonly asks: Rows
  /** Sum of squared term weights of each question, for cosines. */
  readonly askNorms: Float32Array
}

export const FIELD_COUNT = FIELDS.length

const fieldText = (article: Article, field: (typeof FIELDS)[number]) =>
  field === 'keywords' ? article.keywords.join('。') : article[field]

/** Robertson's idf, kept above zero. */
const rarity = (holders: number, articles: number) => Math.log(1 + (articles - holders + 0.5) / (holders + 0.5))

interface Collected {
  termIds: Map<string, number>
  families: string[]
  fields: number[][]
  asks: number[][]
  firstAsk: Uint32Array
}

function collect(articles: readonly Article[]): Collected {
  const termIds = new Map<string, number>()
  const families: string[] = []
  const idsOf = (text: string) =>
    ownTerms(text).map(term => {
      let id = termIds.get(term)
      if (id === undefined) {
        id = termIds.size
        termIds.set(term, id)
        families.push(term[0]!)
      }
      return id
    })
  const fields: number[][] = []
  const asks: number[][] = []
  const firstAsk = new Uint32Array(articles.length + 1)
  for (const [a, article] of articles.entries()) {
    firstAsk[a] = asks.length
    for (const field of FIELDS) fields.push(idsOf(fieldText(article, field)))
    asks.push(fields[a * FIELD_COUNT]!)
    for (const question of article.asks) asks.push(idsOf(question))
  }
  firstAsk[articles.length] = asks.length
  return { termIds, families, fields, asks, firstAsk }
}

/** Term → weighted number of fields that hold it, of one article. */
function termCounts(
  { fields, asks, firstAsk }: Collected,
  a: number,
  averages: readonly number[]
): Map<number, number> {
  const counts = new Map<number, number>()
  const add = (terms: readonly number[], weight: number) => {
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + weight)
  }
  for (const [f, field] of FIELDS.entries()) {
    const terms = fields[a * FIELD_COUNT + f]!
    add(terms, FIELD_WEIGHTS[field] / (1 - B + (B * terms.length) / averages[f]!))
  }
  for (let q = firstAsk[a]! + 1; q < firstAsk[a + 1]!; q++) add(asks[q]!, ASKS_WEIGHT)
  return counts
}

export function buildIndex(articles: readonly Article[]): ArticleIndex {
  const collected = collect(articles)
  const { termIds, families, fields, asks, firstAsk } = collected
  const averages = FIELDS.map((_, f) => {
    let size = 0
    for (let a = 0; a < articles.length; a++) size += fields[a * FIELD_COUNT + f]!.length
    return Math.max(1, size / Math.max(1, articles.length))
  })
  const holders: number[][] = families.map(() => [])
  const shares: number[][] = families.map(() => [])
  for (let a = 0; a < articles.length; a++)
    for (const [term, count] of termCounts(collected, a, averages)) {
      holders[term]!.push(a)
      shares[term]!.push((count * (K1 + 1)) / (count + K1))
    }
  const termWeights = Float32Array.from(
    families,
    (family, term) => rarity(holders[term]!.length, articles.length) * (FAMILY_WEIGHTS[family] ?? 1)
  )
  const unknown = rarity(0.5, articles.length)
  const packed = packRows(holders)
  const impacts = new Float32Array(packed.items.length)
  for (const [term, share] of shares.entries()) impacts.set(share, packed.starts[term])
  return {
    articles,
    termIds,
    termWeights,
    unknownWeights: Object.fromEntries(Object.entries(FAMILY_WEIGHTS).map(([family, w]) => [family, w * unknown])),
    holders: packed,
    impacts,
    fields: packRows(fields),
    firstAsk,
    asks: packRows(asks),
    askNorms: Float32Array.from(asks, terms => terms.reduce((sum, term) => sum + termWeights[term]! ** 2, 0))
  }
}
