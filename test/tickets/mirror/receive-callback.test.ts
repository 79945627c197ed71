import assert from 'node:assert/strict'
import { type FixedClock, fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { signRequest } from '../../../core/signing.ts'
import {
  type ChangedTicket,
  nativeCallbacks,
  receiveCallback,
  type Status,
  type StatusEvent
} from '../../../tickets/index.ts'
import { complaintDraft, NOW, reportDraft } from '../drafts.ts'
import { deskOn, listeningLog, vault } from '../world.ts'

const NUMBER = 'WL20261123000001'
const WORK_ORDER = '202611230000000001'
const settings = { appId: 'dev', secret: 'dev-secret' }
const callbacks = nativeCallbacks(settings)

describe('intake callback', () => {
  let db: Database
  let clock: FixedClock
  let lines: string[]
  let log: ReturnType<typeof listeningLog>['log']
  let told: ChangedTicket[]
  let nonces: number
  beforeEach(async () => {
    db = await openDatabase(':memory:')
    clock = fixedClock(NOW)
    ;({ lines, log } = listeningLog(clock))
    told = []
    nonces = 0
    const desk = deskOn(clock)
    await db.transaction().execute(trx => desk.file(trx, [complaintDraft], { conversationId: 'c1', userId: 'u' }))
    await db.updateTable('tickets').set({ work_order_no: WORK_ORDER, status: 'submitted' }).execute()
  })
  afterEach(() => db.destroy())

  const event = (seq: number, status: string, more: object = {}) => ({
    eventId: `e${seq}`,
    seq,
    workOrderNo: WORK_ORDER,
    ticketNo: NUMBER,
    status,
    at: NOW,
    ...more
  })

  interface Forgery {
    secret?: string
    nonce?: string
    timestamp?: string
    appId?: string
    algorithm?: 'HMAC-SHA256' | 'HMAC-SM3'
    alter?: (raw: string) => string
  }

  const send = (body: object | string, forgery: Forgery = {}) => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body)
    const {
      secret = settings.secret,
      nonce = `nonce-${String(++nonces).padStart(16, '0')}`,
      algorithm = 'HMAC-SHA256'
    } = forgery
    const timestamp = forgery.timestamp ?? String(clock.now().getTime() / 1000)
    const pathWithQuery = '/intake/callback?city=530700'
    const parts = { secret, algorithm, method: 'POST', pathWithQuery, timestamp, nonce, rawBody: raw }
    const headers = {
      'x-app-id': forgery.appId ?? settings.appId,
      'x-timestamp': timestamp,
      'x-nonce': nonce,
      'x-signature-algorithm': algorithm,
      'x-signature': signRequest(parts)
    }
    const rawBody = Buffer.from(forgery.alter?.(raw) ?? raw)
    const onChanged = async (_: unknown, changed: ChangedTicket) => void told.push(changed)
    return receiveCallback(
      { db, vault, clock, log, callbacks, onChanged },
      { method: 'POST', pathWithQuery, headers, rawBody }
    )
  }
  const status = async (...call: Parameters<typeof send>) => (await send(...call)).httpStatus
  const ticket = () => db.selectFrom('tickets').selectAll().executeTakeFirstOrThrow()
  const shown = async () => (await deskOn(clock).ofConversation(db, 'c1'))[0]

  it('stores a change, answers 204 and tells the conversation', async () => {
    const body = event(2, 'accepted', {
      department: '市旅游投诉受理中心',
      message: '已受理',
      dueAt: '2027-01-22T00:00:00+08:00'
    })
    const answer = await send(body)
    assert.deepEqual([answer.httpStatus, answer.body], [204, undefined])
    assert.deepEqual(answer.changed, [{ ticketNo: NUMBER, conversationId: 'c1' }])
    assert.deepEqual(told, [{ ticketNo: NUMBER, conversationId: 'c1' }])
    const { status, statusMessage, department, due } = (await shown())!
    assert.deepEqual(
      [status, statusMessage, department, due?.at],
      ['accepted', '已受理', '市旅游投诉受理中心', '2027-01-22T00:00:00+08:00']
    )
  })

  it('takes the other signing algorithm too', async () => {
    assert.equal(await status(event(2, 'accepted'), { algorithm: 'HMAC-SM3' }), 204)
  })

  it('tells once of an event that comes many times, also under new ids', async () => {
    for (let time = 0; time < 4; time++) assert.equal(await status(event(2, 'accepted')), 204)
    assert.equal(await status({ ...event(2, 'accepted'), eventId: 'another' }), 204)
    assert.equal(told.length, 1)
    assert.equal((await db.selectFrom('ticket_events').selectAll().execute()).length, 1)
  })

  const WAY: Status[] = ['accepted', 'dispatched', 'in_progress', 'replied', 'closed']
  for (const order of [
    [4, 3, 2, 1, 0],
    [2, 0, 4, 1, 3, 3, 0],
    [0, 1, 1, 0, 2, 4, 3]
  ]) {
    it(`ends at the last state, and never goes back, when events come as ${order.join('')}`, async () => {
      let highest = -1
      for (const index of order) {
        assert.equal(await status(event(index + 2, WAY[index]!)), 204)
        highest = Math.max(highest, index)
        assert.equal((await ticket()).status, WAY[highest])
      }
      const history = await db.selectFrom('ticket_events').select('status').orderBy('seq').execute()
      assert.deepEqual(
        history.map(row => row.status),
        WAY.filter((_, index) => order.includes(index))
      )
    })
  }

  it('keeps the department and the date that a later event does not name', async () => {
    await send(event(2, 'dispatched', { department: '执法支队', dueAt: '2026-11-30T00:00:00+08:00' }))
    await send(event(3, 'in_progress'))
    assert.deepEqual([(await shown())?.department, (await shown())?.due?.at], ['执法支队', '2026-11-30T00:00:00+08:00'])
  })

  it('tells the reason of a refusal, not of anything else', async () => {
    await send(event(2, 'delayed', { reason: '内部原因' }))
    assert.equal((await shown())?.statusMessage, null)
    await send(event(3, 'not_accepted', { reason: '不属于受理范围' }))
    assert.equal((await shown())?.statusMessage, '不属于受理范围')
  })

  it('takes an event that overtakes the receipt, and learns the number from it', async () => {
    await db.updateTable('tickets').set({ work_order_no: null, status: 'queued' }).execute()
    assert.equal(await status(event(2, 'accepted')), 204)
    assert.deepEqual([(await ticket()).status, (await ticket()).work_order_no], ['accepted', WORK_ORDER])
  })

  it('does not tell as news that the intake has what it was sent', async () => {
    await db.updateTable('tickets').set({ status: 'queued' }).execute()
    assert.equal(await status(event(1, 'submitted')), 204)
    assert.deepEqual(told, [])
    assert.equal((await ticket()).status, 'submitted')
  })

  const refusals: [string, number, () => ReturnType<typeof send>][] = [
    ['a wrong secret', 401, () => send(event(2, 'accepted'), { secret: 'wrong' })],
    ['another app id', 401, () => send(event(2, 'accepted'), { appId: 'other' })],
    ['a changed body', 401, () => send(event(2, 'accepted'), { alter: raw => raw.replace('accepted', 'closed') })],
    ['a short nonce', 401, () => send(event(2, 'accepted'), { nonce: 'short' })],
    ['an old call', 401, () => send(event(2, 'accepted'), { timestamp: String(Date.parse(NOW) / 1000 - 301) })],
    [
      'a call from the future',
      401,
      () => send(event(2, 'accepted'), { timestamp: String(Date.parse(NOW) / 1000 + 301) })
    ],
    ['what is no JSON', 400, () => send('{')],
    ['what is no event', 422, () => send({ hello: 1 })],
    ['an unknown status', 422, () => send(event(2, 'exploded'))],
    [
      'an unknown work order',
      404,
      () => send(event(2, 'accepted', { workOrderNo: '9', ticketNo: 'WL20991101000001' }))
    ],
    [
      'a work order with the ticket of another',
      404,
      () => send(event(2, 'accepted', { ticketNo: 'WL20991101000001' }))
    ],
    ['another work order for a ticket that has one', 404, () => send(event(2, 'accepted', { workOrderNo: '9' }))]
  ]
  for (const [what, expected, call] of refusals) {
    it(`refuses ${what} with ${expected} and changes nothing`, async () => {
      const before = await ticket()
      assert.equal((await call()).httpStatus, expected)
      assert.deepEqual(await ticket(), before)
      assert.deepEqual(await db.selectFrom('ticket_events').selectAll().execute(), [])
      assert.deepEqual(told, [])
    })
  }

  it('raises an alert for an unknown status', async () => {
    await send(event(2, 'exploded'))
    assert.match(lines.join(''), /"level":"error".*INTAKE_UNKNOWN_STATUS/)
  })

  it('refuses a nonce that was used, even within another call', async () => {
    const nonce = 'n'.repeat(32)
    assert.equal(await status(event(2, 'accepted'), { nonce }), 204)
    assert.equal(await status(event(3, 'dispatched'), { nonce }), 401)
    clock.advance(601_000)
    assert.equal(await status(event(3, 'dispatched'), { nonce }), 204)
  })

  it('does not use a nonce up for a call with a wrong signature', async () => {
    const nonce = 'n'.repeat(32)
    assert.equal(await status(event(2, 'accepted'), { nonce, secret: 'wrong' }), 401)
    assert.equal(await status(event(2, 'accepted'), { nonce }), 204)
  })

  it('refuses two different events in one place, and says so', async () => {
    await send(event(2, 'accepted'))
    assert.equal(await status({ ...event(2, 'closed'), eventId: 'other' }), 422)
    assert.equal((await ticket()).status, 'accepted')
  })

  it('stores nothing where the conversation could not be told: the intake comes again', async () => {
    const onChanged = () => Promise.reject(new Error('full'))
    const raw = JSON.stringify(event(2, 'accepted'))
    const timestamp = String(clock.now().getTime() / 1000)
    const nonce = 'm'.repeat(32)
    const request = { method: 'POST', pathWithQuery: '/intake/callback', rawBody: Buffer.from(raw) }
    const parts = {
      ...request,
      secret: settings.secret,
      algorithm: 'HMAC-SHA256' as const,
      timestamp,
      nonce,
      rawBody: raw
    }
    const headers = {
      'x-app-id': 'dev',
      'x-timestamp': timestamp,
      'x-nonce': nonce,
      'x-signature-algorithm': 'HMAC-SHA256',
      'x-signature': signRequest(parts)
    }
    await assert.rejects(receiveCallback({ db, vault, clock, log, callbacks, onChanged }, { ...request, headers }))
    assert.equal((await ticket()).status, 'submitted')
    assert.deepEqual(await db.selectFrom('nonces').selectAll().execute(), [])
  })

  it('keeps what the intake writes sealed, and out of the log', async () => {
    await send(event(2, 'replied', { message: '已电话答复王小满' } satisfies Partial<StatusEvent>))
    for (const table of ['tickets', 'ticket_events'] as const) {
      assert.ok(!JSON.stringify(await db.selectFrom(table).selectAll().execute()).includes('王小满'), table)
    }
    assert.ok(!lines.join('').includes('王小满'))
  })

  it('leaves the other ticket of a linked pair alone', async () => {
    const desk = deskOn(clock)
    await db.transaction().execute(trx => desk.file(trx, [reportDraft], { conversationId: 'c1', userId: 'u' }))
    await send(event(2, 'accepted'))
    const rows = await db.selectFrom('tickets').select(['ticket_no', 'status']).orderBy('ticket_no').execute()
    assert.deepEqual(
      rows.map(row => row.status),
      ['accepted', 'queued']
    )
  })
})
