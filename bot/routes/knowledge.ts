// Upkeep of the knowledge base, for staff: drafts, review, publishing, history, the queue of questions, law texts.
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import {
  answersGiven,
  articleAsItStood,
  articleDiff,
  articleHistory,
  articleList,
  articleVersion,
  dropExpectation,
  expectAnswer,
  hitTestHistory,
  type LiveKnowledge,
  lawText,
  publishVersion,
  questionQueue,
  readContent,
  regressionList,
  reminders,
  retireArticle,
  reviewDraft,
  rollbackArticle,
  saveDraft,
  submitDraft,
  takeUpQuestions,
  type UpkeepDependencies
} from '../../kb/index.ts'
import { INTENTS, KINDS } from '../../nlu/index.ts'
import { errorAnswer, type HttpAnswer, type HttpRequest, json, type Route, readJson } from '../middleware/http.ts'
import type { StaffGuard } from '../middleware/staff-guard.ts'

export interface KnowledgeRouteDependencies {
  guard: StaffGuard
  upkeep: UpkeepDependencies
  knowledge: LiveKnowledge
}

const BODY_BYTES_MAX = 128 * 1024
const LIST_MAX = 200

// Until the console has accounts of its own, whoever knows the password says who it is; both are audited.
const doer = { by: z.string().trim().min(2).max(40), why: z.string().trim().min(2).max(500) }
const version = z.number().int().positive()

const schemas = {
  save: z.object({
    content: z.unknown(),
    basedOn: version.nullable(),
    subject: z.string().max(40).optional(),
    ...doer
  }),
  step: z.object({ version, ...doer }),
  review: z.object({ version, verdict: z.enum(['approve', 'return']), ...doer }),
  publish: z.object({ version, at: z.iso.datetime({ offset: true }).optional(), ...doer }),
  rollback: z.object({ to: version, ...doer }),
  retire: z.object(doer),
  expect: z.object({ question: z.string().min(2).max(300), articleIds: z.array(z.string()).nullable(), ...doer }),
  takeUp: z.object({
    ids: z.array(z.number().int()).min(1).max(500),
    wordings: z.array(z.string().min(2).max(120)).max(20).optional(),
    take: z.discriminatedUnion('as', [
      z.object({ as: z.literal('ask'), articleId: z.string() }),
      z.object({ as: z.literal('article'), articleId: z.string().regex(/^[a-z0-9-]{3,60}$/), subject: z.string() }),
      z.object({
        as: z.literal('training'),
        intent: z.enum(INTENTS),
        kinds: z.array(z.enum(KINDS)),
        category: z.string().nullable(),
        inScope: z.boolean()
      }),
      z.object({ as: z.literal('dismissed') })
    ]),
    ...doer
  })
}

function bodyOf<T>(schema: z.ZodType<T>, request: HttpRequest): T {
  const parsed = schema.safeParse(readJson(request))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AppError('MALFORMED', { detail: `${issue?.path.join('.') || 'body'}: ${issue?.message}` })
}

function queryOf(request: HttpRequest, name: string): string {
  const value = request.query.get(name)
  if (!value?.trim()) throw new AppError('MALFORMED', { detail: `${name} is missing` })
  return value
}

function numberOf(request: HttpRequest, name: string): number {
  const value = Number(queryOf(request, name))
  if (!Number.isInteger(value)) throw new AppError('MALFORMED', { detail: `${name} is no number` })
  return value
}

/** An error with what the caller needs to go on: the difference, what breaks. */
function refused(code: 'KB_EDIT_CONFLICT' | 'KB_PUBLISH_HELD', path: string, more: object): HttpAnswer {
  const answer = errorAnswer(new AppError(code), path)
  return { ...answer, body: { ...(answer.body as object), ...more } }
}

export function knowledgeRoutes({ guard, upkeep, knowledge }: KnowledgeRouteDependencies): Route[] {
  const { db, clock, offsetMinutes } = upkeep
  const route = (
    method: 'GET' | 'POST',
    path: string,
    answer: (request: HttpRequest, id: string) => Promise<HttpAnswer | object>
  ): Route => ({
    method,
    path: `/api/kb/${path}`,
    ...(method === 'POST' && { bodyBytesMax: BODY_BYTES_MAX }),
    async handle(request) {
      const stopped = await guard(request)
      if (stopped) return stopped
      const answered = await answer(request, request.params.id ?? '')
      return 'status' in answered && typeof answered.status === 'number'
        ? (answered as HttpAnswer)
        : json(200, answered)
    }
  })

  async function publish(request: HttpRequest, id: string): Promise<HttpAnswer | object> {
    const { version, at, ...who } = bodyOf(schemas.publish, request)
    const options = { ...who, ...(at && { at: new Date(at) }) }
    const published = await publishVersion(upkeep, knowledge.gate, id, version, options)
    if (published.outcome === 'held')
      return refused('KB_PUBLISH_HELD', request.path, { version, broken: published.broken })
    if (published.outcome === 'scheduled') return published
    await knowledge.refresh(published)
    const { outcome, revision } = published
    return { outcome, version, revision }
  }

  async function review(request: HttpRequest, id: string): Promise<object> {
    const { version, ...verdict } = bodyOf(schemas.review, request)
    await reviewDraft(upkeep, id, version, verdict)
    const reviewed = await articleVersion(db, id, version)
    if (verdict.verdict === 'return') return reviewed
    // asked now, so that publishing takes no time, and the reviewer learns at once what would be held
    return { ...reviewed, wouldBreak: (await knowledge.gate.checkVersion(id, version)).broken }
  }

  return [
    route('GET', 'articles', async () => ({ articles: await articleList(db), revision: knowledge.revision })),
    route('POST', 'articles', async request => {
      const { content, subject, ...save } = bodyOf(schemas.save, request)
      const saved = await saveDraft(upkeep, { ...save, content: readContent(content), ...(subject && { subject }) })
      return saved.outcome === 'conflict' ? refused('KB_EDIT_CONFLICT', request.path, saved) : saved
    }),
    route('GET', 'articles/:id', async (request, id) => {
      const at = request.query.get('at')
      if (at !== null) {
        const stood = Number.isNaN(Date.parse(at)) ? null : await articleAsItStood(db, id, new Date(at))
        if (!stood) throw new AppError('KB_ARTICLE_NOT_FOUND', { detail: `nothing of ${id} was told then` })
        return stood
      }
      return articleVersion(db, id, request.query.has('version') ? numberOf(request, 'version') : undefined)
    }),
    route('GET', 'articles/:id/history', async (_, id) => ({ versions: await articleHistory(db, id) })),
    route('GET', 'articles/:id/diff', async (request, id) => ({
      changes: await articleDiff(db, id, numberOf(request, 'from'), numberOf(request, 'to'))
    })),
    route('POST', 'articles/:id/submit', async (request, id) => {
      const { version, ...who } = bodyOf(schemas.step, request)
      await submitDraft(upkeep, id, version, who)
      return articleVersion(db, id, version)
    }),
    route('POST', 'articles/:id/review', review),
    route('POST', 'articles/:id/publish', publish),
    route('POST', 'articles/:id/rollback', async (request, id) => {
      const { to, ...who } = bodyOf(schemas.rollback, request)
      const rolledBack = await rollbackArticle(upkeep, id, to, who)
      await knowledge.refresh()
      return rolledBack
    }),
    route('POST', 'articles/:id/retire', async (request, id) => {
      const retired = await retireArticle(upkeep, id, bodyOf(schemas.retire, request))
      await knowledge.refresh()
      return retired
    }),
    route('GET', 'reminders', async () => ({ reminders: await reminders(db, clock.now(), offsetMinutes) })),
    route('GET', 'regression', async () => ({ questions: await regressionList(db) })),
    route('POST', 'regression', async request => {
      const { question, articleIds, ...who } = bodyOf(schemas.expect, request)
      if (articleIds === null) return { isDropped: await dropExpectation(upkeep, question, who) }
      await expectAnswer(upkeep, { question, articleIds }, who)
      return { question, articleIds }
    }),
    route('GET', 'hit-tests', async () => ({ runs: await hitTestHistory(db, { limit: LIST_MAX }) })),
    route('GET', 'questions', async () => ({ clusters: await questionQueue(db, LIST_MAX) })),
    route('POST', 'questions/take-up', async request => {
      const { ids, take, wordings, ...who } = bodyOf(schemas.takeUp, request)
      return takeUpQuestions(upkeep, ids, take, { ...who, ...(wordings && { wordings }) })
    }),
    route('GET', 'answers', async request => ({ answers: await answersGiven(db, queryOf(request, 'conversation')) })),
    route('GET', 'law', async request => {
      const text = await lawText(db, queryOf(request, 'law'), queryOf(request, 'article'))
      if (!text) throw new AppError('NOT_FOUND', { detail: 'the text of this article is not loaded' })
      return text
    })
  ]
}
