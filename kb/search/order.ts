// Puts weighed candidates in order and gathers what the decision looks at.
import type { Question } from './question.ts'
import { type Evidence, ORDER, type OrderMeasures, type Ranking } from './ranking.ts'

export interface Weighed {
  article: number
  measures: OrderMeasures
}

export interface Ranked extends Weighed {
  /** Probability among the candidates of this question, matters that are not ours left out. */
  share: number
}

export interface Ordered {
  /** Articles, best first. */
  ranked: Ranked[]
  /** True where a matter that is not ours fits better than any article. */
  isNotOurs: boolean
  evidence: Evidence
}

/** Leads are cut here: a candidate further ahead is no surer. */
const MOST_LEAD = 3

const NO_EVIDENCE: Evidence = {
  among: 0,
  lead: 0,
  strength: 0,
  unknown: 1,
  covered: 0,
  coveredWords: 0,
  missed: 1,
  inOneAsk: 0,
  bestAsk: 0,
  nextAsks: 0,
  bestWords: 0,
  bestPairs: 0,
  bestSounds: 0,
  form: 0,
  meaning: 0,
  meaningLead: 0,
  outside: MOST_LEAD,
  outsideAsk: 0,
  outsideMeaning: 1,
  ours: 0,
  size: 0
}

/** The highest likeness in meaning among these, 0 where there are none. */
const nearest = (candidates: readonly { candidate: Weighed }[]) =>
  candidates.reduce((most, { candidate }) => Math.max(most, candidate.measures.meaning), 0)

/** @param articleCount candidates from this number on are matters that are not ours */
export function orderCandidates(
  candidates: readonly Weighed[],
  articleCount: number,
  question: Pick<Question, 'unknown' | 'total' | 'ours'>,
  order: Ranking['order']
): Ordered {
  const all = candidates
    .map(candidate => {
      let value = 0
      for (const name of ORDER) value += order[name] * candidate.measures[name]
      return { candidate, value }
    })
    .sort((a, b) => b.value - a.value || a.candidate.article - b.candidate.article)
  const articles = all.filter(({ candidate }) => candidate.article < articleCount)
  const [first, second] = articles
  if (!first) return { ranked: [], isNotOurs: false, evidence: NO_EVIDENCE }
  const others = all.filter(({ candidate }) => candidate.article >= articleCount)
  const [rival] = others
  let sum = 0
  for (const { value } of articles) sum += Math.exp(value - first.value)
  const ranked = articles.map(({ candidate, value }) => ({
    article: candidate.article,
    measures: candidate.measures,
    share: Math.exp(value - first.value) / sum
  }))
  const { measures } = first.candidate
  const evidence: Evidence = {
    ...measures,
    among: ranked[0]!.share,
    lead: second ? Math.min(MOST_LEAD, first.value - second.value) : MOST_LEAD,
    strength: measures.words + measures.concepts + measures.pairs + measures.sounds,
    unknown: question.unknown,
    meaningLead: measures.meaning - nearest(articles.slice(1)),
    outside: rival ? Math.max(-MOST_LEAD, Math.min(MOST_LEAD, rival.value - first.value)) : -MOST_LEAD,
    outsideAsk: rival?.candidate.measures.bestAsk ?? 0,
    outsideMeaning: nearest(others),
    ours: question.ours,
    size: Math.log(1 + question.total)
  }
  return { ranked, isNotOurs: all[0] !== first, evidence }
}
