import assert from 'node:assert/strict'
import { ChatHarness } from '../chat-harness.ts'

const NOW = '2026-11-24T15:00:00+08:00'
const ANONYMOUS = '我要举报银树KTV昨天晚上放未成年人进去喝酒，在古城区福慧路12号，匿名'
const NAMED = '我要举报银树KTV昨天晚上放未成年人进去喝酒，在古城区福慧路12号，周小梅13800001234'

describe('tickets of another conversation', function () {
  this.timeout(20_000)
  let chat: ChatHarness
  beforeEach(async () => {
    chat = await ChatHarness.open(NOW)
  })
  afterEach(() => chat.close())

  it('are told to an anonymous reporter who has the query code, and to nobody else', async () => {
    await chat.say(ANONYMOUS)
    const told = (await chat.say('确认提交')).map(message => message.text).join('\n')
    const [, ticketNo = '', code = ''] = /(WL\d{14})，查询码 (\d{6})/.exec(told) ?? []
    const other = await chat.another('c2')
    await other.say(`查${ticketNo}`)
    const wrong = code === '111111' ? '222222' : '111111'
    assert.equal((await other.say(wrong)).at(-1)?.hotline.replyId, 'status.notFound')
    const found = await other.say(`查${ticketNo} ${code}`)
    assert.equal(found[0]?.hotline.replyId, 'status.found')
  })

  it('have no code where a phone was left: the phone is asked for', async () => {
    await chat.say(NAMED)
    const told = (await chat.say('确认提交')).map(message => message.text).join('\n')
    assert.doesNotMatch(told, /查询码/)
  })

  it('of a report are never given away to whoever types the reporter’s phone, but linked', async () => {
    await chat.say(NAMED)
    await chat.say('确认提交')
    const first = chat.filed[0]?.ticketNo ?? ''
    const other = await chat.another('c2')
    const said = [...(await other.say(NAMED)), ...(await other.say('确认提交'))]
    assert.equal(said.at(-1)?.hotline.replyId, 'intake.filed')
    assert.ok(said.every(message => !message.text.includes(first)))
    const links = await chat.db.selectFrom('ticket_links').selectAll().where('other_ticket_no', '=', first).execute()
    assert.deepEqual(
      links.map(link => link.relation),
      ['duplicate_of']
    )
  })
})
