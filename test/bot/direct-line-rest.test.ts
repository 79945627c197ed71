import assert from 'node:assert/strict'
import { fixedClock } from '../../core/clock.ts'
import { type ChatServer, SECRET, startChatServer } from '../fakes/chat-server.ts'
import { CitizenClient } from '../fakes/citizen-client.ts'

describe('Direct Line over HTTP', () => {
  const clock = fixedClock('2026-11-24T10:00:00Z')
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

  const code = async (answer: Promise<{ status: number; json: { error?: { code: string } } }>) => {
    const { status, json } = await answer
    return [status, json.error?.code]
  }

  it('lets neither a token nor a body choose who speaks: from.id is the token’s user, the role is user', async () => {
    const id = await citizen.say('hello')
    const { activities } = await citizen.activities()
    const mine = activities.find(activity => activity.id === id)
    assert.deepEqual([mine?.from.id, mine?.from.role], [citizen.userId, 'user'])
    assert.match(citizen.userId, /^dl_[\w-]{16}$/)
  })

  it('shows the citizen’s own message with its clientActivityID and id before the bot’s reply', async () => {
    const id = await citizen.say('echo me', 'client-1')
    await citizen.hears(2)
    const { activities } = await citizen.activities()
    const mine = activities.findIndex(activity => activity.channelData?.clientActivityID === 'client-1')
    const reply = activities.findIndex(activity => activity.replyToId === id)
    assert.ok(mine >= 0 && mine < reply)
    assert.equal(activities[mine]?.id, id)
  })

  it('starts a conversation once: asked again it answers 200 and greets no second time', async () => {
    const again = await citizen.call('POST', '/v3/directline/conversations', {})
    assert.deepEqual([again.status, again.json.conversationId], [200, citizen.conversationId])
    await citizen.say('hello')
    assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: hello'])
  })

  it('gives what is newer than a watermark, everything for one that is no number, and nothing twice', async () => {
    const first = await citizen.activities()
    await citizen.say('hello')
    await citizen.hears(2)
    const next = await citizen.activities(first.watermark)
    assert.deepEqual(
      next.activities.map(({ text }) => text),
      ['hello', '1: hello']
    )
    assert.deepEqual((await citizen.activities(next.watermark)).activities, [])
    assert.equal((await citizen.activities('-')).activities.length, 3)
    assert.equal((await citizen.activities('999999')).activities.length, 3)
  })

  it('refreshes a live token, and refuses one that has expired with 403', async () => {
    const answer = await citizen.call('POST', '/v3/directline/tokens/refresh')
    assert.deepEqual(
      [answer.status, answer.json.conversationId, answer.json.expires_in],
      [200, citizen.conversationId, 1800]
    )
    clock.advance(1801_000)
    assert.deepEqual(await code(citizen.call('GET', `${citizen.path}/activities`)), [403, 'TokenExpired'])
    assert.deepEqual(await code(citizen.call('POST', '/v3/directline/tokens/refresh')), [403, 'TokenExpired'])
  })

  it('brings a page back to its conversation by its cookie, hours after its token expired', async () => {
    clock.advance(9 * 3600_000)
    const { cookie } = citizen
    citizen.token = ''
    const answer = await citizen.call('POST', '/session/resume', {}, { cookie })
    assert.deepEqual([answer.status, answer.json.conversationId], [200, citizen.conversationId])
    assert.match(answer.headers.get('set-cookie') ?? '', /; HttpOnly; SameSite=Strict/)
    citizen.token = String(answer.json.token)
    await citizen.say('still here')
    assert.equal((await citizen.hears(2))[1], '1: still here')
  })

  it('resumes nothing without the cookie, with a chat token in its place, or for a talk that never began', async () => {
    const resume = (cookie: string) => code(citizen.call('POST', '/session/resume', {}, { cookie }))
    assert.deepEqual(await resume(''), [401, 'UNAUTHORIZED'])
    assert.deepEqual(await resume(`hotline_chat=${citizen.token}`), [401, 'UNAUTHORIZED'])
    const given = await citizen.call('POST', '/api/chat/token', {})
    const [unused = ''] = (given.headers.get('set-cookie') ?? '').split(';')
    assert.equal((await resume(unused))[0], 404)
  })

  it('opens no conversation to the token of another one, to none, or to a forged one', async () => {
    const other = await new CitizenClient(server.url).start()
    const path = `${other.path}/activities`
    assert.deepEqual(await code(citizen.call('GET', path)), [403, 'Forbidden'])
    assert.deepEqual(await code(citizen.call('POST', path, { type: 'message', text: 'x' })), [403, 'Forbidden'])
    const [head, , signature] = citizen.token.split('.')
    const payload = { conv: other.conversationId, user: 'dl_x', use: 'chat', exp: 9999999999 }
    const forged = [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.')
    for (const token of ['', 'nonsense', forged, `${citizen.token}x`]) {
      citizen.token = token
      assert.deepEqual(await code(citizen.call('GET', path)), [401, 'Unauthorized'], token)
    }
  })

  it('takes the stream’s token for nothing but the stream', async () => {
    citizen.token = new URL(citizen.streamUrl).searchParams.get('t') ?? ''
    assert.deepEqual(await code(citizen.call('GET', `${citizen.path}/activities`)), [401, 'Unauthorized'])
  })

  it('generates tokens for the secret only, with the user of the body, whose id must begin with dl_', async () => {
    const path = '/v3/directline/tokens/generate'
    assert.deepEqual(await code(citizen.call('POST', path, {})), [403, 'Forbidden'])
    citizen.token = SECRET
    assert.deepEqual(await code(citizen.call('POST', path, { user: { id: '13800001234' } })), [400, 'BadArgument'])
    const { status, json } = await citizen.call('POST', path, { user: { id: 'dl_kiosk-7', name: 'x' } })
    assert.deepEqual([status, json.expires_in], [200, 1800])
    const claims = JSON.parse(Buffer.from(String(json.token).split('.')[1] ?? '', 'base64url').toString('utf8'))
    assert.deepEqual([claims.user, claims.conv], ['dl_kiosk-7', json.conversationId])
  })

  it('refuses a message that is too long, naming the limit, and stores none of it', async () => {
    const answer = await citizen.post('长'.repeat(8001))
    assert.deepEqual([answer.status, answer.json.error?.code], [400, 'BadArgument'])
    assert.match(answer.json.error?.message ?? '', /8001 characters, of which 8000/)
    await citizen.say('长'.repeat(8000))
    const [, heard] = await citizen.hears(2)
    assert.equal(heard?.length, 8003)
  })

  it('refuses what is no activity of a client: empty, of another type, with files by address, with a wrong clientActivityID', async () => {
    const post = (body: object) => code(citizen.call('POST', `${citizen.path}/activities`, body))
    const bad = [400, 'BadArgument']
    assert.deepEqual(await post({ type: 'message', text: '  ' }), bad)
    assert.deepEqual(await post({ text: 'no type' }), bad)
    assert.deepEqual(await post({ type: 'conversationUpdate' }), bad)
    assert.deepEqual(await post({ type: 'message', text: 'x', attachments: [{ contentUrl: 'x' }] }), bad)
    assert.deepEqual(await post({ type: 'message', text: 'x', channelData: { clientActivityID: 7 } }), bad)
    assert.deepEqual(await post({ type: 'message', text: 'x', channelData: { clientActivityID: 'a\u0000b' } }), bad)
    assert.deepEqual(await code(citizen.call('POST', `${citizen.path}/upload?userId=x`)), [415, 'BadArgument'])
    assert.equal((await citizen.activities()).activities.length, 1)
  })

  it('never takes a client’s event for one of ours', async () => {
    const event = { type: 'event', name: 'ticket/status', value: { ticketNo: 'WL20261124000001' } }
    const answer = await citizen.call('POST', `${citizen.path}/activities`, event)
    assert.equal(answer.status, 200)
    await citizen.say('hello')
    assert.deepEqual(await citizen.hears(2), ['conversation/start', '1: hello'])
  })

  it('answers preflights of any origin for its headers, and lets a page read errors', async () => {
    const preflight = await fetch(`${server.url}${citizen.path}/activities`, {
      method: 'OPTIONS',
      headers: { origin: 'https://city.example', 'access-control-request-headers': 'authorization,x-ms-bot-agent' }
    })
    assert.equal(preflight.status, 204)
    const allowed = preflight.headers.get('access-control-allow-headers') ?? ''
    assert.ok(['authorization', 'x-ms-bot-agent', 'content-type'].every(name => allowed.includes(name)))
    const refused = await fetch(`${server.url}${citizen.path}/activities`)
    assert.deepEqual([refused.status, refused.headers.get('access-control-allow-origin')], [401, '*'])
    const token = await fetch(`${server.url}/api/chat/token`, {
      method: 'POST',
      headers: { origin: 'https://other.example' }
    })
    assert.equal(token.headers.get('access-control-allow-origin'), null)
  })
})

describe('chat tokens', () => {
  it('are limited for each address, with the seconds to wait; another address goes on', async () => {
    const server = await startChatServer({ tokensPerMinute: 3 })
    try {
      const ask = (address: string) =>
        fetch(`${server.url}/api/chat/token`, {
          method: 'POST',
          headers: { 'x-forwarded-for': `10.9.9.9, ${address}` }
        })
      for (let at = 0; at < 3; at++) assert.equal((await ask('203.0.113.7')).status, 200)
      const refused = await ask('203.0.113.7')
      const wait = Number(refused.headers.get('retry-after'))
      assert.deepEqual([refused.status, wait > 0 && wait <= 60], [429, true])
      assert.deepEqual(((await refused.json()) as { error: { code: string } }).error.code, 'RATE_LIMITED')
      assert.equal((await ask('203.0.113.8')).status, 200)
    } finally {
      await server.close()
    }
  })
})
