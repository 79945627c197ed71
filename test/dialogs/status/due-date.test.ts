import assert from 'node:assert/strict'
import { ChatHarness } from '../chat-harness.ts'

const DAY_MS = 86_400_000

describe('the due date that a citizen is told', () => {
  let chat: ChatHarness
  const NOW = '2026-07-31T10:00:00+08:00' // a Friday
  const COMPLAINT =
    '昨天下午我在束河古镇的彩云银器店买手镯，说是纯银的，回来一验是铜的，要求退680元，我叫王芳，电话13800001201'
  const REPORT = '我要举报银树KTV昨天晚上放未成年人进去喝酒，在古城区福慧路12号，匿名'

  beforeEach(async () => {
    chat = await ChatHarness.open(NOW)
  })
  afterEach(() => chat.close())

  const textOf = (messages: { text: string }[]) => messages.map(({ text }) => text).join('\n')
  const fileComplaint = async () => {
    await chat.say(COMPLAINT)
    await chat.say('确认提交')
    const ticketNo = chat.filed.at(-1)?.ticketNo
    assert.ok(ticketNo)
    return ticketNo
  }
  const ask = async () => textOf(await chat.say('我的投诉到哪一步了'))

  it('is when it must be decided, then when the mediation must end, with the day of the week', async () => {
    const ticketNo = await fileComplaint()
    assert.doesNotMatch(await ask(), /最晚|期限/, 'nothing runs before 12345 has it')
    await chat.intakeMoves(ticketNo, { status: 'submitted' })
    assert.match(await ask(), /按规定，最晚8月4日（星期二）要告诉您受理不受理/)
    const told = await chat.intakeMoves(ticketNo, { status: 'accepted' })
    // 60 days from 31 July: Tuesday 29 September.
    assert.match(textOf(told), /按规定，最晚9月29日（星期二）调解要结束，成不成都要告诉您；做鉴定、检测的时间不算在内/)
    assert.doesNotMatch(textOf(told), /保证|一定会|肯定/)
  })

  it('is said to be over when it is, and urging is offered', async () => {
    const ticketNo = await fileComplaint()
    await chat.intakeMoves(ticketNo, { status: 'accepted' })
    chat.clock.advance(60 * DAY_MS)
    assert.doesNotMatch(await ask(), /已经过了/, 'the last day itself')
    chat.clock.advance(DAY_MS)
    const answer = await chat.say('我的投诉到哪一步了')
    assert.match(textOf(answer), /9月29日（星期二）调解要结束.*。这个日子已经过了，您可以让我催一下/)
    assert.ok(answer.at(-1)?.taps.includes('催一下'), answer.at(-1)?.taps.join())
  })

  it('is the intake’s where it gives one: the day itself, or the one before which it ends', async () => {
    const ticketNo = await fileComplaint()
    const evening = await chat.intakeMoves(ticketNo, { status: 'accepted', dueAt: '2026-08-10T18:00:00+08:00' })
    assert.match(textOf(evening), /12345定的期限：最晚8月10日（星期一）办结或者答复/)
    assert.doesNotMatch(textOf(evening), /9月29日/)
    const midnight = await chat.intakeMoves(ticketNo, { status: 'dispatched', dueAt: '2027-01-05T00:00:00+08:00' })
    assert.match(textOf(midnight), /12345定的期限：2027年1月5日（星期二）前办结或者答复/)
  })

  it('is no more when it was answered, nor where it was put off without a new date', async () => {
    const ticketNo = await fileComplaint()
    for (const status of ['accepted', 'delayed'] as const) await chat.intakeMoves(ticketNo, { status })
    assert.doesNotMatch(await ask(), /最晚|期限/)
    await chat.intakeMoves(ticketNo, { status: 'replied', message: '店家同意退款' })
    const answered = await ask()
    assert.match(answered, /店家同意退款/)
    assert.doesNotMatch(answered, /最晚|期限/)
  })

  it('is not told of a limit that nobody has verified for this city', async () => {
    await chat.say(REPORT)
    await chat.say('确认提交')
    const ticket = chat.filed.at(-1)
    assert.equal(ticket?.draft.kind, 'report')
    const told = await chat.intakeMoves(ticket?.ticketNo ?? '', { status: 'accepted' })
    assert.match(textOf(told), /已受理/)
    assert.doesNotMatch(textOf(told), /最晚|期限|工作日/)
  })
})
