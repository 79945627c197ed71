import assert from 'node:assert/strict'
import { auditEntries, verifyAudit } from '../../../core/audit.ts'
import { AppError, type ErrorCode } from '../../../core/errors.ts'
import { articleDiff, articleHistory, reviewDraft, saveDraft, submitDraft } from '../../../kb/index.ts'
import { anna, bo, openSmallBase, type SmallBase } from '../small-base.ts'

const ID = 'complaint-60-days'
const fails = (work: () => Promise<unknown>, code: ErrorCode, about = /./) =>
  assert.rejects(work, error => error instanceof AppError && error.code === code && about.test(error.message))

describe('draft and review', () => {
  let base: SmallBase
  beforeEach(async () => {
    base = await openSmallBase()
  })
  afterEach(() => base.close())

  const saveAnswer = async (answer: string, doer = anna) => {
    const { version, content } = await base.head(ID)
    return saveDraft(base.deps, { content: { ...content, answer }, basedOn: version, ...doer })
  }

  it('keeps what citizens are told as it is while a draft is written', async () => {
    const saved = await saveAnswer('受理后六十天内有结果。')
    assert.deepEqual(saved, { outcome: 'saved', version: 2, faults: [] })
    await base.live.refresh(base.db)
    assert.equal(base.live.articles.find(({ id }) => id === ID)?.version, 1)
    const [newest, first] = await articleHistory(base.db, ID)
    assert.deepEqual(
      [newest?.state, newest?.author, newest?.reason, newest?.isLive],
      ['draft', 'anna', anna.why, false]
    )
    assert.deepEqual([first?.state, first?.isLive], ['published', true])
    assert.deepEqual(
      (await articleDiff(base.db, ID, 1, 2)).map(({ field, after }) => [field, after]),
      [['answer', '受理后六十天内有结果。']]
    )
  })

  it('lets nobody approve what they had a hand in, however many wrote', async () => {
    await saveAnswer('受理后六十天内有结果。', anna)
    await saveAnswer('受理之后六十天内一定有个结果。', bo)
    await submitDraft(base.deps, ID, 3, bo)
    for (const doer of [anna, bo])
      await fails(
        () => reviewDraft(base.deps, ID, 3, { ...doer, verdict: 'approve' }),
        'KB_STEP_REFUSED',
        /second person/
      )
    await reviewDraft(base.deps, ID, 3, { by: 'chen', why: 'as article 23 says', verdict: 'approve' })
    const [newest] = await articleHistory(base.db, ID)
    assert.deepEqual([newest?.state, newest?.reviewer, newest?.reviewNote], ['approved', 'chen', 'as article 23 says'])
  })

  it('returns a draft with the reviewer’s words, and goes on from a new one', async () => {
    await saveAnswer('六十天。')
    await submitDraft(base.deps, ID, 2, anna)
    await reviewDraft(base.deps, ID, 2, { by: 'bo', why: '从哪天算起没有说', verdict: 'return' })
    await fails(() => submitDraft(base.deps, ID, 2, anna), 'KB_STEP_REFUSED', /returned/)
    assert.equal((await saveAnswer('从受理那天算,六十天内有结果。')).outcome, 'saved')
  })

  it('takes no incomplete draft into review, but keeps it', async () => {
    const { version, content } = await base.head(ID)
    const saved = await saveDraft(base.deps, { content: { ...content, asks: ['多久'] }, basedOn: version, ...anna })
    assert.equal(saved.outcome, 'saved')
    assert.deepEqual(saved.outcome === 'saved' && saved.faults.map(({ field }) => field), ['asks'])
    await fails(() => submitDraft(base.deps, ID, 2, anna), 'KB_STEP_REFUSED', /asks/)
  })

  it('tells the second of two who edit at once, shows both changes, and keeps the second text', async () => {
    const { version, content } = await base.head(ID)
    const edit = (change: object, doer: typeof anna) =>
      saveDraft(base.deps, { content: { ...content, ...change }, basedOn: version, ...doer })
    const [first, second] = await Promise.all([
      edit({ answer: '安娜写的答复。' }, anna),
      edit({ handling: '小博写的办法。' }, bo)
    ])
    assert.equal(first.outcome, 'saved')
    assert.equal(second.outcome, 'conflict')
    assert.ok(second.outcome === 'conflict')
    assert.deepEqual([second.head, second.headBy, second.setAside], [2, 'anna', 3])
    assert.deepEqual(second.theirs, [{ field: 'answer', before: content.answer, after: '安娜写的答复。' }])
    assert.deepEqual(second.yours.map(({ field }) => field).sort(), ['answer', 'handling'])
    const kept = (await articleHistory(base.db, ID)).map(({ version, state, author }) => [version, state, author])
    assert.deepEqual(kept, [
      [3, 'set_aside', 'bo'],
      [2, 'draft', 'anna'],
      [1, 'published', 'system/first-import']
    ])
    assert.deepEqual(
      (await articleDiff(base.db, ID, 1, 3)).map(({ field }) => field),
      ['handling']
    )
  })

  it('does not take a text that somebody else’s rollback or save has overtaken into review', async () => {
    await saveAnswer('甲')
    await saveAnswer('乙乙')
    await fails(() => submitDraft(base.deps, ID, 2, anna), 'KB_STEP_REFUSED', /version 3 is newer/)
  })

  it('asks who and why, and audits every step in a chain that verifies', async () => {
    await fails(() => saveAnswer('没有理由', { by: 'anna', why: ' ' }), 'KB_STEP_REFUSED', /why/)
    await saveAnswer('受理后六十天内有结果。')
    await submitDraft(base.deps, ID, 2, anna)
    await reviewDraft(base.deps, ID, 2, { ...bo, verdict: 'approve' })
    const entries = await auditEntries(base.db, { subject: ID, limit: 10 })
    assert.deepEqual(
      entries.map(({ action, actor, reason }) => [action, actor, reason]),
      [
        ['kb.approve', 'bo', bo.why],
        ['kb.submit', 'anna', anna.why],
        ['kb.draft', 'anna', anna.why]
      ]
    )
    assert.deepEqual((await verifyAudit(base.db, { vault: base.deps.vault })).faults, [])
  })

  it('never changes or deletes what a version said', async () => {
    const versions = base.db.updateTable('kb_article_versions').set({ content: '{}' }).where('article_id', '=', ID)
    await fails(() => versions.execute(), 'DATABASE_FAILED', /never changed/)
    await fails(() => base.db.deleteFrom('kb_article_versions').execute(), 'DATABASE_FAILED', /never deleted/)
  })
})
