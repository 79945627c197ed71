import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { createCallbackReader, loadProfile, receiveCallback } from '../../../tickets/index.ts'
import { complaintDraft, NOW } from '../drafts.ts'
import { deskOn, listeningLog, OFFSET_MINUTES, vault } from '../world.ts'

const SECRET = 'their-secret'
const WORK_ORDER = 'P20261123000001'
const TICKET = 'WL20261123000001'

describe('callbacks as a profile describes them', () => {
  const clock = fixedClock(NOW)
  let db: Database
  let lines: string[]
  let log: ReturnType<typeof listeningLog>['log']
  beforeEach(async () => {
    db = await openDatabase(':memory:')
    ;({ lines, log } = listeningLog(clock))
    await db
      .transaction()
      .execute(trx => deskOn(clock).file(trx, [complaintDraft], { conversationId: 'c1', userId: 'u' }))
    await db.updateTable('tickets').set({ work_order_no: WORK_ORDER, status: 'submitted' }).execute()
  })
  afterEach(() => db.destroy())

  const receive = (profile: string, body: string, headers: Record<string, string> = {}, query = '') => {
    const reader = createCallbackReader(loadProfile(profile), { appId: 'dev', secret: SECRET }, OFFSET_MINUTES)
    assert.ok(reader)
    const request = { method: 'POST', pathWithQuery: reader.path + query, headers, rawBody: Buffer.from(body) }
    return receiveCallback({ db, vault, clock, log, callbacks: reader }, request)
  }
  const shown = async () => (await deskOn(clock).ofConversation(db, 'c1'))[0]

  describe('signed forms of the province', () => {
    const push = (form: Record<string, string>, forgery: { secret?: string; time?: number; nonce?: string } = {}) => {
      const body = new URLSearchParams(form).toString()
      const { secret = SECRET, time = Date.parse(NOW), nonce = 'nonce-1' } = forgery
      const sign = createHmac('sm3', secret).update(`dev&${time}&${nonce}&${body}`).digest('hex').toUpperCase()
      const headers = { 'app-key': 'dev', 'app-time': String(time), 'app-nonce': nonce, 'app-sign': sign }
      return receive('province', body, headers)
    }
    const event = {
      xxbh: 'm1',
      xh: '2',
      gdbh: WORK_ORDER,
      wbbh: TICKET,
      zt: '不予受理',
      sj: '20261123110000',
      yy: '不在辖区'
    }

    it('are stored and answered as it wants', async () => {
      const answer = await push({ ...event, jzsj: '20261201180000' })
      assert.deepEqual([answer.httpStatus, answer.body], [200, { code: '0000', msg: 'ok' }])
      const { status, statusMessage } = (await shown())!
      const { due_at } = await db.selectFrom('tickets').select('due_at').executeTakeFirstOrThrow()
      assert.deepEqual([status, statusMessage, due_at], ['not_accepted', '不在辖区', '2026-12-01T18:00:00+08:00'])
    })

    const refusals: [string, string, () => ReturnType<typeof push>][] = [
      ['another secret', '4010', () => push(event, { secret: 'other' })],
      ['an old time', '4010', () => push(event, { time: Date.parse(NOW) - 301_000 })],
      ['a time that is none', '4010', () => push(event, { time: 12 })],
      ['a short nonce', '4010', () => push(event, { nonce: 'n' })],
      ['an unknown state', '1002', () => push({ ...event, zt: '已归档' })],
      ['a state that is ours and not theirs', '1002', () => push({ ...event, zt: 'closed' })],
      ['an unknown order', '4004', () => push({ ...event, gdbh: 'P9', wbbh: 'WL20991101000001' })],
      ['a message without its number', '1001', () => push({ ...event, xh: '' })]
    ]
    for (const [what, code, call] of refusals) {
      it(`are refused for ${what}, and change nothing`, async () => {
        const { httpStatus, body, changed } = await call()
        assert.deepEqual([httpStatus, (body as { code: string }).code, changed], [200, code, []])
        assert.equal((await shown())?.status, 'submitted')
      })
    }

    it('are refused where the nonce was used before', async () => {
      await push(event)
      assert.equal(((await push({ ...event, xxbh: 'm2', xh: '3', zt: '办结' })).body as { code: string }).code, '4010')
    })

    it('raise an alert with their word for a state that nobody knows', async () => {
      await push({ ...event, zt: '已归档' })
      assert.match(lines.join(''), /"level":"error".*INTAKE_UNKNOWN_STATUS.*已归档/)
      await push({ ...event, zt: '请拨打13800001234找王小满' }, { nonce: 'nonce-2' })
      assert.ok(!lines.join('').includes('13800001234'), 'but not what is no code')
    })
  })

  describe('batches of a town with a token, without numbers', () => {
    const HILL_TOWN = 'test/tickets/profiles/hill-town.yaml'
    const push = (list: object[], token = SECRET) =>
      receive(HILL_TOWN, JSON.stringify({ token, payload: JSON.stringify({ list }) }))
    const at = (time: string, state: number, more: object = {}) => ({
      id: WORK_ORDER,
      state,
      time: `2026/11/23 ${time}`,
      ...more
    })

    it('are read from JSON in a text, ordered by their time, found by their number', async () => {
      const answer = await push([at('11:00:00', 40, { note: '在办' }), at('10:30:00', 20)])
      assert.deepEqual([answer.httpStatus, answer.body, answer.changed.length], [200, { errno: 0 }, 1])
      const { status, statusMessage } = (await shown())!
      assert.deepEqual([status, statusMessage], ['in_progress', '在办'])
      await push([at('10:45:00', 30)])
      assert.equal((await shown())?.status, 'in_progress', 'what is older changes nothing')
      const history = await db.selectFrom('ticket_events').select('status').orderBy('seq').execute()
      assert.deepEqual(
        history.map(row => row.status),
        ['accepted', 'dispatched', 'in_progress']
      )
    })

    it('keep the good ones where one is bad', async () => {
      const answer = await push([at('11:00:00', 77), at('11:30:00', 50)])
      assert.equal(answer.outcome, 'UNKNOWN_STATUS')
      assert.equal((await shown())?.status, 'replied')
    })

    it('are refused for another token, and where they cannot be read', async () => {
      assert.deepEqual((await push([at('11:00:00', 20)], 'other')).body, { errno: 401 })
      for (const body of ['{', '[]', '{}']) assert.equal((await receive(HILL_TOWN, body)).outcome, 'BAD_SIGNATURE')
      assert.equal((await receive(HILL_TOWN, JSON.stringify({ token: SECRET, payload: '{' }))).outcome, 'MALFORMED')
      assert.equal((await receive(HILL_TOWN, JSON.stringify({ token: SECRET, payload: '{}' }))).outcome, 'MALFORMED')
      assert.equal((await shown())?.status, 'submitted')
    })
  })

  describe('other ways to be sure who calls', () => {
    const reader = (signing: object) => {
      const profile = structuredClone(loadProfile('native'))
      profile.callback = { ...profile.callback!, signing: signing as never }
      return createCallbackReader(profile, { appId: 'dev', secret: SECRET }, OFFSET_MINUTES)!
    }
    const asked = (signing: object, headers: Record<string, string>, query = '', body = '{}') =>
      reader(signing).verify(
        { method: 'POST', pathWithQuery: `/intake/callback${query}`, headers, rawBody: Buffer.from(body) },
        clock.now()
      )
    const bad = { refused: 'BAD_SIGNATURE' }

    it('an API key in a header, with its prefix', () => {
      const signing = { scheme: 'api-key', header: 'Authorization', prefix: 'Bearer ' }
      assert.deepEqual(asked(signing, { authorization: `Bearer ${SECRET}` }), { nonce: null })
      assert.deepEqual(asked(signing, { authorization: SECRET }), bad)
      assert.deepEqual(asked(signing, {}), bad)
    })

    it('a token in the query', () => {
      const signing = { scheme: 'token', in: 'query', name: 'access_token' }
      assert.deepEqual(asked(signing, {}, `?access_token=${SECRET}`), { nonce: null })
      assert.deepEqual(asked(signing, {}, '?access_token=other'), bad)
      assert.deepEqual(asked(signing, {}), bad)
    })

    it('HMAC-SHA256 in base64 over the digest of the body, without nonce and app id', () => {
      const signing = {
        scheme: 'hmac',
        algorithm: 'HMAC-SHA256',
        text: '{method}\\n{path}\\n{timestamp}\\n{bodyHash}',
        encoding: 'base64',
        timestamp: 'seconds',
        headers: { timestamp: 'X-Time', signature: 'X-Sign' }
      }
      const time = String(Date.parse(NOW) / 1000)
      // sha256 of {}
      const hash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
      const sign = createHmac('sha256', SECRET).update(`POST\n/intake/callback\n${time}\n${hash}`).digest('base64')
      assert.deepEqual(asked(signing, { 'x-time': time, 'x-sign': sign }), { nonce: null })
      assert.deepEqual(asked(signing, { 'x-time': time, 'x-sign': sign }, '', '{"a":1}'), bad)
      assert.deepEqual(asked(signing, { 'x-time': String(Number(time) + 1), 'x-sign': sign }), bad)
    })
  })
})
