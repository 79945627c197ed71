import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fixedClock } from '../../core/clock.ts'
import { createLog } from '../../core/log.ts'
import { signRequest, verifySignature } from '../../core/signing.ts'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import type { StatusEvent } from '../../tickets/contract/index.ts'
import { NOW, workOrder } from '../tickets/drafts.ts'
import { until } from '../tickets/world.ts'

const SECRET = 'dev-secret'
const KEY = workOrder.ticketNo

describe('sandbox callbacks', () => {
  const clock = fixedClock(NOW)
  const log = createLog({ level: 'error', clock, write: () => {} })
  let receiver: http.Server
  let got: { event: StatusEvent; isSigned: boolean }[]
  let answers: number[]
  let sandbox: Sandbox
  let workOrderNo: string

  beforeEach(async () => {
    got = []
    answers = []
    receiver = http.createServer(async (req, res) => {
      const chunks: Buffer[] = []
      for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
      const rawBody = Buffer.concat(chunks)
      const header = (name: string) => String(req.headers[name])
      const isSigned = verifySignature({
        secret: SECRET,
        algorithm: 'HMAC-SM3',
        method: 'POST',
        pathWithQuery: req.url ?? '',
        timestamp: header('x-timestamp'),
        nonce: header('x-nonce'),
        rawBody,
        signature: header('x-signature')
      })
      got.push({ event: JSON.parse(rawBody.toString()), isSigned })
      res.writeHead(answers.shift() ?? 204)
      res.end()
    })
    await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
    const { port } = receiver.address() as AddressInfo
    const credentials = { appId: 'dev', secret: SECRET, algorithm: 'HMAC-SM3' as const }
    const callbackUrl = `http://127.0.0.1:${port}/intake/callback?x=1`
    sandbox = await startSandbox({ port: 0, databaseUrl: ':memory:', ...credentials, callbackUrl, clock, log })
    const raw = JSON.stringify(workOrder)
    const url = new URL(`${sandbox.url}/work-orders`)
    const signed = { timestamp: String(Date.parse(NOW) / 1000), nonce: 'n'.repeat(16), method: 'POST', rawBody: raw }
    const response = await fetch(url, {
      method: 'POST',
      body: raw,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': KEY,
        'x-app-id': 'dev',
        'x-timestamp': signed.timestamp,
        'x-nonce': signed.nonce,
        'x-signature-algorithm': 'HMAC-SM3',
        'x-signature': signRequest({ ...signed, secret: SECRET, algorithm: 'HMAC-SM3', pathWithQuery: url.pathname })
      }
    })
    workOrderNo = ((await response.json()) as { workOrderNo: string }).workOrderNo
  })
  afterEach(async () => {
    await sandbox.close()
    receiver.closeAllConnections()
    receiver.close()
  })

  const at = (where: string, body: object) =>
    fetch(`http://127.0.0.1:${sandbox.port}${where}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
  const move = (status: string) => at(`/orders/${workOrderNo}`, { status, message: '办理说明' })
  const seqs = () => got.map(({ event }) => event.seq)

  it('tell each change, signed, with its message', async () => {
    await move('accepted')
    await until(() => got.length === 1)
    const [{ event, isSigned } = assert.fail()] = got
    assert.ok(isSigned)
    assert.deepEqual([event.seq, event.status, event.message, event.ticketNo], [2, 'accepted', '办理说明', KEY])
  })

  it('come again until they are taken', async () => {
    answers = [500, 404]
    await move('accepted')
    await until(() => got.length === 3)
    assert.equal(new Set(got.map(({ event }) => event.eventId)).size, 1)
  })

  it('come twice, shuffled, or wrongly signed when told to', async () => {
    await at('/faults', { mode: 'duplicate-events' })
    await move('accepted')
    await until(() => got.length === 2)
    await at('/faults', { mode: 'shuffle-events' })
    await move('dispatched')
    await move('in_progress')
    await until(() => got.length === 4)
    assert.deepEqual(seqs().slice(2).sort(), [3, 4])
    assert.notDeepEqual(seqs().slice(2), [3, 4])
    await at('/faults', { mode: 'bad-callback-signature' })
    answers = [401]
    await move('replied')
    await until(() => got.length === 5)
    assert.equal(got[4]?.isSigned, false)
    await at('/faults', { mode: 'none' })
    await until(() => got.length === 6)
    assert.ok(got[5]?.isSigned)
  })
})
