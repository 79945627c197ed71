import assert from 'node:assert/strict'
import { createStaffGuard } from '../../../bot/middleware/staff-guard.ts'
import { knowledgeRoutes } from '../../../bot/routes/knowledge.ts'
import { staffRoutes } from '../../../bot/routes/staff.ts'
import { createServer, type HttpServer } from '../../../bot/server.ts'
import { createLog } from '../../../core/log.ts'
import { type LiveKnowledge, logQuestion, openLiveKnowledge } from '../../../kb/index.ts'
import { openLanguage } from '../../../nlu/index.ts'
import { anna, bo, openSmallBase, type SmallBase } from '../../kb/small-base.ts'

const ID = 'complaint-60-days'
const QUESTION = '旅游投诉多久给答复'
const NEW_ANSWER = '从受理那天算起,六十天以内有结果。'

interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: each route answers something else
  body: any
}

describe('upkeep over HTTP', function () {
  this.timeout(60_000)
  let base: SmallBase
  let knowledge: LiveKnowledge
  let server: HttpServer
  let url: string

  beforeEach(async () => {
    base = await openSmallBase()
    const { clock, offsetMinutes } = base.deps
    const log = createLog({ level: 'error', clock, write: () => undefined })
    knowledge = await openLiveKnowledge({ ...base.deps, log })
    const isRight = async (user: string, given: string) => user === 'admin' && given === 'right'
    const guard = createStaffGuard({ isRight, made: null })
    server = createServer({ host: '127.0.0.1', port: 0, isReady: () => true, log })
    server.add([
      ...staffRoutes({ language: openLanguage(), knowledge, guard, clock, log, offsetMinutes, regionCode: '530700' }),
      ...knowledgeRoutes({ guard, upkeep: base.deps, knowledge })
    ])
    url = `http://127.0.0.1:${await server.listen()}`
  })
  afterEach(async () => {
    await server.close()
    await base.close()
  })

  async function call(method: 'GET' | 'POST', path: string, body?: object, password = 'right'): Promise<Answer> {
    const answer = await fetch(`${url}/api/kb/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
        ...(body && { 'content-type': 'application/json' })
      },
      ...(body && { body: JSON.stringify(body) })
    })
    return { status: answer.status, body: await answer.json() }
  }
  const told = async () => (await call('POST', 'ask', { question: QUESTION })).body

  async function saved(change: object, basedOn = 1, who = anna): Promise<Answer> {
    const { content } = (await call('GET', `articles/${ID}?version=${basedOn}`)).body
    return call('POST', 'articles', { content: { ...content, ...change }, basedOn, ...who })
  }
  async function approved(change: object): Promise<number> {
    const { version } = (await saved(change)).body
    assert.equal((await call('POST', `articles/${ID}/submit`, { version, ...anna })).body.state, 'in_review')
    const review = await call('POST', `articles/${ID}/review`, { version, verdict: 'approve', ...bo })
    assert.equal(review.body.state, 'approved')
    return version
  }

  it('lets nobody in without the password, whatever is asked', async () => {
    const step = { version: 1, ...anna }
    for (const [method, path, body] of [
      ['GET', 'articles', undefined],
      ['GET', 'questions', undefined],
      ['GET', 'answers?conversation=c1', undefined],
      ['POST', 'articles', { content: { id: ID }, basedOn: 1, ...anna }],
      ['POST', `articles/${ID}/publish`, step],
      ['POST', `articles/${ID}/rollback`, { to: 1, ...anna }],
      ['POST', `articles/${ID}/retire`, anna]
    ] as const) {
      const { status, body: said } = await call(method, path, body, 'wrong')
      assert.deepEqual([status, said.error.code], [401, 'UNAUTHORIZED'], path)
    }
    assert.equal((await call('GET', `articles/${ID}/history`)).body.versions.length, 1)
    assert.equal((await told()).version, 1)
  })

  it('a draft goes past a second person and the gate to the citizens, is rolled back, and goes', async () => {
    const before = await told()
    const version = await approved({ answer: NEW_ANSWER })
    assert.equal((await told()).answer, before.answer, 'nobody is told what was not published')
    const published = await call('POST', `articles/${ID}/publish`, { version, ...bo })
    assert.deepEqual([published.status, published.body.outcome], [200, 'published'])
    assert.deepEqual([(await told()).answer, (await told()).version], [NEW_ANSWER, version])
    const { versions } = (await call('GET', `articles/${ID}/history`)).body
    assert.deepEqual(
      versions.map((one: { state: string; reviewer: string | null }) => [one.state, one.reviewer]),
      [
        ['published', 'bo'],
        ['superseded', null]
      ]
    )
    const { changes } = (await call('GET', `articles/${ID}/diff?from=1&to=${version}`)).body
    assert.deepEqual(changes, [{ field: 'answer', before: before.answer, after: NEW_ANSWER }])

    assert.equal((await call('POST', `articles/${ID}/rollback`, { to: 1, ...bo })).status, 200)
    assert.equal((await told()).answer, before.answer)
    assert.equal((await call('POST', `articles/${ID}/retire`, bo)).status, 200)
    assert.notEqual((await told()).articleId, ID)
  })

  it('refuses the writer as the second person, and what was not approved', async () => {
    const { version } = (await saved({ answer: NEW_ANSWER })).body
    await call('POST', `articles/${ID}/submit`, { version, ...anna })
    const verdict = { version, verdict: 'approve', ...anna }
    assert.equal((await call('POST', `articles/${ID}/review`, verdict)).body.error.code, 'KB_STEP_REFUSED')
    const early = await call('POST', `articles/${ID}/publish`, { version, ...bo })
    assert.deepEqual([early.status, early.body.error.code], [409, 'KB_STEP_REFUSED'])
  })

  it('answers 409 to the second of two who edit at once, with both changes, and keeps the text', async () => {
    assert.equal((await saved({ answer: NEW_ANSWER })).status, 200)
    const { status, body } = await saved({ handling: '小博写的办法。' }, 1, bo)
    assert.deepEqual([status, body.error.code, body.headBy, body.setAside], [409, 'KB_EDIT_CONFLICT', 'anna', 3])
    assert.deepEqual(
      body.theirs.map(({ field }: { field: string }) => field),
      ['answer']
    )
    const kept = await call('GET', `articles/${ID}?version=3`)
    assert.deepEqual([kept.body.state, kept.body.content.handling], ['set_aside', '小博写的办法。'])
  })

  it('answers 409 to what the gate holds, and tells the reviewer beforehand what would break', async () => {
    const basis = [{ law: '旅游法', article: '第一百一十三条' }]
    const { version } = (await saved({ basis })).body
    await call('POST', `articles/${ID}/submit`, { version, ...anna })
    const review = await call('POST', `articles/${ID}/review`, { version, verdict: 'approve', ...bo })
    const { status, body } = await call('POST', `articles/${ID}/publish`, { version, ...bo })
    assert.deepEqual([status, body.error.code], [409, 'KB_PUBLISH_HELD'])
    for (const { kind, what } of [review.body.wouldBreak[0], body.broken[0]])
      assert.deepEqual([kind, what], ['citation', '旅游法 第一百一十三条'])
    assert.equal((await told()).version, 1)
  })

  it('says what is wrong with a body, and what is not there', async () => {
    for (const [path, body, status, code] of [
      [`articles/${ID}/publish`, { ...anna }, 400, 'MALFORMED'],
      [`articles/${ID}/publish`, { version: 1, by: 'anna', why: ' ' }, 400, 'MALFORMED'],
      ['articles/no-such/publish', { version: 1, ...anna }, 404, 'KB_ARTICLE_NOT_FOUND'],
      ['articles', { content: 'text', basedOn: null, ...anna }, 409, 'KB_STEP_REFUSED']
    ] as const) {
      const answer = await call('POST', path, body)
      assert.deepEqual([answer.status, answer.body.error.code], [status, code], path)
    }
  })

  it('takes questions of citizens up from the queue', async () => {
    const none = knowledge.ask('博物馆能带狗进去吗', { now: base.deps.clock.now() })
    await logQuestion(base.db, {
      conversationId: 'c1',
      question: '博物馆能带狗进去吗',
      answer: none,
      at: base.deps.clock.now()
    })
    const [cluster] = (await call('GET', 'questions')).body.clusters
    assert.equal(cluster.question, '博物馆能带狗进去吗')
    const taken = { ids: cluster.ids, take: { as: 'ask', articleId: ID }, ...anna }
    assert.equal((await call('POST', 'questions/take-up', taken)).body.draft.outcome, 'saved')
    assert.deepEqual((await call('GET', 'questions')).body.clusters, [])
  })
})
