import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { fixedClock } from '../../core/clock.ts'
import { type ChatServer, SECRET, startChatServer } from '../fakes/chat-server.ts'
import { CitizenClient } from '../fakes/citizen-client.ts'
import { photo, photoNumber, program, recording } from '../fakes/evidence-files.ts'

interface Shown {
  contentType: string
  name: string
  contentUrl: string
}

const MIB = 1024 * 1024
const PIECE = 256 * 1024

describe('files over Direct Line', () => {
  const clock = fixedClock('2026-11-26T10:00:00Z')
  let server: ChatServer
  let citizen: CitizenClient
  before(async () => {
    server = await startChatServer({ clock })
  })
  beforeEach(async () => {
    citizen = await new CitizenClient(server.url).start()
    await citizen.hears(1)
  })
  after(() => server.close())

  async function call(path: string, init: RequestInit & { token?: string } = {}) {
    const response = await fetch(server.url + path, {
      ...init,
      headers: { authorization: `Bearer ${init.token ?? citizen.token}`, ...init.headers }
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = bytes.length > 0 && response.headers.get('content-type')?.startsWith('application/json')
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      json: isJson ? JSON.parse(bytes.toString()) : {}
    }
  }

  function form(files: [name: string, bytes: Buffer][], activity?: object): FormData {
    const parts = new FormData()
    if (activity) {
      parts.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }))
    }
    for (const [name, bytes] of files) parts.append('file', new Blob([new Uint8Array(bytes)]), name)
    return parts
  }
  const upload = (files: [string, Buffer][], activity?: object) =>
    call(`${citizen.path}/upload?userId=x`, { method: 'POST', body: form(files, activity) })
  const outcome = ({ status, json }: Awaited<ReturnType<typeof call>>) => [status, json.error?.code]

  async function attachmentsOf(id: string): Promise<Shown[]> {
    const { activities } = await citizen.activities()
    const mine = activities.find(activity => activity.id === id) as unknown as { attachments?: Shown[] }
    return mine?.attachments ?? []
  }

  describe('by upload', () => {
    it('keeps files with what was said beside them, and the bot’s turn has both', async () => {
      const activity = { type: 'message', text: '这是收据', channelData: { clientActivityID: 'up-1' } }
      const files: [string, Buffer][] = [
        ['收据.jpg', photo()],
        ['b.mp4', recording()]
      ]
      const sent = await upload(files, activity)
      assert.equal(sent.status, 200)
      assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: 这是收据 [file] [file]'])
      const shown = await attachmentsOf(sent.json.id)
      assert.deepEqual(
        shown.map(({ contentType, name }) => [contentType, name]),
        [
          ['image/jpeg', '收据.jpg'],
          ['video/mp4', 'b.mp4']
        ]
      )
      // A client that lost the answer sends all of it again: nothing is kept or answered twice.
      assert.equal((await upload(files, activity)).json.id, sent.json.id)
      assert.equal((await citizen.activities()).activities.length, 3)
      assert.equal(
        (
          await server.db
            .selectFrom('evidence_files')
            .select('id')
            .where('conversation_id', '=', citizen.conversationId)
            .execute()
        ).length,
        2
      )
    })

    it('needs no activity part', async () => {
      assert.equal((await upload([['a.jpg', photo()]])).status, 200)
      assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: [file]'])
    })

    it('says by status and code why a file is not taken, and has the bot tell the citizen', async () => {
      assert.deepEqual(outcome(await upload([['a.jpg', program()]])), [415, 'BadArgument'])
      assert.deepEqual(outcome(await upload([['a.jpg', Buffer.alloc(0)]])), [422, 'BadArgument'])
      assert.deepEqual(outcome(await upload([['a.jpg', photo().subarray(0, 400)]])), [422, 'BadArgument'])
      assert.deepEqual(outcome(await upload([['a.jpg', Buffer.alloc(20 * MIB + 1)]])), [413, 'MessageSizeTooBig'])
      const texts = await citizen.hears(5)
      assert.deepEqual(texts.slice(1), [
        'evidence/refused EVIDENCE_DISGUISED',
        'evidence/refused EVIDENCE_EMPTY',
        'evidence/refused EVIDENCE_BROKEN',
        'evidence/refused EVIDENCE_TOO_LARGE'
      ])
    })

    it('keeps the good ones of a mixed lot, and names the others to the bot', async () => {
      const sent = await upload([
        ['a.jpg', photo()],
        ['b.jpg', program()]
      ])
      assert.equal(sent.status, 200)
      assert.equal((await attachmentsOf(sent.json.id)).length, 1)
      assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: [file] EVIDENCE_DISGUISED'])
    })

    it('takes nine and refuses the tenth', async () => {
      const ten = Array.from({ length: 10 }, (_, n): [string, Buffer] => [`${n}.jpg`, photoNumber(n)])
      assert.equal((await upload(ten)).status, 200)
      const [, said = ''] = await citizen.hears(2)
      assert.equal(said.match(/\[file\]/g)?.length, 9)
      assert.match(said, /EVIDENCE_TOO_MANY$/)
    })

    it('refuses what is no multipart, has no file, or is more than one request may hold', async () => {
      const path = `${citizen.path}/upload`
      assert.deepEqual(outcome(await call(path, { method: 'POST', body: 'x' })), [415, 'BadArgument'])
      const headers = { 'content-type': 'multipart/form-data; boundary=x' }
      assert.deepEqual(outcome(await call(path, { method: 'POST', body: 'no parts', headers })), [400, 'BadArgument'])
      assert.deepEqual(outcome(await upload([])), [400, 'BadArgument'])
      assert.equal((await citizen.activities()).activities.length, 1)
    })

    it('reads no body of a stranger, nor one that is said to be too large', async () => {
      const begin = (headers: Record<string, string | number>) =>
        new Promise<number | undefined>((resolve, reject) => {
          const sent = httpRequest(`${server.url}${citizen.path}/upload`, { method: 'POST', headers }, answer => {
            resolve(answer.statusCode)
            sent.destroy()
          })
          sent.on('error', reject)
          // the head alone: an answer comes before any of the body
          sent.flushHeaders()
        })
      const type = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 30 * MIB }
      assert.equal(await begin({ ...type, authorization: 'Bearer forged' }), 401)
      const token = { authorization: `Bearer ${citizen.token}` }
      assert.equal(await begin({ ...type, ...token, 'content-length': 63 * MIB }), 413)
    })
  })

  describe('in an activity', () => {
    const post = (attachments: object[], text = '') =>
      call(`${citizen.path}/activities`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'message', text, attachments })
      })
    const dataUrl = (bytes: Buffer, type = 'image/jpeg') => `data:${type};base64,${bytes.toString('base64')}`

    it('takes a data: address as a file', async () => {
      const sent = await post([{ contentType: 'image/jpeg', contentUrl: dataUrl(photo()), name: 'a.jpg' }], '看')
      assert.equal(sent.status, 200)
      const [shown] = await attachmentsOf(sent.json.id)
      assert.ok(shown?.contentUrl.startsWith(`${citizen.path}/attachments/`), 'the bytes are not stored in the talk')
      assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: 看 [file]'])
    })

    it('never fetches an address, and takes no file of another conversation', async () => {
      const bad = [400, 'BadArgument']
      assert.deepEqual(outcome(await post([{ contentUrl: 'http://127.0.0.1:1/secret' }])), bad)
      assert.deepEqual(outcome(await post([{ contentUrl: 'file:///etc/hostname' }])), bad)
      assert.deepEqual(outcome(await post([{ contentUrl: 'data:image/jpeg,plain' }])), bad)
      assert.deepEqual(outcome(await post([{ contentType: 'application/vnd.microsoft.card.hero' }])), bad)
      assert.deepEqual(outcome(await post([{ contentUrl: dataUrl(program()), name: 'a.jpg' }])), [415, 'BadArgument'])
      const other = await new CitizenClient(server.url).start()
      const theirs = await call(`${other.path}/upload`, {
        method: 'POST',
        body: form([['a.jpg', photo()]]),
        token: other.token
      })
      assert.equal(theirs.status, 200)
      const { id } = await server.db
        .selectFrom('evidence_files')
        .select('id')
        .where('conversation_id', '=', other.conversationId)
        .executeTakeFirstOrThrow()
      assert.deepEqual(outcome(await post([{ contentUrl: `${other.path}/attachments/${id}` }])), bad)
      assert.deepEqual(outcome(await post([{ contentUrl: `${citizen.path}/attachments/${id}` }])), [404, 'NotFound'])
    })

    it('stores no entity of a client', async () => {
      const entities = [{ type: 'hotline/refusedFiles', codes: ['EVIDENCE_BROKEN'] }]
      await citizen.call('POST', `${citizen.path}/activities`, { type: 'message', text: '好', entities })
      assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: 好'])
    })
  })

  describe('given back', () => {
    it('only to the conversation’s own token, as a file to save, without place and person', async () => {
      const sent = await upload([['我的 照片(1).jpg', photo()]])
      const [shown] = await attachmentsOf(sent.json.id)
      const path = shown?.contentUrl ?? ''
      const given = await call(path)
      assert.equal(given.status, 200)
      assert.equal(given.headers.get('content-type'), 'image/jpeg')
      assert.equal(given.headers.get('x-content-type-options'), 'nosniff')
      assert.match(given.headers.get('content-disposition') ?? '', /^attachment; filename\*=UTF-8''%E6%88%91/)
      assert.match(given.headers.get('content-security-policy') ?? '', /sandbox/)
      assert.ok(!given.bytes.includes('Zhang Sanfeng') && given.bytes.includes('JFIF'))
      const other = await new CitizenClient(server.url).start()
      assert.equal((await call(path, { token: other.token })).status, 403)
      assert.equal(
        (await call(path.replace(citizen.conversationId, other.conversationId), { token: other.token })).status,
        404
      )
      assert.equal((await call(path, { token: 'none' })).status, 401)
      assert.equal((await call(path, { token: SECRET })).status, 200)
    })
  })

  describe('in pieces', () => {
    const json = { 'content-type': 'application/json' }
    const begin = (name: string, size: unknown) =>
      call('/api/chat/files', { method: 'POST', headers: json, body: JSON.stringify({ name, size }) })
    const send = (id: string, offset: number, piece: Buffer) =>
      call(`/api/chat/files/${id}`, {
        method: 'PATCH',
        headers: { 'upload-offset': String(offset) },
        body: new Uint8Array(piece)
      })

    it('goes on where it broke off, and is then sent by its address', async () => {
      const head = recording()
      const size = PIECE * 2 + 50
      const data = Buffer.alloc(size - head.length)
      data.writeUInt32BE(data.length, 0)
      data.write('free', 4, 'latin1')
      const bytes = Buffer.concat([head, data])
      const { status, json: begun } = await begin('v.mp4', size)
      assert.deepEqual([status, begun.offset, begun.pieceBytes], [201, 0, PIECE])
      assert.equal((await send(begun.fileId, 0, bytes.subarray(0, PIECE))).json.offset, PIECE)
      // the answer to the second piece was lost: the page asks where the upload is
      await send(begun.fileId, PIECE, bytes.subarray(PIECE, 2 * PIECE))
      const asked = await call(`/api/chat/files/${begun.fileId}`, { method: 'HEAD' })
      assert.deepEqual(
        [asked.headers.get('upload-offset'), asked.headers.get('upload-length')],
        [String(2 * PIECE), String(size)]
      )
      assert.deepEqual(outcome(await send(begun.fileId, 0, bytes.subarray(0, PIECE))), [409, 'EVIDENCE_WRONG_OFFSET'])
      const last = await send(begun.fileId, 2 * PIECE, bytes.subarray(2 * PIECE))
      assert.equal(last.json.attachment.contentType, 'video/mp4')
      const message = { type: 'message', text: '', attachments: [last.json.attachment] }
      const posted = await citizen.call('POST', `${citizen.path}/activities`, message)
      assert.equal(posted.status, 200)
      assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: [file]'])
    })

    it('refuses at once what is empty or too large, and at the end what is broken; a removed one is gone', async () => {
      assert.deepEqual(outcome(await begin('a.jpg', 0)), [422, 'EVIDENCE_EMPTY'])
      assert.deepEqual(outcome(await begin('a.jpg', 20 * MIB + 1)), [413, 'EVIDENCE_TOO_LARGE'])
      assert.deepEqual(outcome(await begin('a.jpg', '5')), [400, 'MALFORMED'])
      const broken = photo().subarray(0, 500)
      const { json: begun } = await begin('a.jpg', broken.length)
      assert.deepEqual(outcome(await send(begun.fileId, 0, broken)), [422, 'EVIDENCE_BROKEN'])
      const { json: second } = await begin('a.jpg', 1000)
      assert.equal((await call(`/api/chat/files/${second.fileId}`, { method: 'DELETE' })).status, 204)
      assert.deepEqual(outcome(await send(second.fileId, 0, Buffer.alloc(1000))), [404, 'EVIDENCE_NOT_FOUND'])
      assert.deepEqual(await citizen.hears(1), ['conversation/start'], 'the page tells it itself')
    })

    it('is for the token of the conversation alone', async () => {
      const { json: begun } = await begin('a.jpg', 1000)
      const other = await new CitizenClient(server.url).start()
      const path = `/api/chat/files/${begun.fileId}`
      assert.equal((await call(path, { method: 'HEAD', token: other.token })).status, 404)
      assert.equal((await call(path, { method: 'HEAD', token: 'none' })).status, 401)
      assert.equal((await call(path, { method: 'HEAD', token: SECRET })).status, 403)
    })
  })
})
