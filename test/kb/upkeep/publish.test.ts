import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { auditEntries } from '../../../core/audit.ts'
import { AppError } from '../../../core/errors.ts'
import { createLog } from '../../../core/log.ts'
import {
  articleAsItStood,
  articleHistory,
  type Content,
  dropExpectation,
  expectAnswer,
  type LiveKnowledge,
  openLiveKnowledge,
  publishVersion,
  reminders,
  retireArticle,
  reviewDraft,
  rollbackArticle,
  saveDraft,
  submitDraft
} from '../../../kb/index.ts'
import { publishDue } from '../../../kb/upkeep/publish.ts'
import { anna, bo, openSmallBase, type SmallBase } from '../small-base.ts'

const ID = 'complaint-60-days'
const QUESTION = '旅游投诉多久给答复'
const NEW_ANSWER = '从受理那天算起,六十天以内有结果。'

describe('publishing', function () {
  // each publish asks the whole base
  this.timeout(60_000)
  let base: SmallBase
  beforeEach(async () => {
    base = await openSmallBase()
  })
  afterEach(() => base.close())

  /** A version that a second person has approved. */
  async function approved(change: (content: Content) => Partial<Content>, id = ID): Promise<number> {
    const { version, content } = await base.head(id)
    const saved = await saveDraft(base.deps, { content: { ...content, ...change(content) }, basedOn: version, ...anna })
    assert.ok(saved.outcome === 'saved')
    await submitDraft(base.deps, id, saved.version, anna)
    await reviewDraft(base.deps, id, saved.version, { ...bo, verdict: 'approve' })
    return saved.version
  }
  const publish = (version: number, at?: Date, id = ID) =>
    publishVersion(base.deps, base.gate, id, version, { ...bo, ...(at && { at }) })
  const liveAnswer = async (id = ID) => {
    await base.live.refresh(base.db)
    return base.live.articles.find(article => article.id === id)?.answer ?? null
  }

  it('tells citizens only what was approved', async () => {
    const { version, content } = await base.head(ID)
    await saveDraft(base.deps, { content: { ...content, answer: NEW_ANSWER }, basedOn: version, ...anna })
    await assert.rejects(publish(2), (error: unknown) => error instanceof AppError && error.code === 'KB_STEP_REFUSED')
    assert.notEqual(await liveAnswer(), NEW_ANSWER)
  })

  it('publishes, rolls back and retires, each audited, and shows an old answer as it stood', async () => {
    const before = await liveAnswer()
    const version = await approved(() => ({ answer: NEW_ANSWER }))
    base.deps.clock.advance(3600_000)
    const published = await publish(version)
    assert.equal(published.outcome, 'published')
    assert.equal(await liveAnswer(), NEW_ANSWER)
    const publishedAt = base.deps.clock.now()
    base.deps.clock.advance(7 * 24 * 3600_000)
    const { version: third } = await rollbackArticle(base.deps, ID, 1, { by: 'bo', why: '口径写错了' })
    assert.equal(await liveAnswer(), before)
    base.deps.clock.advance(3600_000)
    await retireArticle(base.deps, ID, { by: 'bo', why: '并入另一条' })
    assert.equal(await liveAnswer(), null)

    assert.equal((await articleAsItStood(base.db, ID, new Date(publishedAt.getTime() + 1000)))?.answer, NEW_ANSWER)
    assert.equal((await articleAsItStood(base.db, ID, new Date(publishedAt.getTime() - 1000)))?.answer, before)
    assert.equal(await articleAsItStood(base.db, ID, base.deps.clock.now()), null)
    const states = (await articleHistory(base.db, ID)).map(({ version, state, restores }) => [version, state, restores])
    assert.deepEqual(states, [
      [third, 'retired', 1],
      [2, 'superseded', null],
      [1, 'superseded', null]
    ])
    const steps = (await auditEntries(base.db, { subject: ID, limit: 3 })).map(({ action, reason }) => [action, reason])
    assert.deepEqual(steps, [
      ['kb.retire', '并入另一条'],
      ['kb.rollback', '口径写错了'],
      ['kb.publish', bo.why]
    ])
  })

  it('publishes at the time that was set, and not before', async () => {
    const version = await approved(() => ({ answer: NEW_ANSWER }))
    const at = new Date('2026-11-30T01:00:00Z')
    assert.deepEqual(await publish(version, at), { outcome: 'scheduled', version, publishAt: at.toISOString() })
    assert.deepEqual(await publishDue(base.deps, base.gate), [])
    assert.notEqual(await liveAnswer(), NEW_ANSWER)
    base.deps.clock.advance(at.getTime() - base.deps.clock.now().getTime())
    const [due] = await publishDue(base.deps, base.gate)
    assert.equal(due?.outcome, 'published')
    assert.equal(await liveAnswer(), NEW_ANSWER)
    assert.deepEqual(await publishDue(base.deps, base.gate), [])
  })

  it('holds what would break a question of the regression list, and tells which', async () => {
    await expectAnswer(base.deps, { question: QUESTION, articleIds: [ID] }, bo)
    const { content } = await base.head('complaint-conditions')
    // another article that claims the same matter and asks it in the same words
    const twin = {
      ...content,
      id: 'complaint-waiting',
      title: QUESTION,
      asks: [1, 2, 3, 4, 5].map(n => `${QUESTION}${'呢'.repeat(n)}`)
    }
    const saved = await saveDraft(base.deps, { content: twin, basedOn: null, subject: 'complaint', ...anna })
    assert.ok(saved.outcome === 'saved')
    await submitDraft(base.deps, twin.id, 1, anna)
    await reviewDraft(base.deps, twin.id, 1, { ...bo, verdict: 'approve' })
    const held = await publish(1, undefined, twin.id)
    assert.ok(held.outcome === 'held', JSON.stringify(held.outcome))
    const listed = held.broken.find(({ kind }) => kind === 'twin' || kind === 'regression')
    assert.ok(listed, JSON.stringify(held.broken))
    assert.equal(await liveAnswer(twin.id), null)
    assert.equal((await articleHistory(base.db, twin.id))[0]?.broken.length, held.broken.length)
  })

  it('holds an article that no longer answers what editors expect of it, until they expect something else', async () => {
    await expectAnswer(base.deps, { question: '报上去以后多长时间给我个结果', articleIds: [ID] }, bo)
    const asks = ['歌厅夜里几点得关', '唱歌的地方开到几点', '舞厅半夜还开着行吗', 'KTV关门时间', '迪厅通宵营业合法吗']
    const next = await approved(() => ({ title: '歌厅几点关门呀', asks, keywords: ['歌厅'], answer: '歌厅两点关门。' }))
    const broken = await publish(next)
    assert.ok(broken.outcome === 'held', broken.outcome)
    assert.ok(broken.broken.some(({ what, wanted }) => what.startsWith('报上去') && wanted.includes(ID)))
    // the editor takes the question off the list: nothing is held any more
    assert.equal(await dropExpectation(base.deps, '报上去以后多长时间给我个结果', bo), true)
    assert.equal((await publish(next)).outcome, 'published')
  })

  it('holds a planted wrong citation: no such law, no such article, a law that is no longer in force', async () => {
    for (const [law, article, about] of [
      ['旅游法', '第一百一十三条', /112 articles/],
      ['旅行社安心法', '第一条', /no such law/],
      ['网吧条例', '第一条', /no such law|in force/]
    ] as const) {
      const version = await approved(() => ({ basis: [{ law, article }] }))
      const held = await publish(version)
      assert.ok(held.outcome === 'held')
      assert.match(held.broken.find(({ kind }) => kind === 'citation')?.problem ?? '', about)
    }
  })

  it('lists review dates and expiry for editors', async () => {
    const version = await approved(() => ({ reviewDate: '2026-11-20', validTo: '2026-12-10' }))
    await publish(version)
    const found = await reminders(base.db, base.deps.clock.now(), 480)
    assert.deepEqual(
      found.filter(({ articleId }) => articleId === ID),
      [
        { articleId: ID, version, why: 'review_due', about: '2026-11-20' },
        { articleId: ID, version, why: 'expires_soon', about: '2026-12-10' }
      ]
    )
  })
})

describe('a running instance', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kb-live-'))
  const url = `file:${path.join(folder, 'hotline.db')}`
  let here: SmallBase
  let there: SmallBase
  let instance: LiveKnowledge
  const log = createLog({ level: 'error', clock: { now: () => new Date() }, write: () => undefined })

  before(async () => {
    here = await openSmallBase(url)
    there = await openSmallBase(url)
    instance = await openLiveKnowledge({ ...there.deps, log })
    instance.start()
  })
  after(async () => {
    await instance.stop()
    await Promise.all([here.close(), there.close()])
    rmSync(folder, { recursive: true })
  })

  const told = () => instance.ask(QUESTION, { now: there.deps.clock.now() })
  async function until(isSo: () => boolean): Promise<void> {
    for (let rounds = 0; rounds < 400 && !isSo(); rounds++) await new Promise(resolve => setTimeout(resolve, 20))
    assert.ok(isSo())
  }

  it('takes up what another one publishes and rolls back, without a restart, and names the version', async () => {
    const before = told()
    assert.deepEqual([before.articleId, before.version], [ID, 1])
    const { version, content } = await here.head(ID)
    await saveDraft(here.deps, { content: { ...content, answer: NEW_ANSWER }, basedOn: version, ...anna })
    await submitDraft(here.deps, ID, 2, anna)
    await reviewDraft(here.deps, ID, 2, { ...bo, verdict: 'approve' })
    assert.equal((await publishVersion(here.deps, here.gate, ID, 2, bo)).outcome, 'published')
    await until(() => told().answer === NEW_ANSWER)
    assert.equal(told().version, 2)
    await rollbackArticle(here.deps, ID, 1, { by: 'bo', why: '口径写错了' })
    await until(() => told().answer === before.answer)
    assert.equal(told().version, 3)
  })

  it('publishes what is scheduled by itself', async () => {
    const { version, content } = await here.head(ID)
    await saveDraft(here.deps, { content: { ...content, answer: '到点才说的话。' }, basedOn: version, ...anna })
    await submitDraft(here.deps, ID, 4, anna)
    await reviewDraft(here.deps, ID, 4, { ...bo, verdict: 'approve' })
    const at = new Date(there.deps.clock.now().getTime() + 60_000)
    assert.equal((await publishVersion(here.deps, here.gate, ID, 4, { ...bo, at })).outcome, 'scheduled')
    there.deps.clock.advance(61_000)
    await until(() => told().answer === '到点才说的话。')
  })
})
