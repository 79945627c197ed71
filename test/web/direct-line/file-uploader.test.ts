import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { DirectLineClient, type FileKeeper, type FileView, type KeptFile } from '../../../web/direct-line/index.ts'
import { type ChatServer, startChatServer } from '../../fakes/chat-server.ts'
import { until } from '../../fakes/citizen-client.ts'
import { box, photo, program, recording } from '../../fakes/evidence-files.ts'

const MIB = 1024 * 1024

function memoryKeeper(): FileKeeper & { files: Map<string, KeptFile> } {
  const files = new Map<string, KeptFile>()
  return {
    files,
    all: async () => [...files.values()],
    put: async file => void files.set(file.id, { ...file }),
    remove: async id => void files.delete(id)
  }
}

describe('resumable upload of the page', () => {
  let server: ChatServer
  let isDown = false
  let pieces = 0
  let cookie = ''
  before(async () => {
    server = await startChatServer()
  })
  after(() => server.close())
  beforeEach(() => {
    isDown = false
    pieces = 0
    cookie = ''
  })
  const clients: DirectLineClient[] = []
  afterEach(() => {
    // an open client of a failed test would keep calling
    for (const client of clients.splice(0)) client.close()
  })

  /** A page: its client with the cookie of the browser, as `main.tsx` wires it. */
  function open(keeper: FileKeeper) {
    let files: FileView[] = []
    const texts: string[] = []
    const client = new DirectLineClient(
      {
        baseUrl: server.url,
        fetch: async (url, init) => {
          if (isDown) throw new TypeError('offline')
          if (init.method === 'PATCH') pieces += 1
          const response = await fetch(url, { ...init, headers: { ...init.headers, cookie } })
          cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
          return response
        },
        openSocket: null,
        canResume: true,
        keeper,
        now: () => Date.now(),
        timing: { backOffFirstMs: 20, backOffMaxMs: 50, pollMs: 50 }
      },
      {
        onState: () => {},
        onActivities: activities => texts.push(...activities.map(({ text = '' }) => text)),
        onCaughtUp: () => {},
        onConversation: () => {},
        onDelivery: () => {},
        onFiles: now => {
          files = now
        }
      }
    )
    clients.push(client)
    client.start()
    return { client, files: () => files, texts }
  }

  const blob = (bytes: Buffer) => new Blob([new Uint8Array(bytes)])
  const long = (bytes: number) => Buffer.concat([recording(), box('free', Buffer.alloc(bytes))])

  it('goes on after the network was lost and after a reload, and sends every piece once', async () => {
    const keeper = memoryKeeper()
    const bytes = long(MIB)
    const first = open(keeper)
    await until(() => first.texts.length > 0, 'the greeting')
    first.client.files.add('f1', 'v.mp4', blob(bytes))
    await until(() => (first.files()[0]?.sent ?? 0) > 0, 'the first piece')
    isDown = true
    await sleep(150)
    assert.equal(first.files()[0]?.state, 'sending')
    first.client.close()
    // the tab is loaded anew, in the same browser
    isDown = false
    const second = open(keeper)
    await until(() => second.files()[0]?.state === 'whole', 'the whole file', 15_000)
    assert.ok(pieces <= Math.ceil(bytes.length / (256 * 1024)) + 1, `${pieces} pieces`)
    const attachments = second.client.files.take()
    assert.equal(attachments[0]?.contentType, 'video/mp4')
    assert.equal(keeper.files.size, 0, 'nothing is left in the browser')
    second.client.send({ clientActivityID: 'm1', text: '', attachments })
    await until(() => second.texts.includes('1: [file]'), 'the answer', 10_000)
  })

  it('refuses at once what is empty, too large or a tenth, and says why the server refuses another', async () => {
    const { client, files, texts } = open(memoryKeeper())
    await until(() => texts.length > 0, 'the greeting')
    client.files.add('e', 'a.jpg', new Blob([]))
    client.files.add('l', 'a.mp4', new Blob([new Uint8Array(20 * MIB + 1)]))
    client.files.add('p', 'photo.jpg', blob(program()))
    const codes = () => Object.fromEntries(files().map(({ id, code }) => [id, code]))
    await until(() => codes().p, 'the server’s word', 10_000)
    assert.deepEqual(codes(), { e: 'EVIDENCE_EMPTY', l: 'EVIDENCE_TOO_LARGE', p: 'EVIDENCE_DISGUISED' })
    for (const id of ['e', 'l', 'p']) client.files.remove(id)
    for (let n = 0; n < 10; n++) client.files.add(`n${n}`, `${n}.jpg`, blob(photo()))
    assert.equal(files().filter(({ code }) => code === 'EVIDENCE_TOO_MANY').length, 1)
  })

  it('removes a file here and at the server', async () => {
    const keeper = memoryKeeper()
    const { client, files, texts } = open(keeper)
    await until(() => texts.length > 0, 'the greeting')
    client.files.add('f', 'a.jpg', blob(photo()))
    await until(() => files()[0]?.state === 'whole', 'the whole file', 10_000)
    client.files.remove('f')
    assert.deepEqual(files(), [])
    await until(
      async () =>
        (await server.db.selectFrom('evidence_files').selectAll().orderBy('created_at', 'desc').execute()).some(
          ({ dropped_at }) => dropped_at !== null
        ),
      'the removal at the server'
    )
  })

  it('begins anew in another conversation with what the old one had, whole or not', async () => {
    const keeper = memoryKeeper()
    const first = open(keeper)
    await until(() => first.texts.length > 0, 'the greeting')
    first.client.files.add('f', 'a.jpg', blob(photo()))
    await until(() => first.files()[0]?.state === 'whole', 'the whole file', 10_000)
    const before = keeper.files.get('f')?.fileId
    first.client.close()
    // the cookie expired: the page gets another conversation, whose files are others
    cookie = ''
    const second = open(keeper)
    await until(() => second.files()[0]?.state === 'whole', 'the whole file', 10_000)
    assert.notEqual(keeper.files.get('f')?.fileId, before)
    second.client.send({ clientActivityID: 'm', text: '', attachments: second.client.files.take() })
    await until(() => second.texts.includes('1: [file]'), 'the answer', 10_000)
  })

  it('leaves nothing for the next person at a public computer', async () => {
    const keeper = memoryKeeper()
    const { client, files, texts } = open(keeper)
    await until(() => texts.length > 0, 'the greeting')
    client.files.add('f', 'a.jpg', blob(photo()))
    await until(() => files()[0]?.state === 'whole', 'the whole file', 10_000)
    await client.restart()
    assert.deepEqual(files(), [])
    assert.equal(keeper.files.size, 0)
    // a piece that was on its way then brings nothing back
    await sleep(200)
    assert.deepEqual([files(), keeper.files.size], [[], 0])
  })
})
