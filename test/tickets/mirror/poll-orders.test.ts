import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fixedClock } from '../../../core/clock.ts'
import { randomIds } from '../../../core/ids.ts'
import { createPoller, createProfileClient, loadProfile, profileFaults } from '../../../tickets/index.ts'
import { complaintDraft, NOW } from '../drafts.ts'
import { CREDENTIALS, createWorld, listeningLog, OFFSET_MINUTES, vault, type World } from '../world.ts'

describe('an intake that neither calls nor lists its changes', () => {
  const clock = fixedClock(NOW)
  let world: World
  let server: http.Server
  /** What it says of each of its orders. */
  let states: Record<string, object>
  let asked: string[]
  let told: string[]
  let lines: string[]
  beforeEach(async () => {
    states = {}
    asked = []
    told = []
    world = await createWorld({ clock })
    server = http.createServer((req, res) => {
      const id = /\/open\/order\/(\w+)/.exec(req.url ?? '')?.[1] ?? ''
      asked.push(id)
      const data = states[id]
      res.writeHead(200)
      res.end(JSON.stringify(data ? { errno: 0, data } : { errno: 404 }))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await world.close()
  })

  function poller() {
    const profile = structuredClone(loadProfile('test/tickets/profiles/hill-town.yaml'))
    delete profile.callback
    profile.operations.getWorkOrder = {
      method: 'GET',
      path: '/open/order/{workOrderNo}',
      request: {},
      response: { status: { from: 'data.state', table: 'status' }, message: { from: 'data.note' } },
      settled: {}
    }
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const deps = { clock, ids: randomIds, offsetMinutes: OFFSET_MINUTES }
    const client = createProfileClient(profile, { ...CREDENTIALS, url }, deps)
    const listening = listeningLog(clock)
    lines = listening.lines
    const onChanged = async (_: unknown, { ticketNo }: { ticketNo: string }) => void told.push(ticketNo)
    return createPoller({ db: world.db, vault, clock, log: listening.log, client, onChanged })
  }
  const file = async (workOrderNo: string) => {
    const [ticketNo = ''] = await world.file(complaintDraft)
    await world.db
      .updateTable('tickets')
      .set({ work_order_no: workOrderNo, status: 'submitted' })
      .where('ticket_no', '=', ticketNo)
      .execute()
    return ticketNo
  }
  const statusOf = async (ticketNo: string) =>
    (await world.db.selectFrom('tickets').select('status').where('ticket_no', '=', ticketNo).executeTakeFirst())?.status

  it('is asked for each open order; what differs is told once, what has ended is left alone', async () => {
    const [first, second] = [await file('a1'), await file('a2')]
    const asking = poller()
    states = { a1: { state: 20, note: '已受理' }, a2: { state: 10 } }
    await asking.pollOnce()
    await asking.pollOnce()
    assert.deepEqual([await statusOf(first), await statusOf(second), told], ['accepted', 'submitted', [first]])
    states = { a1: { state: 60 }, a2: { state: 40 } }
    await asking.pollOnce()
    assert.deepEqual(
      [await statusOf(first), await statusOf(second), told],
      ['closed', 'in_progress', [first, first, second]]
    )
    asked = []
    await asking.pollOnce()
    assert.deepEqual(asked, ['a2'])
  })

  it('raises an alert for a state that nobody knows, and passes over an order that it has lost', async () => {
    const [lost, strange, known] = [await file('a1'), await file('a2'), await file('a3')]
    states = { a2: { state: 77 }, a3: { state: 30 } }
    await poller().pollOnce()
    assert.deepEqual(
      [await statusOf(lost), await statusOf(strange), await statusOf(known)],
      ['submitted', 'submitted', 'dispatched']
    )
    assert.match(lines.join(''), /INTAKE_UNKNOWN_STATUS.*"theirStatus":"77"/)
  })

  it('must say at least the status', () => {
    const text = `name: x
description: d
body: json
signing: { scheme: api-key, header: k }
operations:
  create: { method: POST, path: /a, request: as-is, response: as-is }
  findByTicketNo: { method: GET, path: "/a/{ticketNo}", response: as-is }
  getWorkOrder: { method: GET, path: "/b/{workOrderNo}", response: { message: { from: m } } }
`
    assert.match(
      profileFaults(text).faults.join(),
      /operations\.getWorkOrder\.response: does not say where status stands/
    )
    const without = text.replace(/ {2}getWorkOrder.*\n/, '')
    assert.match(profileFaults(without).faults.join(), /no status would ever come back/)
  })
})
