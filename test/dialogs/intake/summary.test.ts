import assert from 'node:assert/strict'
import { ChatHarness } from '../chat-harness.ts'

describe('the summary', function () {
  this.timeout(20_000)
  let chat: ChatHarness
  before(async () => {
    chat = await ChatHarness.open('2026-11-24T15:00:00+08:00')
  })
  after(() => chat.close())

  it('of a report whose phone was refused says that nobody’s name is written, and holds no line about a phone', async () => {
    await chat.say('我要举报银树KTV昨天晚上放未成年人进去喝酒，在古城区福慧路12号')
    const { hotline, text = '' } = (await chat.say('不想留电话')).at(-1) ?? {}
    assert.equal(hotline?.replyId, 'intake.confirm')
    assert.match(text, /匿名，办理的人也看不到您是谁/)
    assert.doesNotMatch(text, /您的电话|您的称呼|姓名电话只有/)
  })

  it('of a suggestion does not invite a phone once an answer was declined', async () => {
    const other = await chat.another('c2')
    assert.match((await other.say('建议图书馆延长开放时间到晚上十点')).at(-1)?.text ?? '', /想要回复的话/)
    const { hotline, text = '' } = (await other.say('不用回复')).at(-1) ?? {}
    assert.equal(hotline?.replyId, 'intake.confirm')
    assert.doesNotMatch(text, /想要回复的话/)
  })
})
