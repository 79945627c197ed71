import assert from 'node:assert/strict'
import {
  addActivities,
  addOutgoing,
  beginAnew,
  EMPTY_TRANSCRIPT,
  entriesOf,
  isAwaitingReply,
  openChoices,
  setDelivery
} from '../../../../web/chat/src/store/transcript.ts'
import type { Activity } from '../../../../web/direct-line/index.ts'

const NOW = Date.parse('2026-11-24T10:00:00+08:00')
const draft = { kinds: ['report'], filled: ['place'], missing: ['occurredAt'] }
const bot = (id: string, text: string, hotline: object = {}): Activity => ({
  type: 'message',
  id,
  text,
  from: { id: 'bot', role: 'bot' },
  timestamp: '2026-11-24T02:00:00Z',
  channelData: { hotline: { replyId: 'x', asks: null, draft: null, ...hotline } }
})
const echo = (id: string, clientActivityID: string, text: string): Activity => ({
  type: 'message',
  id,
  text,
  from: { id: 'dl_1', role: 'user' },
  channelData: { clientActivityID }
})
const texts = (transcript: typeof EMPTY_TRANSCRIPT) =>
  entriesOf(transcript).map(entry => (entry.kind === 'note' ? entry.note : entry.text))

describe('web/chat: transcript', () => {
  it('shows a message once, whether it comes as sent, as echo, or again after a reconnect', () => {
    let transcript = addOutgoing(EMPTY_TRANSCRIPT, { clientActivityID: 'c1', text: '一' }, NOW)
    transcript = addActivities(transcript, [echo('a1', 'c1', '一')], NOW)
    transcript = addActivities(transcript, [echo('a1', 'c1', '一'), bot('a2', '回')], NOW)
    transcript = addActivities(transcript, [bot('a2', '回')], NOW)
    transcript = addOutgoing(transcript, { clientActivityID: 'c1', text: '一' }, NOW)
    assert.deepEqual(texts(transcript), ['一', '回'])
  })

  it('keeps the server’s order: what it has not told back stands last', () => {
    let transcript = addOutgoing(EMPTY_TRANSCRIPT, { clientActivityID: 'c1', text: '一' }, NOW)
    transcript = addOutgoing(transcript, { clientActivityID: 'c2', text: '二' }, NOW)
    transcript = addActivities(transcript, [bot('a0', '在'), echo('a1', 'c1', '一')], NOW)
    assert.deepEqual(texts(transcript), ['在', '一', '二'])
  })

  it('a message keeps its key from sending to echo, so that its bubble stays', () => {
    const sent = addOutgoing(EMPTY_TRANSCRIPT, { clientActivityID: 'c1', text: '一' }, NOW)
    const told = addActivities(sent, [echo('a1', 'c1', '一')], NOW)
    assert.deepEqual(
      [sent, told].map(transcript => entriesOf(transcript)[0]?.key),
      ['c1', 'c1']
    )
  })

  it('takes the draft from the last bot message, also its end', () => {
    const filling = addActivities(EMPTY_TRANSCRIPT, [bot('a1', '什么时候？', { draft })], NOW)
    assert.deepEqual(filling.draft, draft)
    const filed = [{ ticketNo: 'WL20261124000001', kind: 'report' }]
    const done = addActivities(filling, [bot('a2', '登记好了', { filed })], NOW)
    assert.equal(done.draft, null)
    assert.deepEqual(
      entriesOf(done).flatMap(entry => (entry.kind === 'bot' ? entry.filed : [])),
      filed
    )
  })

  it('offers choices only under the last message, and none once something was said', () => {
    const asking: Activity = {
      ...bot('a1', '可以吗？'),
      suggestedActions: { actions: [{ type: 'imBack', title: '同意', value: '同意' }] }
    }
    const asked = addActivities(EMPTY_TRANSCRIPT, [asking], NOW)
    assert.deepEqual(
      openChoices(asked).map(({ title }) => title),
      ['同意']
    )
    assert.deepEqual(openChoices(addOutgoing(asked, { clientActivityID: 'c1', text: '好' }, NOW)), [])
    assert.deepEqual(openChoices(addActivities(asked, [bot('a2', '谢谢')], NOW)), [])
  })

  it('waits for a reply once the message is delivered, but not for one of a person', () => {
    const sent = addOutgoing(EMPTY_TRANSCRIPT, { clientActivityID: 'c1', text: '一' }, NOW)
    assert.equal(isAwaitingReply(sent), false)
    assert.equal(isAwaitingReply(setDelivery(sent, 'c1', 'delivered')), true)
    const joined = addActivities(EMPTY_TRANSCRIPT, [bot('a1', '来了', { replyId: 'handoff.joined' })], NOW)
    assert.equal(isAwaitingReply(addActivities(joined, [echo('a2', 'c2', '你好')], NOW)), false)
  })

  it('shows dots from the bot’s typing until it speaks', () => {
    const typing = addActivities(EMPTY_TRANSCRIPT, [{ type: 'typing', from: { role: 'bot' } }], NOW)
    assert.equal(typing.isBotTyping, true)
    assert.equal(addActivities(typing, [bot('a1', '好')], NOW).isBotTyping, false)
  })

  it('marks where a new conversation begins, and keeps what was said before', () => {
    const before = addActivities(EMPTY_TRANSCRIPT, [bot('a1', '好', { draft })], NOW)
    const after = addActivities(beginAnew(before, 'conv-2', NOW), [bot('b1', '您好')], NOW)
    assert.deepEqual(texts(after), ['好', 'newConversation', '您好'])
    assert.equal(after.draft, null)
  })

  it('survives activities that are no messages or lack everything', () => {
    const odd: Activity[] = [{ type: 'event', name: 'x' }, { type: 'message' }, { type: 'endOfConversation' }]
    assert.equal(entriesOf(addActivities(EMPTY_TRANSCRIPT, odd, NOW)).length, 1)
  })
})
