import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { StreamHub } from '../../bot/channels/direct-line/stream-hub.ts'
import { fixedClock, systemClock } from '../../core/clock.ts'
import { createLog } from '../../core/log.ts'
import { type ChatServer, startChatServer } from '../fakes/chat-server.ts'
import { CitizenClient, type SeenActivity, until } from '../fakes/citizen-client.ts'

interface Stream {
  socket: WebSocket
  seen: SeenActivity[]
  watermark: () => string
}

async function openStream(url: string): Promise<Stream> {
  const seen: SeenActivity[] = []
  let watermark = ''
  const socket = new WebSocket(url)
  socket.on('message', data => {
    const text = data.toString()
    if (text === '') return
    const frame = JSON.parse(text) as { activities: SeenActivity[]; watermark: string }
    seen.push(...frame.activities)
    watermark = frame.watermark
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return { socket, seen, watermark: () => watermark }
}

async function refusedWith(url: string): Promise<number> {
  const socket = new WebSocket(url)
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => reject(new Error('it was opened')))
    socket.on('error', () => {})
  })
}

const textsOf = ({ seen }: Stream) => seen.map(({ text }) => text)

describe('Direct Line stream', () => {
  const clock = fixedClock('2026-11-24T10:00:00Z')
  let server: ChatServer
  const streams: Stream[] = []
  const open = async (url: string) => {
    const stream = await openStream(url)
    streams.push(stream)
    return stream
  }
  before(async () => {
    server = await startChatServer({ clock })
  })
  after(async () => {
    for (const { socket } of streams) socket.terminate()
    await server.close()
  })

  it('tells all from the start, the citizen’s own message before the reply, with the watermark to come back with', async () => {
    const citizen = await new CitizenClient(server.url).start()
    const stream = await open(citizen.streamUrl)
    await until(() => stream.seen.length === 1, 'the greeting')
    const id = await citizen.say('hello', 'mine-1')
    await until(() => stream.seen.length === 3, 'echo and reply')
    assert.deepEqual(textsOf(stream).slice(1), ['hello', '1: hello'])
    assert.deepEqual([stream.seen[1]?.id, stream.seen[1]?.channelData?.clientActivityID], [id, 'mine-1'])
    assert.equal(stream.watermark(), (await citizen.activities()).watermark)
  })

  it('tells a client that comes back what it missed, then goes on live, each once and in order', async () => {
    const citizen = await new CitizenClient(server.url).start()
    const first = await open(citizen.streamUrl)
    await until(() => first.seen.length === 1, 'the greeting')
    const watermark = first.watermark()
    first.socket.terminate()
    await citizen.say('missed')
    await citizen.hears(2)
    const answer = await citizen.call('GET', `${citizen.path}?watermark=${watermark}`)
    const posts = ['a', 'b', 'c'].map(text => citizen.say(text))
    const second = await open(String(answer.json.streamUrl))
    await Promise.all(posts)
    await until(() => (textsOf(second).at(-1) ?? '').includes('c') && second.seen.length >= 6, 'all')
    await citizen.hears(3)
    await sleep(50)
    const stored = (await citizen.activities(watermark)).activities.map(({ id }) => id)
    assert.deepEqual(
      second.seen.map(({ id }) => id),
      stored
    )
  })

  it('tells only what is new to a client that comes back without a watermark', async () => {
    const citizen = await new CitizenClient(server.url).start()
    await citizen.hears(1)
    const answer = await citizen.call('GET', citizen.path)
    await citizen.say('between')
    const stream = await open(String(answer.json.streamUrl))
    await until(() => stream.seen.length === 2, 'what came in between')
    assert.deepEqual(textsOf(stream), ['between', '1: between'])
  })

  it('tells all clients of a conversation, and no client of another one', async () => {
    const [citizen, other] = [await new CitizenClient(server.url).start(), await new CitizenClient(server.url).start()]
    const all = [await open(citizen.streamUrl), await open(citizen.streamUrl), await open(other.streamUrl)]
    await citizen.say('to both')
    await until(() => all[0]?.seen.length === 3 && all[1]?.seen.length === 3, 'both')
    assert.deepEqual(all[2] && textsOf(all[2]), ['conversation/start'])
  })

  it('takes empty frames of a client without a word', async () => {
    const citizen = await new CitizenClient(server.url).start()
    const stream = await open(citizen.streamUrl)
    stream.socket.send('')
    await citizen.say('still open')
    await until(() => stream.seen.length === 3, 'the reply')
    assert.equal(stream.socket.readyState, WebSocket.OPEN)
  })

  it('opens for nobody without a live address of this very conversation', async () => {
    const [citizen, other] = [await new CitizenClient(server.url).start(), await new CitizenClient(server.url).start()]
    const mixed = citizen.streamUrl.replace(citizen.conversationId, other.conversationId)
    assert.equal(await refusedWith(mixed), 403)
    assert.equal(await refusedWith(citizen.streamUrl.replace(/t=.*/, `t=${citizen.token}`)), 401)
    assert.equal(await refusedWith(citizen.streamUrl.replace('/stream', '/stream2')), 404)
    clock.advance(61_000)
    assert.equal(await refusedWith(citizen.streamUrl), 403)
  })

  it('beats with pings and empty frames, and cuts off a client that answers none', async () => {
    const sent: string[] = []
    let ended = 0
    const hub = new StreamHub({
      read: async () => ({ activities: [], upTo: 0, hasMore: false }),
      log: createLog({ level: 'error', clock: systemClock, write: () => {} }),
      keepAliveMs: 20
    })
    hub.attach(
      'c',
      {
        bufferedAmount: 0,
        send: data => sent.push(data),
        ping: () => sent.push('ping'),
        close() {},
        terminate: () => ended++
      },
      0
    )
    await until(() => ended > 0, 'the end of a dead client')
    hub.close(1001, 'end')
    assert.deepEqual(sent, ['ping', ''])
  })
})
