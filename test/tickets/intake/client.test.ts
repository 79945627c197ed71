import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fixedClock } from '../../../core/clock.ts'
import { randomIds } from '../../../core/ids.ts'
import { verifySignature } from '../../../core/signing.ts'
import { createIntakeClient } from '../../../tickets/index.ts'
import { IntakeFailure } from '../../../tickets/intake/intake-client.ts'
import { NOW, workOrder } from '../drafts.ts'
import { CREDENTIALS } from '../world.ts'

const RECEIPT = { workOrderNo: '1', ticketNo: workOrder.ticketNo, status: 'submitted', receivedAt: NOW }

interface Reply {
  status: number
  body?: string
  headers?: Record<string, string>
}

describe('intake client', () => {
  let server: http.Server
  let reply: Reply | 'hang' | 'drop' | 'half'
  let seen: { method: string; url: string; headers: http.IncomingHttpHeaders; raw: Buffer }[]
  let url: string
  beforeEach(async () => {
    seen = []
    server = http.createServer(async (req, res) => {
      const chunks: Buffer[] = []
      for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
      seen.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, raw: Buffer.concat(chunks) })
      if (reply === 'drop') req.socket.destroy()
      else if (reply === 'half') {
        res.writeHead(201, { 'content-length': '100' })
        res.write('{"work')
        setTimeout(() => req.socket.destroy(), 20)
      } else if (reply !== 'hang') {
        res.writeHead(reply.status, reply.headers)
        res.end(reply.body)
      }
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const client = (algorithm: 'HMAC-SHA256' | 'HMAC-SM3' = 'HMAC-SHA256') =>
    createIntakeClient({ ...CREDENTIALS, algorithm, url }, { clock: fixedClock(NOW), ids: randomIds, timeoutMs: 1500 })
  const create = () => client().createWorkOrder(workOrder, workOrder.ticketNo)
  const failure = async (work: Promise<unknown>): Promise<IntakeFailure> => {
    const error = await work.then(
      () => assert.fail('succeeded'),
      (thrown: unknown) => thrown
    )
    assert.ok(error instanceof IntakeFailure, String(error))
    return error
  }

  for (const algorithm of ['HMAC-SHA256', 'HMAC-SM3'] as const) {
    it(`signs method, path with query, time, nonce and body with ${algorithm}`, async () => {
      reply = { status: 200, body: JSON.stringify({ events: [], cursor: 'c' }) }
      await client(algorithm).listChanges({ after: 'c 1', limit: 5 })
      await client(algorithm).listChanges({ after: 'c 1', limit: 5 })
      const nonces = seen.map(({ method, url: pathWithQuery, headers, raw }) => {
        assert.equal(pathWithQuery, '/api/v1/work-orders?after=c+1&limit=5')
        const header = (name: string) => String(headers[name])
        assert.ok(
          verifySignature({
            secret: CREDENTIALS.secret,
            algorithm,
            method,
            pathWithQuery,
            timestamp: String(Date.parse(NOW) / 1000),
            nonce: header('x-nonce'),
            rawBody: raw,
            signature: header('x-signature')
          })
        )
        return header('x-nonce')
      })
      assert.notEqual(nonces[0], nonces[1])
    })
  }

  it('sends the order whole under its key, and reads the receipt', async () => {
    reply = { status: 201, body: JSON.stringify({ ...RECEIPT, more: 'later versions may' }) }
    assert.equal((await create()).workOrderNo, '1')
    assert.equal(seen[0]?.headers['idempotency-key'], workOrder.ticketNo)
    assert.deepEqual(JSON.parse(String(seen[0]?.raw)), workOrder)
  })

  const answers: [string, Reply | 'hang' | 'drop' | 'half', string, string][] = [
    ['a timeout', 'hang', 'INTAKE_TIMEOUT', 'unknown'],
    ['a dropped connection', 'drop', 'INTAKE_UNREACHABLE', 'unknown'],
    ['an answer that breaks off', 'half', 'INTAKE_UNREACHABLE', 'unknown'],
    ['503', { status: 503 }, 'INTAKE_BUSY', 'not_taken'],
    ['429', { status: 429 }, 'INTAKE_BUSY', 'not_taken'],
    ['500', { status: 500, body: 'oops' }, 'INTAKE_BUSY', 'unknown'],
    ['502 of a proxy', { status: 502 }, 'INTAKE_BUSY', 'unknown'],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'INTAKE_BAD_RESPONSE', 'unknown'],
    ['200 of a login page', { status: 200, body: '<html>' }, 'INTAKE_BAD_RESPONSE', 'unknown'],
    ['a receipt without a number', { status: 201, body: '{"status":"submitted"}' }, 'INTAKE_BAD_RESPONSE', 'unknown'],
    ['422', { status: 422, body: '{"title":"x","status":422,"code":"INVALID_FIELDS"}' }, 'INTAKE_REFUSED', 'refused']
  ]
  for (const [what, answer, code, outcome] of answers) {
    it(`takes ${what} for ${code}, outcome ${outcome}`, async () => {
      reply = answer
      const thrown = await failure(create())
      assert.deepEqual([thrown.code, thrown.outcome], [code, outcome])
    })
  }

  it('takes a refused connection for not taken', async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    const thrown = await failure(create())
    assert.deepEqual([thrown.code, thrown.outcome], ['INTAKE_UNREACHABLE', 'not_taken'])
  })

  it('reads Retry-After in seconds and as a date, and not more than an hour', async () => {
    for (const [header, expected] of [
      ['7', 7000],
      ['Mon, 23 Nov 2026 02:00:09 GMT', 9000],
      ['999999', 3_600_000],
      ['soon', undefined]
    ] as const) {
      reply = { status: 503, headers: { 'retry-after': header } }
      assert.equal((await failure(create())).retryAfterMs, expected, header)
    }
  })

  it('says that there is no such ticket only when the intake says so itself', async () => {
    reply = { status: 404, body: '{"title":"x","status":404,"code":"NOT_FOUND"}' }
    assert.equal(await client().findByTicketNo(workOrder.ticketNo), null)
    reply = { status: 404, body: 'nginx' }
    assert.equal((await failure(client().findByTicketNo(workOrder.ticketNo))).code, 'INTAKE_REFUSED')
  })

  it('names the fields of a refusal but repeats nothing that the intake wrote', async () => {
    const errors = [
      { field: 'requester.phone', code: 'INVALID', message: '13800001234 is wrong' },
      { field: '王小满 lives here', message: 'x' }
    ]
    reply = {
      status: 422,
      body: JSON.stringify({ title: '王小满', status: 422, code: 'INVALID_FIELDS', detail: '13800001234', errors })
    }
    const { message } = await failure(create())
    assert.match(message, /HTTP 422 INVALID_FIELDS; requester\.phone INVALID; …$/)
  })
})
