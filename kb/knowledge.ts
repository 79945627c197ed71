// Answers questions from a set of articles.
import { normalise } from '../nlu/index.ts'
import { type AskOptions, type Candidate, givenBy, type Knowledge, type KnowledgeAnswer } from './answer.ts'
import type { Article } from './article/article.ts'
import { isServed } from './article/served.ts'
import { isBeyondArticles } from './question/beyond-articles.ts'
import { closeUp } from './question/close-up.ts'
import { mayFollowUp } from './question/follow-up.ts'
import { splitQuestions } from './question/split-questions.ts'
import { buildIndex } from './search/article-index.ts'
import type { Ranking } from './search/ranking.ts'
import { createSearch, type SearchResult } from './search/search.ts'
import type { Vocabulary } from './search/vocabulary.ts'

const MAX_CANDIDATES = 5
const MAX_CHOICES = 3
/** A question this like one that editors wrote is answered, whatever words it holds (cosine). */
const NEARLY_WRITTEN = 0.8
/** Candidates whose score is below this share of the best one's are no choice for the citizen. */
const CHOICE_SHARE = 0.4
/** Longest text that is searched, in characters; a longer one is a story, and its end says as much as its middle. */
const MAX_QUESTION = 300

/** "几天到账?", "会被罚吗?": so short, it is about what was asked before it. */
const FRAGMENT = 5
const isFragment = (question: string) => question.replace(/[\s\p{P}]/gu, '').length <= FRAGMENT

const NO_ANSWER: KnowledgeAnswer = {
  outcome: 'none',
  articleId: null,
  version: null,
  title: null,
  answer: null,
  basis: [],
  candidates: [],
  validAsOf: null,
  actions: []
}

/**
 * @param notOurs questions that no article answers, one list a matter
 * @param offsetMinutes minutes east of UTC of the citizens' clock, for the days of validity
 * @param vocabulary of an earlier base: what did not change since is not read again
 */
export function createKnowledge(
  articles: readonly Article[],
  notOurs: readonly (readonly string[])[],
  ranking: Ranking,
  offsetMinutes: number,
  vocabulary?: Vocabulary
): Knowledge {
  const search = createSearch(buildIndex(articles, notOurs, vocabulary), articles.length, ranking)
  const byId = new Map(articles.flatMap(article => [article.id, ...article.replaces].map(id => [id, article] as const)))

  const candidatesOf = ({ ranked, probability }: SearchResult): Candidate[] =>
    ranked.slice(0, MAX_CANDIDATES).map(({ article, share }) => {
      const { id, title, basis } = articles[article]!
      return { articleId: id, title, basis, score: probability * (share / ranked[0]!.share) }
    })

  const decide = (text: string, result: SearchResult): KnowledgeAnswer => {
    const candidates = candidatesOf(result)
    const [best] = result.ranked
    if (!best) return NO_ANSWER
    const refused = (result.isNotOurs || isBeyondArticles(text)) && best.measures.bestAsk < NEARLY_WRITTEN
    if (refused) return { ...NO_ANSWER, candidates }
    if (result.probability >= ranking.answerAt || best.measures.bestAsk >= NEARLY_WRITTEN)
      return givenBy(articles[best.article]!, candidates)
    const choices = candidates.filter(({ score }) => score >= CHOICE_SHARE * candidates[0]!.score).length
    if (result.probability >= ranking.clarifyAt && choices >= 2 && choices <= MAX_CHOICES)
      return { ...NO_ANSWER, outcome: 'clarify', candidates }
    return { ...NO_ANSWER, candidates }
  }

  const ask = (question: string, { regionCode, now, topic }: AskOptions): KnowledgeAnswer => {
    const today = new Date(now.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 10)
    const served = (article: number) => isServed(articles[article]!, today, regionCode)
    const text = closeUp(question.length > MAX_QUESTION ? question.slice(-MAX_QUESTION) : question)
    const plain = normalise(text).trim()
    const result = search(text, served)
    const before = topic ? byId.get(topic) : undefined
    if (before && result.probability < ranking.answerAt && mayFollowUp(plain)) {
      // what the citizen just said has to be in the answer; the topic only says what it is about
      const said = new Set(result.ranked.filter(({ measures }) => measures.covered > 0.3).map(({ article }) => article))
      const followed = search(`${before.title} ${text}`, served)
      const ranked = followed.ranked.filter(({ article }) => said.has(article))
      if (ranked[0]) return decide(plain, { ...followed, ranked })
    }
    return decide(plain, result)
  }

  return {
    size: articles.length,
    article: id => byId.get(id) ?? null,
    ask,
    askAll(message, options) {
      const questions = splitQuestions(message)
      if (questions.length === 1) return [{ question: message, answer: ask(message, options) }]
      const parts: { question: string; answer: KnowledgeAnswer }[] = []
      let topic = options.topic ?? null
      for (const question of questions) {
        const before = parts.at(-1)
        if (before && isFragment(question)) {
          const both = before.question + question
          const answer = ask(both, { ...options, topic })
          const isOther = answer.outcome === 'answer' && answer.articleId !== before.answer.articleId
          if (isOther && before.answer.outcome === 'answer') parts.push({ question, answer })
          else parts.splice(-1, 1, { question: both, answer: isOther ? answer : before.answer })
        } else parts.push({ question, answer: ask(question, { ...options, topic }) })
        topic = parts.at(-1)?.answer.articleId ?? topic
      }
      const whole = ask(message, options)
      const isBetterWhole = whole.outcome === 'answer' && parts.every(({ answer }) => answer.outcome !== 'answer')
      return isBetterWhole ? [{ question: message, answer: whole }] : parts
    }
  }
}
