// Microsoft's own client as it is, in Node: it wants a browser's XMLHttpRequest and WebSocket, which xhr2 and ws give.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { DirectLine as DirectLineType } from 'botframework-directlinejs'
import WebSocket from 'ws'
import { type ChatServer, startChatServer } from '../fakes/chat-server.ts'
import { until } from '../fakes/citizen-client.ts'
import { photo, photoNumber } from '../fakes/evidence-files.ts'

const require = createRequire(import.meta.url)
const ONLINE = 2

/** As much of a browser's XMLHttpRequest as is changed here. */
interface Xhr {
  setRequestHeader(name: string, value: string): void
  send(body?: unknown): void
}

/** xhr2 knows no FormData: it is made bytes before it goes out, as a browser does. */
function withFormData(Xhr: new () => Xhr): new () => Xhr {
  return class extends Xhr {
    override send(body?: unknown): void {
      if (!(body instanceof FormData)) {
        super.send(body)
        return
      }
      const request = new Request('http://form', { method: 'POST', body })
      void request.arrayBuffer().then(bytes => {
        this.setRequestHeader('Content-Type', request.headers.get('content-type') ?? '')
        super.send(Buffer.from(bytes))
      })
    }
  }
}

interface Heard {
  id?: string
  text?: string
  attachments?: { contentType: string; name?: string; contentUrl?: string }[]
  from?: { id: string; role?: string }
}

describe('botframework-directlinejs against our Direct Line', function () {
  this.timeout(60_000)
  const dataKey = randomBytes(32)
  let folder = ''
  let server: ChatServer
  let DirectLine: typeof DirectLineType
  let browserParts: Record<string, unknown>
  const clients: DirectLineType[] = []

  const start = (port = 0) =>
    startChatServer({
      databaseUrl: `file:${path.join(folder, 'chat.db')}`,
      dataKey,
      port,
      clock: { now: () => new Date() }
    })

  before(async () => {
    const scope = globalThis as unknown as Record<string, unknown>
    browserParts = { XMLHttpRequest: scope.XMLHttpRequest, WebSocket: scope.WebSocket }
    scope.XMLHttpRequest = withFormData(require('xhr2') as new () => Xhr)
    scope.WebSocket = WebSocket
    // Loaded only now: it looks for both when it is loaded.
    DirectLine = (require('botframework-directlinejs') as { DirectLine: typeof DirectLineType }).DirectLine
    folder = mkdtempSync(path.join(os.tmpdir(), 'direct-line-js-'))
    server = await start()
  })
  afterEach(() => {
    for (const client of clients.splice(0)) client.end()
  })
  after(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
    Object.assign(globalThis, browserParts)
  })

  async function connect(webSocket: boolean) {
    const given = await fetch(`${server.url}/api/chat/token`, { method: 'POST' })
    const { token } = (await given.json()) as { token: string }
    // `random` is one of the client's own options: the shortest of its waits before it connects again (3 s).
    const options = { token, domain: `${server.url}/v3/directline`, webSocket, pollingInterval: 200, random: () => 0 }
    const client = new DirectLine(options)
    clients.push(client)
    const heard: Heard[] = []
    let status = 0
    // Ending a client is an error to whoever listens.
    const ended = () => {}
    client.connectionStatus$.subscribe(now => {
      status = now
    }, ended)
    client.activity$.subscribe(activity => heard.push(activity as Heard), ended)
    const texts = () => heard.map(({ text }) => text)
    const say = (text: string) =>
      new Promise<string>((resolve, reject) => {
        client.postActivity({ type: 'message', text, from: { id: 'somebody' } }).subscribe(resolve, reject)
      })
    await until(() => heard.length === 1 && status === ONLINE, 'the greeting', 10_000)
    return { client, heard, texts, say, token }
  }

  it('uploads two files with its own upload, and fetches what it sent', async () => {
    const photos = [photo(), photoNumber(2)]
    // The client fetches each file from the address that the page has for it.
    const page = createServer((request, response) => {
      response.end(photos[Number(request.url?.slice(1))])
    })
    await new Promise<void>(resolve => page.listen(0, '127.0.0.1', resolve))
    try {
      const { client, heard, texts, token } = await connect(true)
      const { port } = page.address() as AddressInfo
      const attachments = photos.map((_, n) => ({
        contentType: 'image/jpeg',
        name: 'IMG.jpg',
        contentUrl: `http://127.0.0.1:${port}/${n}`
      }))
      const id = await new Promise<string>((resolve, reject) => {
        client
          .postActivity({ type: 'message', text: '收据', attachments, from: { id: 'somebody' } })
          .subscribe(resolve, reject)
      })
      await until(() => texts().includes('1: 收据 [file] [file]'), 'the answer', 10_000)
      const mine = heard.find(activity => activity.id === id)
      assert.deepEqual(
        mine?.attachments?.map(({ contentType, name }) => [contentType, name]),
        [
          ['image/jpeg', 'IMG.jpg'],
          ['image/jpeg', 'IMG (1).jpg']
        ]
      )
      const address = `${server.url}${mine?.attachments?.[0]?.contentUrl}`
      const given = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
      assert.ok(!Buffer.from(await given.arrayBuffer()).includes('GPSLatitude'))
      assert.equal((await fetch(address)).status, 401)
    } finally {
      page.close()
    }
  })

  for (const [way, webSocket] of [
    ['over WebSocket', true],
    ['over polling', false]
  ] as const) {
    it(`holds a conversation ${way}, through a restart of the server`, async () => {
      const { heard, texts, say } = await connect(webSocket)
      const firstId = await say('你好')
      await until(() => texts().includes('1: 你好'), 'the first answer', 10_000)
      assert.ok(
        heard.some(({ id, text }) => id === firstId && text === '你好'),
        'the citizen’s own message comes back by its id'
      )

      const { port } = server
      await server.close()
      server = await start(port)

      // The client sends again by itself while the server is away, and gets what it missed when it is back.
      await say('还在吗')
      await until(() => texts().includes('2: 还在吗'), 'the answer after the restart', 40_000)
      await say('好的')
      await until(() => texts().includes('3: 好的'), 'one more answer', 10_000)
      assert.deepEqual(texts().slice(1), ['你好', '1: 你好', '还在吗', '2: 还在吗', '好的', '3: 好的'])
      const ids = heard.map(({ id }) => id)
      assert.equal(new Set(ids).size, ids.length, 'nothing twice')
    })
  }
})
