import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createVault } from '../../../core/vault.ts'
import { answersGiven, importLaws, loadLawCorpus, questionQueue } from '../../../kb/index.ts'
import { ChatHarness } from '../chat-harness.ts'

describe('the knowledge base in the chat', function () {
  this.timeout(60_000)
  let chat: ChatHarness
  beforeEach(async () => {
    chat = await ChatHarness.open('2026-11-26T10:00:00+08:00')
    await chat.event('conversation/start')
  })
  afterEach(() => chat.close())

  it('notes what was asked and which article answered; what nothing answers waits for the editors, small talk does not', async () => {
    await chat.say('旅游投诉多久能处理完?')
    const [given] = await answersGiven(chat.db, chat.conversationId)
    assert.deepEqual([given?.outcome, given?.articleId], ['answer', 'complaint-60-days'])
    await chat.say('给我讲个笑话吧')
    assert.deepEqual(await questionQueue(chat.db), [])
    const [nothing] = await chat.say('我是覃小禾13800001234,博物馆能带无人机进去拍吗?')
    assert.equal(nothing?.hotline.replyId, 'kb.none')
    const [waiting, ...more] = await questionQueue(chat.db)
    assert.deepEqual([waiting?.count, waiting?.unanswered, more.length], [1, 1, 0])
    assert.match(waiting?.question ?? '', /博物馆能带无人机进去拍吗/)
    assert.doesNotMatch(JSON.stringify(waiting), /覃小禾|13800001234/)
  })

  it('answers and notes a question asked beside a matter in one burst, and loses the matter no more', async () => {
    const replies = await chat.say('我要投诉康途旅行社，大巴晚来了三个钟头', '旅游投诉多久能处理完?')
    assert.deepEqual(
      replies.slice(0, 2).map(({ hotline }) => hotline.replyId),
      ['intake.opened.complaint', 'kb.answer']
    )
    assert.deepEqual(
      (await answersGiven(chat.db, chat.conversationId)).map(({ question, articleId }) => [question, articleId]),
      [['旅游投诉多久能处理完?', 'complaint-60-days']]
    )
  })

  it('a thumb down waits for the editors without the person, counted with its article; a later one changes it', async () => {
    await chat.say('我叫覃小禾,电话13800001234,旅游投诉多久能处理完?')
    await chat.say('没用')
    const [waiting] = await questionQueue(chat.db)
    assert.deepEqual([waiting?.thumbsDown, waiting?.articleIds], [1, ['complaint-60-days']])
    assert.doesNotMatch(JSON.stringify(waiting), /覃小禾|13800001234/)
    await chat.say('不用了')
    await chat.say('旅游投诉多久能处理完?')
    await chat.say('有用')
    const [counts] = await chat.db.selectFrom('kb_thumbs').selectAll().execute()
    assert.deepEqual([counts?.article_id, counts?.up, counts?.down], ['complaint-60-days', 1, 1])
  })

  it('numbers the thumbs where a channel has no buttons, and takes the number', async () => {
    const wechat = await ChatHarness.open('2026-11-26T10:00:00+08:00', 'c1', 'wechat_official')
    const [answer] = await wechat.say('旅游投诉多久能处理完?')
    assert.match(answer?.text ?? '', /这个回答有用吗？\n1\. 有用\n2\. 没用$/)
    const [down] = await wechat.say('2')
    assert.equal(down?.hotline.replyId, 'kb.thumb.down')
    const [queued] = await wechat.say('第一个')
    assert.equal(queued?.hotline.replyId, 'handoff.queued')
    await wechat.close()
  })

  it('shows the text of the law where the operator has loaded it, and offers nothing where not', async () => {
    const [without] = await chat.say('旅游投诉多久能处理完?')
    assert.ok(!without?.taps.includes('看原文'))
    const folder = mkdtempSync(path.join(os.tmpdir(), 'law-'))
    const articles = [{ n: 23, no: '第二十三条', text: '虚构的条文字句。' }]
    const law = { title: '办法', short: '旅游投诉处理办法', kind: '部门规章', effective: '', current: true, articles }
    writeFileSync(path.join(folder, 'a.json'), JSON.stringify(law))
    writeFileSync(path.join(folder, 'index.json'), JSON.stringify([{ file: 'a.json' }]))
    const vault = createVault({ key: Buffer.alloc(32, 3), suite: 'international' })
    await importLaws({ db: chat.db, vault, clock: chat.clock }, loadLawCorpus(folder), 'operator')
    rmSync(folder, { recursive: true })
    const [answer] = await chat.say('旅游投诉多久能处理完?')
    assert.ok(answer?.taps.includes('看原文'), answer?.taps.join(' '))
    const [text] = await chat.say('看原文')
    assert.equal(text?.hotline.replyId, 'kb.lawText')
    assert.match(text?.text ?? '', /《旅游投诉处理办法》第二十三条:?:?.*虚构的条文字句/s)
  })
})
