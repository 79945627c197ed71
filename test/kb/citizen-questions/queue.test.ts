import assert from 'node:assert/strict'
import type { KnowledgeAnswer } from '../../../kb/answer.ts'
import {
  answersGiven,
  articleAsItStood,
  articleList,
  articleVersion,
  isSmallTalk,
  logQuestion,
  questionQueue,
  rateAnswer,
  takeUpQuestions,
  trainingFile
} from '../../../kb/index.ts'
import { createUnderstand } from '../../../nlu/index.ts'
import { anna, openSmallBase, type SmallBase } from '../small-base.ts'

const ID = 'complaint-60-days'
const none = { outcome: 'none', articleId: null, version: null } as KnowledgeAnswer
const given = { outcome: 'answer', articleId: ID, version: 1 } as KnowledgeAnswer

describe('questions of citizens', () => {
  let base: SmallBase
  beforeEach(async () => {
    base = await openSmallBase()
  })
  afterEach(() => base.close())

  const asked = (question: string, answer = none, conversationId = 'c1') =>
    logQuestion(base.db, { conversationId, question, answer, at: base.deps.clock.now() })

  it('are kept masked, with the version that answered, so that it can be shown as it stood', async () => {
    await asked('我叫张三,电话13800001234,投诉多久有结果', given)
    const [kept] = await answersGiven(base.db, 'c1')
    assert.ok(kept)
    assert.doesNotMatch(kept.question, /张三|13800001234/)
    assert.deepEqual([kept.articleId, kept.version], [ID, 1])
    const stood = await articleVersion(base.db, ID, kept.version!)
    assert.equal(stood.content.answer, (await articleAsItStood(base.db, ID, new Date(kept.at)))?.answer)
  })

  it('wait in a queue where nothing answered them or a thumb went down, alike ones together', async () => {
    await asked('博物馆能带宠物狗进去吗')
    await asked('带狗能进博物馆吗')
    await asked('博物馆让不让带宠物狗进去')
    await asked('研学团的老师要什么证')
    assert.equal(await rateAnswer(base.db, await asked('投诉多久有结果', given, 'c2'), 'down'), true)
    await rateAnswer(base.db, await asked('投诉要花钱吗', given, 'c3'), 'up')
    assert.equal(await rateAnswer(base.db, await asked('研学团的老师要什么证'), 'up'), false, 'nothing was answered')
    assert.equal(await rateAnswer(base.db, 999, 'up'), false, 'gone')
    const queue = await questionQueue(base.db)
    assert.deepEqual(
      queue.map(({ count, unanswered, thumbsDown, articleIds }) => [count, unanswered, thumbsDown, articleIds]),
      [
        [3, 3, 0, []],
        [2, 2, 0, []],
        [1, 0, 1, [ID]]
      ]
    )
  })

  it('count thumbs per article and version, a changed mind once, and the count stays when the question goes', async () => {
    const ids = []
    for (const question of ['投诉多久有结果', '要等几天', '啥时候能办好']) ids.push(await asked(question, given))
    for (const id of ids) await rateAnswer(base.db, id, 'up')
    await rateAnswer(base.db, ids[0]!, 'up')
    await rateAnswer(base.db, ids[1]!, 'down')
    await rateAnswer(base.db, await asked('要多久', { ...given, version: 2 }), 'down')
    await base.db.deleteFrom('kb_questions').execute()
    const listed = (await articleList(base.db)).find(({ id }) => id === ID)
    assert.deepEqual(listed?.thumbs, { up: 2, down: 2 })
    assert.deepEqual(await base.db.selectFrom('kb_thumbs').selectAll().orderBy('version').execute(), [
      { article_id: ID, version: 1, up: 2, down: 1 },
      { article_id: ID, version: 2, up: 0, down: 1 }
    ])
  })

  it('become an ask, an article or a training sentence, once', async () => {
    const first = await asked('报上去的事要等几天哟')
    const taken = await takeUpQuestions(base.deps, [first], { as: 'ask', articleId: ID }, anna)
    assert.equal(taken.draft?.outcome, 'saved')
    const draft = await articleVersion(base.db, ID)
    assert.ok((draft.content.asks as string[]).includes('报上去的事要等几天哟'))
    assert.equal(draft.state, 'draft')
    await assert.rejects(takeUpQuestions(base.deps, [first], { as: 'dismissed' }, anna), /none of these/)

    const more = [await asked('博物馆能带狗进吗'), await asked('带宠物逛博物馆行不行')]
    const article = { as: 'article', articleId: 'museum-pets', subject: 'museum' } as const
    await takeUpQuestions(base.deps, more, article, { ...anna, wordings: ['博物馆能带宠物吗', '带狗能进博物馆吗'] })
    const made = await articleVersion(base.db, 'museum-pets')
    assert.deepEqual(made.content.asks, ['博物馆能带宠物吗', '带狗能进博物馆吗'])

    const labels = { intent: 'inquiry', kinds: ['inquiry'], category: null, inScope: true } as const
    const sentence = await asked('那个啥展览啥时候有')
    await takeUpQuestions(base.deps, [sentence], { as: 'training', ...labels, kinds: ['inquiry'] }, anna)
    assert.equal(
      await trainingFile(base.db),
      '@ intent=inquiry kinds=inquiry category=- scope=in emergency=-\n那个啥展览啥时候有\n'
    )
    assert.deepEqual(await questionQueue(base.db), [])
  })

  it('that are small talk or another department’s are told apart from gaps', () => {
    const understand = createUnderstand()
    const isTalk = (text: string) =>
      isSmallTalk(understand(text, { now: base.deps.clock.now(), offsetMinutes: 480, regionCode: '530700' }))
    for (const text of ['给我写首诗', '你好', '谢谢你啊', '今天天气怎么样']) assert.ok(isTalk(text), text)
    for (const text of ['博物馆能带宠物狗进去吗', '景区门票老人打折吗']) assert.ok(!isTalk(text), text)
  })
})
