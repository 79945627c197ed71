// The index: which articles hold a term, and how much the term speaks for each of them.
//
// Measured on questions left out one fifth at a time, a query likelihood (how much likelier the term is in the article
// than in the whole base) found the right article first in 64 of 100, BM25F with cosines in 53.
import type { Spelling } from '../../nlu/index.ts'
import type { Indexed } from './article-reading.ts'
import { FAMILY_ORDER, FAMILY_WEIGHTS } from './features.ts'
import type { Meaning } from './meaning.ts'
import { createOurs } from './ours.ts'
import { formCount } from './question-forms.ts'
import { packRows, type Rows } from './rows.ts'
import { createVocabulary, type ReadArticle, type Vocabulary } from './vocabulary.ts'

/** What one mention counts: words of the title and keywords say more than those of the answer. */
const TITLE_WEIGHT = 3
const KEYWORD_WEIGHT = 2
const ANSWER_WEIGHT = 1
const ASK_WEIGHT = 1
/** Share of the whole base mixed into each article, and how far long articles are held back. */
const BACKGROUND = 0.3
const LENGTH_POWER = 0.4

export interface ArticleIndex {
  /** Articles, then the matters that are not ours: they compete, so that a question about one is not answered. */
  readonly size: number
  readonly termIds: ReadonlyMap<string, number>
  /** Rarity × family weight of each term, ≥ 0. */
  readonly termWeights: Float32Array
  /** Family of each term, as its place in FAMILY_ORDER. */
  readonly termFamilies: Uint8Array
  /** Weight of a term that no article holds, by family character. */
  readonly unknownWeights: Readonly<Record<string, number>>
  /** term → articles that hold it. */
  readonly holders: Rows
  /** What the term speaks for that article, beside `holders.items`, in units of IMPACT_UNIT. */
  readonly impacts: Uint16Array
  /** article → its questions (title first) as rows of `asks`: firstAsk[a] … firstAsk[a + 1] - 1. */
  readonly firstAsk: Uint32Array
  readonly asks: Rows
  /** Sums of squared term weights of each question by family, for cosines: askNorms[row × FAMILY_ORDER.length + family]. */
  readonly askNorms: Float32Array
  /** Share of the article's questions that have form f: formShares[article × formCount() + f]. */
  readonly formShares: Float32Array
  /** Reads what a question means; what entry a means: meanings[a × meaning.size + k]. */
  readonly meaning: Meaning
  readonly meanings: Float32Array
  /** Words of the base, which misspelt ones are put right to. */
  readonly spelling: Spelling
  /** Whether a normalised question sounds like those the articles answer (ours.ts). */
  readonly ours: (text: string) => number
}

/**
 * Two bytes an entry: half of what a large index takes is these. The largest impact, of a term that one article in a
 * hundred thousand holds, is about 1.6 × ln(1 + 10⁶) = 22, so 32 is never reached.
 */
export const IMPACT_UNIT = 32 / 2 ** 16

/** Robertson's idf, kept above zero. */
const rarity = (holders: number, articles: number) => Math.log(1 + (articles - holders + 0.5) / (holders + 0.5))

/** Counts what articles mention, one at a time: each term once, in `terms`, with what it counts in `counts`. */
function createCount(termCount: number): (article: ReadArticle) => { terms: readonly number[]; counts: Float32Array } {
  const counts = new Float32Array(termCount)
  let terms: number[] = []
  const add = (mentioned: Uint32Array, weight: number) => {
    for (const term of mentioned) {
      if (counts[term] === 0) terms.push(term)
      counts[term]! += weight
    }
  }
  return ({ questions, keywords, answer }) => {
    for (const term of terms) counts[term] = 0
    terms = []
    add(keywords.terms, KEYWORD_WEIGHT)
    add(answer.terms, ANSWER_WEIGHT)
    for (const [q, question] of questions.entries()) add(question.terms, q === 0 ? TITLE_WEIGHT : ASK_WEIGHT)
    return { terms, counts }
  }
}

/** Inverted lists of all terms, written in two passes so that a hundred thousand articles fit in memory. */
function invert(
  articles: readonly ReadArticle[],
  families: readonly string[]
): Pick<ArticleIndex, 'holders' | 'impacts'> {
  const starts = new Uint32Array(families.length + 1)
  const count = createCount(families.length)
  for (const article of articles) for (const term of count(article).terms) starts[term + 1]!++
  for (let term = 0; term < families.length; term++) starts[term + 1]! += starts[term]!
  const items = new Uint32Array(starts[families.length]!)
  const impacts = new Uint16Array(items.length)
  const filled = starts.slice()
  for (const [a, article] of articles.entries()) {
    const { terms, counts } = count(article)
    let size = 0
    for (const term of terms) size += counts[term]!
    const held = size ** LENGTH_POWER
    for (const term of terms) {
      const share = (starts[term + 1]! - starts[term]!) / articles.length
      const at = filled[term]!++
      items[at] = a
      const impact = (FAMILY_WEIGHTS[families[term]!] ?? 1) * Math.log(1 + counts[term]! / held / (BACKGROUND * share))
      // what is there at all is seen: no entry is rounded to nothing
      impacts[at] = Math.max(1, Math.round(impact / IMPACT_UNIT))
    }
  }
  return { holders: { starts, items }, impacts }
}

function formSharesOf(articles: readonly ReadArticle[]): Float32Array {
  const forms = formCount()
  const shares = new Float32Array(articles.length * forms)
  for (const [a, { questions }] of articles.entries())
    for (let form = 0; form < forms; form++)
      shares[a * forms + form] = questions.filter(question => question.forms & (1 << form)).length / questions.length
  return shares
}

const textsOf = (articles: readonly ReadArticle[]) =>
  articles.flatMap(({ questions }) => questions.map(({ text }) => text))

/**
 * @param notOurs lists of questions, one list a matter
 * @param vocabulary give the same one again, with the same article objects, to build fast after a change
 */
export function buildIndex(
  articles: readonly Indexed[],
  notOurs: readonly (readonly string[])[] = [],
  vocabulary: Vocabulary = createVocabulary()
): ArticleIndex {
  const read = [...articles.map(vocabulary.read), ...notOurs.map(vocabulary.readMatter)]
  const { families, ids, meaning, spelling } = vocabulary
  const { holders, impacts } = invert(read, families)
  const termWeights = new Float32Array(families.length)
  const termFamilies = Uint8Array.from(families, family => FAMILY_ORDER.indexOf(family))
  for (const [term, family] of families.entries()) {
    const held = holders.starts[term + 1]! - holders.starts[term]!
    termWeights[term] = rarity(held, read.length) * (FAMILY_WEIGHTS[family] ?? 1)
  }
  const firstAsk = new Uint32Array(read.length + 1)
  for (const [a, { questions }] of read.entries()) firstAsk[a + 1] = firstAsk[a]! + questions.length
  const asks = read.flatMap(({ questions }) => questions.map(({ terms }) => terms))
  const askNorms = new Float32Array(asks.length * FAMILY_ORDER.length)
  for (const [row, terms] of asks.entries())
    for (const term of terms) askNorms[row * FAMILY_ORDER.length + termFamilies[term]!]! += termWeights[term]! ** 2
  const meanings = new Float32Array(read.length * meaning.size)
  for (const [a, article] of read.entries()) meanings.set(article.meaning, a * meaning.size)
  const unknown = rarity(0.5, read.length)
  return {
    size: read.length,
    termIds: ids,
    termWeights,
    termFamilies,
    unknownWeights: Object.fromEntries(Object.entries(FAMILY_WEIGHTS).map(([family, w]) => [family, w * unknown])),
    holders,
    impacts,
    firstAsk,
    asks: packRows(asks),
    askNorms,
    formShares: formSharesOf(read),
    meaning,
    meanings,
    spelling,
    ours: createOurs(textsOf(read.slice(0, articles.length)), textsOf(read.slice(articles.length)))
  }
}
