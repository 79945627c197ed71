import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type FixedClock, fixedClock } from '../../core/clock.ts'
import { createLog } from '../../core/log.ts'
import { signRequest } from '../../core/signing.ts'
import { type Sandbox, sandboxDatabaseUrl, startSandbox } from '../../sandbox/index.ts'
import type { StatusEvent } from '../../tickets/contract/index.ts'
import { NOW, workOrder } from '../tickets/drafts.ts'

const SECRET = 'dev-secret'
const KEY = workOrder.ticketNo

interface Call {
  method?: string
  body?: object | string | Buffer
  key?: string
  type?: string
  secret?: string
  nonce?: string
  timestamp?: string
  algorithm?: 'HMAC-SHA256' | 'HMAC-SM3'
  alter?: (raw: Buffer) => Buffer
}

interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared with literals below
  json: any
  headers: Headers
}

describe('sandbox', () => {
  const clock: FixedClock = fixedClock(NOW)
  const log = createLog({ level: 'error', clock, write: () => {} })
  let sandbox: Sandbox
  let nonces = 0
  const start = (more: object = {}) =>
    startSandbox({
      port: 0,
      databaseUrl: ':memory:',
      appId: 'dev',
      secret: SECRET,
      algorithm: 'HMAC-SHA256',
      callbackUrl: null,
      clock,
      log,
      ...more
    })
  beforeEach(async () => {
    sandbox = await start()
  })
  afterEach(() => sandbox.close())

  async function call(where: string, request: Call = {}): Promise<Answer> {
    const { method = 'GET', body, key, type = 'application/json', secret = SECRET, algorithm = 'HMAC-SHA256' } = request
    const raw = Buffer.isBuffer(body)
      ? body
      : Buffer.from(typeof body === 'object' ? JSON.stringify(body) : (body ?? ''))
    const timestamp = request.timestamp ?? String(Math.floor(clock.now().getTime() / 1000))
    const nonce = request.nonce ?? `nonce-${String(++nonces).padStart(12, '0')}`
    const url = new URL(sandbox.url + where)
    const parts = {
      secret,
      algorithm,
      method,
      pathWithQuery: url.pathname + url.search,
      timestamp,
      nonce,
      rawBody: raw
    }
    const response = await fetch(url, {
      method,
      headers: {
        'content-type': type,
        'x-app-id': 'dev',
        'x-timestamp': timestamp,
        'x-nonce': nonce,
        'x-signature-algorithm': algorithm,
        'x-signature': signRequest(parts),
        ...(key !== undefined && { 'idempotency-key': key })
      },
      ...(method !== 'GET' && { body: request.alter?.(raw) ?? raw })
    })
    const text = await response.text()
    return { status: response.status, json: text === '' ? null : JSON.parse(text), headers: response.headers }
  }
  const create = (body: object = workOrder, more: Call = {}) =>
    call('/work-orders', { method: 'POST', key: KEY, body, ...more })
  const post = (where: string, body: object, key = 'key-00000001') => call(where, { method: 'POST', body, key })
  const desk = (where: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${sandbox.port}${where}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body)
    })

  describe('filing', () => {
    it('takes an order with 201, the same again with 200 and the same receipt', async () => {
      const first = await create()
      assert.equal(first.status, 201)
      assert.match(first.json.workOrderNo, /^20261123\d{10}$/)
      assert.deepEqual([first.json.ticketNo, first.json.status, first.json.receivedAt], [KEY, 'submitted', NOW])
      const again = await create(Object.fromEntries(Object.entries(workOrder).reverse()))
      assert.deepEqual([again.status, again.json], [200, first.json])
    })

    it('refuses another body under the same key', async () => {
      await create()
      const { status, json } = await create({ ...workOrder, title: '另一个标题' })
      assert.deepEqual([status, json.code], [409, 'KEY_REUSED'])
    })

    it('takes one of two that come at once as the first', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => create()))
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 200, 200, 201])
      assert.equal(new Set(answers.map(({ json }) => json.workOrderNo)).size, 1)
    })

    const refusals: [string, Call | undefined, object, number, string, string?][] = [
      ['no key', { key: '' }, workOrder, 400, 'MALFORMED'],
      ['a short key', { key: '1234567' }, workOrder, 400, 'MALFORMED'],
      ['no JSON type', { type: 'text/plain' }, workOrder, 400, 'MALFORMED'],
      ['an unknown field', {}, { ...workOrder, extra: 1 }, 422, 'INVALID_FIELDS'],
      ['a missing claim', {}, { ...workOrder, claims: [] }, 422, 'INVALID_FIELDS', 'claims'],
      ['an unknown category', {}, { ...workOrder, categoryCode: 'WL200298' }, 422, 'UNKNOWN_CATEGORY', 'categoryCode'],
      ['an unknown region', {}, { ...workOrder, regionCode: '999999' }, 422, 'UNKNOWN_REGION', 'regionCode'],
      [
        'a file that was not uploaded',
        {},
        {
          ...workOrder,
          attachments: [
            { attachmentId: 'x', name: 'a.jpg', contentType: 'image/jpeg', size: 1, sha256: 'a'.repeat(64) }
          ]
        },
        422,
        'INVALID_FIELDS',
        'attachments.0'
      ],
      ['more than 1 MiB', {}, { ...workOrder, content: 'x'.repeat(1 << 20) }, 413, 'TOO_LARGE']
    ]
    for (const [what, more, body, status, code, field] of refusals) {
      it(`refuses ${what} with ${status} ${code}`, async () => {
        const answer = await create(body, more)
        assert.deepEqual([answer.status, answer.json.code], [status, code])
        assert.match(answer.headers.get('content-type') ?? '', /application\/problem\+json/)
        if (field) assert.ok(answer.json.errors.some((error: { field: string }) => error.field === field))
        assert.equal((await call(`/work-orders/by-ticket/${KEY}`)).status, 404)
      })
    }
  })

  describe('signature', () => {
    const cases: [string, Call, string][] = [
      ['another secret', { secret: 'wrong' }, 'BAD_SIGNATURE'],
      ['a changed body', { alter: raw => Buffer.from(raw.toString().replace('3800', '9800')) }, 'BAD_SIGNATURE'],
      ['a short nonce', { nonce: 'short' }, 'BAD_SIGNATURE'],
      ['an old time', { timestamp: String(Date.parse(NOW) / 1000 - 301) }, 'STALE_TIMESTAMP']
    ]
    for (const [what, more, code] of cases) {
      it(`refuses ${what} with 401 ${code}`, async () => {
        const { status, json } = await create(workOrder, more)
        assert.deepEqual([status, json.code], [401, code])
      })
    }

    it('takes a nonce once, and both algorithms', async () => {
      const nonce = 'n'.repeat(20)
      assert.equal((await create(workOrder, { nonce, algorithm: 'HMAC-SM3' })).status, 201)
      const { status, json } = await create(workOrder, { nonce })
      assert.deepEqual([status, json.code], [401, 'NONCE_REUSED'])
    })
  })

  describe('after filing', () => {
    let at: string
    beforeEach(async () => {
      at = `/work-orders/${(await create()).json.workOrderNo}`
    })

    it('finds it by ticket and by its own number', async () => {
      assert.equal((await call(`/work-orders/by-ticket/${KEY}`)).json.ticketNo, KEY)
      const { json } = await call(at)
      assert.deepEqual([json.status, json.events.length], ['submitted', 1])
      assert.equal((await call('/work-orders/20261123000000')).status, 404)
    })

    it('keeps a supplement once under its key', async () => {
      const body = { text: '补充材料', at: NOW }
      assert.equal((await post(`${at}/supplements`, body)).status, 204)
      assert.equal((await post(`${at}/supplements`, body)).status, 204)
      assert.equal((await post(`${at}/supplements`, { ...body, text: '别的' })).json.code, 'KEY_REUSED')
      assert.equal((await post(`${at}/supplements`, { text: '', at: NOW }, 'key-2')).status, 422)
    })

    it('counts one urge in 24 h', async () => {
      assert.equal((await post(`${at}/urges`, {})).status, 204)
      assert.equal((await post(`${at}/urges`, {}, 'key-00000002')).json.code, 'TOO_SOON')
    })

    it('withdraws once, and takes nothing after it', async () => {
      assert.equal((await call(`${at}/withdrawal`, { method: 'POST', key: 'key-00000001' })).status, 204)
      assert.equal((await call(at)).json.status, 'withdrawn')
      assert.equal((await post(`${at}/urges`, {}, 'key-00000002')).json.code, 'WITHDRAWN')
    })

    it('does not withdraw what is closed', async () => {
      await desk(at.replace('/work-orders', '/orders'), { status: 'closed' })
      assert.equal((await post(`${at}/withdrawal`, {})).json.code, 'CLOSED')
    })

    it('opens it again when the evaluation asks for it', async () => {
      const body = { contacted: false, resolved: false, reopen: true, at: NOW }
      assert.equal((await post(`${at}/evaluation`, body)).status, 204)
      assert.equal((await call(at)).json.status, 'reopened')
    })

    it('lists changes after a cursor, and of one ticket', async () => {
      await desk(at.replace('/work-orders', '/orders'), { status: 'accepted' })
      const first = await call('/work-orders?limit=1')
      assert.deepEqual(
        first.json.events.map((event: StatusEvent) => event.status),
        ['submitted']
      )
      const next = await call(`/work-orders?after=${first.json.cursor}`)
      assert.deepEqual(
        next.json.events.map((event: StatusEvent) => event.status),
        ['accepted']
      )
      const end = await call(`/work-orders?after=${next.json.cursor}`)
      assert.deepEqual(end.json, { events: [], cursor: next.json.cursor })
      assert.deepEqual((await call('/work-orders?ticketNo=WL20261123000099')).json.events, [])
      assert.equal((await call('/work-orders?limit=501')).status, 422)
      assert.equal((await call('/work-orders?after=x')).status, 422)
    })

    it('answers unknown paths and methods as HTTP does', async () => {
      assert.equal((await call('/nothing')).status, 404)
      assert.equal((await call(`${at}/nothing`, { method: 'POST' })).status, 404)
      const { status, headers } = await call(at, { method: 'DELETE' })
      assert.deepEqual([status, headers.get('allow')], [405, 'GET'])
    })
  })

  describe('attachments', () => {
    const upload = (data: Buffer, type = 'image/jpeg', sha = createHash('sha256').update(data).digest('hex')) => {
      const head = `--b\r\nContent-Disposition: form-data; name="sha256"\r\n\r\n${sha}\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: ${type}\r\n\r\n`
      const body = Buffer.concat([Buffer.from(head), data, Buffer.from('\r\n--b--\r\n')])
      return call('/attachments', { method: 'POST', type: 'multipart/form-data; boundary=b', body })
    }
    const data = Buffer.from('\r\n--c is not the boundary, nor is --b\0\xff\r\n', 'latin1')

    it('keeps a file once by its digest, and an order may then name it', async () => {
      const first = await upload(data)
      assert.equal(first.status, 201)
      assert.equal((await upload(data)).json.attachmentId, first.json.attachmentId)
      const sha256 = createHash('sha256').update(data).digest('hex')
      const attachment = { ...first.json, name: 'a.jpg', contentType: 'image/jpeg', size: data.length, sha256 }
      assert.equal((await create({ ...workOrder, attachments: [{ ...attachment, size: 1 }] })).status, 422)
      assert.equal((await create({ ...workOrder, attachments: [attachment] })).status, 201)
    })

    it('refuses another digest, a type that is not taken, and what is no upload', async () => {
      assert.equal((await upload(data, 'image/jpeg', 'a'.repeat(64))).json.code, 'DIGEST_MISMATCH')
      assert.equal((await upload(data, 'application/x-msdownload')).status, 415)
      assert.equal((await call('/attachments', { method: 'POST', body: {} })).status, 400)
      assert.equal((await upload(Buffer.alloc(20 * 1024 * 1024 + 1))).status, 413)
    })
  })

  describe('page', () => {
    it('shows all fields of all orders, with nothing of them taken as markup', async () => {
      await create({ ...workOrder, content: '<script>alert("x")</script>内容内容' })
      const response = await fetch(`http://127.0.0.1:${sandbox.port}/`)
      const html = await response.text()
      assert.match(response.headers.get('content-type') ?? '', /text\/html/)
      for (const text of ['康途旅行社', '13800001234', '3800', '旅游投诉(complaint)', '导游领队', '待受理', '上周六']) {
        assert.ok(html.includes(text), text)
      }
      assert.match(html, /<dt>对象类型<\/dt><dd>travel_agency<\/dd>/, "the respondent's kind is not the ticket's")
      assert.ok(!html.includes('<script>') && html.includes('&lt;script&gt;'))
    })

    it('moves an order by its form, and goes back to it', async () => {
      const { workOrderNo } = (await create()).json
      const response = await fetch(`http://127.0.0.1:${sandbox.port}/orders/${workOrderNo}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ status: 'accepted', department: '受理中心', message: '', reason: '' })
      })
      assert.deepEqual([response.status, response.headers.get('location')], [303, `/#${workOrderNo}`])
      const { json } = await call(`/work-orders/${workOrderNo}`)
      assert.deepEqual([json.status, json.department, json.events[1].message], ['accepted', '受理中心', undefined])
    })

    it('does nothing for pages of other sites, unknown orders and unknown states', async () => {
      const { workOrderNo } = (await create()).json
      const origin = 'http://evil.example'
      assert.equal((await desk('/faults', { mode: '503' }, { origin })).status, 403)
      assert.equal((await desk(`/orders/${workOrderNo}`, { status: 'closed' }, { origin })).status, 403)
      assert.equal((await desk('/orders/999', { status: 'closed' })).status, 404)
      assert.equal((await desk(`/orders/${workOrderNo}`, { status: 'exploded' })).status, 422)
      assert.equal((await call(`/work-orders/${workOrderNo}`)).json.status, 'submitted')
    })
  })

  describe('faults', () => {
    it('are shown, last for their count, and unknown ones are refused with the list of known ones', async () => {
      assert.equal((await desk('/faults', { mode: '503', count: 2, retryAfterSeconds: 7 })).status, 200)
      assert.equal((await create()).headers.get('retry-after'), '7')
      assert.equal((await create()).status, 503)
      assert.equal((await create()).status, 201)
      const refused = (await (await desk('/faults', { mode: 'boom' })).json()) as { code: string; detail: string }
      assert.equal(refused.code, 'SANDBOX_BAD_FAULT')
      assert.match(refused.detail, /drop-after-accept/)
      const shown = (await (await fetch(`http://127.0.0.1:${sandbox.port}/faults`)).json()) as { requests: object }
      assert.deepEqual(shown.requests, { mode: 'none' })
    })

    it('drops the connection after the order was taken', async () => {
      await desk('/faults', { mode: 'drop-after-accept' })
      await assert.rejects(create())
      assert.equal((await call(`/work-orders/by-ticket/${KEY}`)).status, 200)
    })
  })

  it('keeps its orders in a file beside the assistant’s, which its owner alone reads', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'sandbox-'))
    const databaseUrl = sandboxDatabaseUrl(`file:${folder}/hotline.db`)
    try {
      await sandbox.close()
      sandbox = await start({ databaseUrl })
      await create()
      await sandbox.close()
      sandbox = await start({ databaseUrl })
      assert.equal((await call(`/work-orders/by-ticket/${KEY}`)).status, 200)
      assert.equal(statSync(path.join(folder, 'sandbox.db')).mode & 0o077, 0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('says in one line which port is taken', async () => {
    await assert.rejects(start({ port: sandbox.port }), /INTAKE_SANDBOX_PORT \d+ cannot be used \(EADDRINUSE\)/)
  })
})
