// The gate: before an article is published, every ask and every question of the regression list is asked of the base as
// it would be, and its citations are looked up.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Knowledge } from '../answer.ts'
import type { Article } from '../article/article.ts'
import { checkTogether } from '../article/check-together.ts'
import { checkCitations } from '../law/check-citations.ts'
import { loadLawRegister } from '../law/law-register.ts'
import { storedLaws } from '../law/law-store.ts'
import { knowledgeOf } from '../open-knowledge.ts'
import type { LiveSet } from './live-set.ts'
import { type Expectation, regressionList } from './regression-list.ts'
import { articleOf, articleRow, type UpkeepDependencies, versionRow } from './version-store.ts'

export interface Broken {
  /** ask: an article is no longer found by its own question; twin: another article has the same id or question. */
  kind: 'ask' | 'regression' | 'citation' | 'twin'
  /** The question, or the citation. */
  what: string
  wanted: string[]
  /** Article that answers instead; null where none does. */
  got: string | null
  problem: string
}

export interface GateResult {
  broken: Broken[]
  /** Of the live set that was looked at. */
  revision: number
  /** The base as it would be, ready to serve. */
  knowledge: Knowledge
}

interface Question extends Expectation {
  kind: 'ask' | 'regression'
  regionCode?: string
}

/** So many questions are asked before others get their turn: about 10 ms of a busy server. */
const SLICE = 12

function isHit(knowledge: Knowledge, { question, articleIds, regionCode }: Question, now: Date): boolean {
  const { outcome, articleId } = knowledge.ask(question, { now, ...(regionCode && { regionCode }) })
  return articleIds.length === 0 ? outcome !== 'answer' : outcome === 'answer' && articleIds.includes(articleId ?? '')
}

/** A place where the article holds, for asking; six digits. */
function placeOf({ region }: Article): { regionCode?: string } {
  return region === 'national' ? {} : { regionCode: region[0]!.padEnd(6, '0') }
}

export class Gate {
  readonly #deps: UpkeepDependencies
  readonly #live: LiveSet
  /** The last check that passed: publishing what was just approved need not ask everything again. */
  #passed: { key: string; result: GateResult } | null = null

  constructor(deps: UpkeepDependencies, live: LiveSet) {
    this.#deps = deps
    this.#live = live
  }

  /** The same for a stored version. A pass is remembered, so that publishing it right after is immediate. */
  async checkVersion(id: string, version: number): Promise<GateResult> {
    const { db } = this.#deps
    const { subject } = await articleRow(db, id)
    return this.check(articleOf(subject, await versionRow(db, id, version)))
  }

  /** What would break if `article` were live. Yields to others while it asks. */
  async check(article: Article): Promise<GateResult> {
    const { db, clock, offsetMinutes } = this.#deps
    await this.#live.refresh(db)
    const { revision, articles: before } = this.#live
    const listed = await regressionList(db)
    const key = JSON.stringify([revision, article, listed])
    if (this.#passed?.key === key) return this.#passed.result
    const after = [...before.filter(({ id }) => id !== article.id), article].sort((a, b) => (a.id < b.id ? -1 : 1))
    const knowledge = knowledgeOf(after, offsetMinutes)
    const now = clock.now()
    const questions: Question[] = [
      ...listed.map(one => ({ ...one, kind: 'regression' as const })),
      ...after.flatMap(one =>
        one.asks.map(question => ({ question, articleIds: [one.id], kind: 'ask' as const, ...placeOf(one) }))
      )
    ]
    const missed: Question[] = []
    for (const [at, question] of questions.entries()) {
      if (!isHit(knowledge, question, now)) missed.push(question)
      if (at % SLICE === SLICE - 1) await nextTurn()
    }
    // what went wrong before is not broken by this
    const old = missed.length > 0 ? knowledgeOf(before, offsetMinutes) : knowledge
    const known = new Set(before.find(({ id }) => id === article.id)?.asks)
    const isOld = ({ kind, articleIds, question }: Question) =>
      kind === 'regression' || articleIds[0] !== article.id || known.has(question)
    const broken = missed
      .filter(question => !isOld(question) || isHit(old, question, now))
      .map(({ kind, question, articleIds }): Broken => {
        const got = knowledge.ask(question, { now }).articleId
        return { kind, what: question, wanted: articleIds, got, problem: 'is no longer answered as expected' }
      })
    const result = { broken: [...(await this.#standing(article, after)), ...broken], revision, knowledge }
    if (result.broken.length === 0) this.#passed = { key, result }
    return result
  }

  /** Citations that do not exist or are outdated, and twins. */
  async #standing(article: Article, after: readonly Article[]): Promise<Broken[]> {
    const laws = await storedLaws(this.#deps.db)
    const citations = [loadLawRegister(), ...(laws.length > 0 ? [laws] : [])].flatMap(known =>
      checkCitations([article], known)
    )
    const about = { wanted: [], got: null }
    const found = new Map(
      citations.map(({ citation, problem }) => [citation, { kind: 'citation', what: citation, problem, ...about }])
    )
    const twins = checkTogether(after)
      .filter(({ file }) => file === article.file)
      .map(({ field, problem }) => ({ kind: 'twin' as const, what: field, problem, ...about }))
    return [...(found.values() as Iterable<Broken>), ...twins]
  }
}
