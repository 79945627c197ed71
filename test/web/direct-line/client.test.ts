import assert from 'node:assert/strict'
import { FakeDirectLine } from '../../fakes/direct-line-server.ts'
import { browserFetch, listeningClient } from './node-client.ts'

describe('web/direct-line: a citizen’s end of a conversation', () => {
  let server: FakeDirectLine
  let clients: ReturnType<typeof listeningClient>[]
  const open = (options: Parameters<typeof listeningClient>[1] = {}) => {
    const listening = listeningClient(server.url, options)
    clients.push(listening)
    return listening
  }
  const count = (line: string) => server.requests.filter(request => request === line).length
  const stored = () => server.only.activities.map(({ text }) => text)

  beforeEach(async () => {
    server = await new FakeDirectLine(text => [{ text: `回:${text}` }]).listen()
    clients = []
  })
  afterEach(async () => {
    for (const { client } of clients) client.close()
    await server.close()
  })

  for (const poll of [false, true]) {
    describe(poll ? 'by polling' : 'by the stream', () => {
      it('hears the greeting, its own message and the reply, in this order and once', async () => {
        const { say, until, texts, deliveryOf } = open({ poll })
        const id = say('导游强制购物')
        await until(() => texts().length === 3)
        assert.deepEqual(texts(), ['您好', '导游强制购物', '回:导游强制购物'])
        assert.equal(deliveryOf(id), 'delivered')
      })

      it('after a reload has the same conversation with everything once', async () => {
        const fetch = browserFetch()
        const first = open({ poll, fetch })
        first.say('一')
        await first.until(() => first.texts().length === 3)
        first.client.close()
        const second = open({ poll, fetch })
        await second.until(() => second.texts().length === 3)
        assert.deepEqual(second.texts(), ['您好', '一', '回:一'])
        assert.equal(server.conversations.size, 1)
      })

      it('goes on in the same conversation when its token has expired', async () => {
        const { say, until, texts, conversations } = open({ poll })
        await until(() => texts().length === 1)
        server.expireTokens()
        server.dropSockets()
        say('还在吗')
        await until(() => texts().length === 3)
        assert.deepEqual(texts(), ['您好', '还在吗', '回:还在吗'])
        assert.equal(conversations.length, 1)
        assert.equal(server.conversations.size, 1)
      })

      it('sends a message whose answer was lost again, and the server keeps it once', async () => {
        const { say, until, texts, deliveryOf } = open({ poll })
        await until(() => texts().length === 1)
        server.faults.loseAnswers = 1
        const id = say('退钱')
        await until(() => texts().length === 3 && deliveryOf(id) === 'delivered')
        assert.deepEqual(stored(), ['您好', '退钱', '回:退钱'])
      })

      it('keeps the order of five messages when the first is refused for a while', async () => {
        const { say, until, texts } = open({ poll })
        await until(() => texts().length === 1)
        server.faults.refuse = { times: 2, status: 503 }
        for (const text of ['一', '二', '三', '四', '五']) say(text)
        await until(() => texts().length === 11)
        assert.deepEqual(
          server.only.activities.filter(({ from }) => from?.role === 'user').map(({ text }) => text),
          ['一', '二', '三', '四', '五']
        )
      })
    })
  }

  it('tells what was said while the socket was down, once, after reconnecting', async () => {
    const { until, texts, states } = open()
    await until(() => states.at(-1) === 'live')
    server.dropSockets()
    server.say(server.only, { text: '工单已受理' })
    await until(() => texts().includes('工单已受理') && states.at(-1) === 'live')
    server.say(server.only, { text: '工单已办结' })
    await until(() => texts().includes('工单已办结'))
    assert.deepEqual(texts(), ['您好', '工单已受理', '工单已办结'])
  })

  it('falls back to polling where sockets are refused, and returns to the stream when they are not', async () => {
    server.faults.noSocket = true
    const { until, texts, states, say } = open()
    await until(() => states.at(-1) === 'polling')
    say('一')
    await until(() => texts().length === 3)
    server.faults.noSocket = false
    await until(() => states.at(-1) === 'live')
    say('二')
    await until(() => texts().length === 5)
    assert.deepEqual(texts(), ['您好', '一', '回:一', '二', '回:二'])
  })

  it('finds out that a socket which seems open is dead, because the echo of a message does not come', async () => {
    const { until, texts, states, say } = open()
    await until(() => states.at(-1) === 'live' && texts().length === 1)
    server.faults.silentSocket = true
    say('一')
    await until(() => texts().length === 3)
    assert.deepEqual(texts(), ['您好', '一', '回:一'])
  })

  it('waits through an outage of the server, sends what was given up meanwhile, and doubles nothing', async () => {
    const { until, texts, states, say, deliveryOf } = open()
    await until(() => states.at(-1) === 'live')
    server.faults.down = true
    server.dropSockets()
    const [first, second] = [say('一'), say('二')]
    await until(() => deliveryOf(first) === 'failed' && deliveryOf(second) === 'failed' && states.at(-1) === 'waiting')
    server.faults.down = false
    await until(() => texts().length === 5)
    assert.deepEqual(stored(), ['您好', '一', '回:一', '二', '回:二'])
    assert.deepEqual([deliveryOf(first), deliveryOf(second)], ['delivered', 'delivered'])
  })

  it('shows a refused message as failed, lets later ones through, and sends it again only when told to', async () => {
    const { until, texts, say, deliveryOf, client } = open()
    await until(() => texts().length === 1)
    server.faults.refuse = { times: 1, status: 413 }
    const long = say('太长')
    const next = say('短')
    await until(() => deliveryOf(long) === 'failed' && deliveryOf(next) === 'delivered')
    assert.deepEqual(stored(), ['您好', '短', '回:短'])
    client.resend(long)
    await until(() => deliveryOf(long) === 'delivered')
    assert.equal(stored().filter(text => text === '太长').length, 1)
  })

  it('starts a new conversation, and says so, where the old one is gone', async () => {
    const { until, texts, states, say, conversations } = open()
    await until(() => states.at(-1) === 'live')
    const [old] = server.conversations.keys()
    server.conversations.clear()
    say('还在吗')
    await until(() => texts().includes('回:还在吗'))
    assert.equal(conversations.at(-1)?.replaces, old)
    assert.equal(server.conversations.size, 1)
  })

  it('leaves a conversation for a new one when the citizen wants that', async () => {
    const { until, states, client, conversations, say, texts } = open()
    await until(() => states.at(-1) === 'live')
    await client.restart()
    assert.equal(conversations.length, 2)
    say('重新说')
    await until(() => texts().includes('回:重新说'))
    assert.equal([...server.conversations.values()].at(-1)?.activities.at(-1)?.text, '回:重新说')
  })

  it('refreshes its token in good time', async () => {
    server.expiresInS = 0.1
    const { until } = open()
    await until(() => count('POST /v3/directline/tokens/refresh') >= 2)
    assert.equal(count('POST /api/chat/token'), 1)
  })

  it('does not hammer a server that refuses every token', async () => {
    const { until, states } = open()
    await until(() => states.at(-1) === 'live')
    const forget = setInterval(() => server.expireTokens(), 1)
    server.dropSockets()
    const before = server.requests.length
    await new Promise(resolve => setTimeout(resolve, 200))
    clearInterval(forget)
    assert.ok(server.requests.length - before < 60, `${server.requests.length - before} requests in 200 ms`)
  })
})
