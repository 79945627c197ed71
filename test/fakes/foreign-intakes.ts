// Two intakes that are not ours, written from their description and not from the profiles, so that a mistake in a profile
// cannot hide: a county's small JSON interface, and a platform in the style of a province (forms, codes, Chinese states).
import { createHmac } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ForeignIntake {
  url: string
  /** What it holds: each filing that it took as a new one, with the texts that came after it. */
  orders: { ours: string; number: string; fields: Record<string, unknown>; after: string[] }[]
  changes: object[]
  /** The next so many requests are taken, but their answer never leaves. */
  dropAfter: number
  close(): Promise<void>
}

type Reply = { status: number; body: object; headers?: Record<string, string> }
type Handler = (method: string, url: URL, raw: string, headers: http.IncomingHttpHeaders) => Reply

async function serve(make: (intake: ForeignIntake) => Handler): Promise<ForeignIntake> {
  const intake: ForeignIntake = { url: '', orders: [], changes: [], dropAfter: 0, close: async () => {} }
  const handle = make(intake)
  const server = http.createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const url = new URL(req.url ?? '/', 'http://foreign')
    const reply = handle(req.method ?? '', url, Buffer.concat(chunks).toString('utf8'), req.headers)
    if (intake.dropAfter > 0) {
      intake.dropAfter--
      req.socket.destroy()
      return
    }
    res.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
    res.end(JSON.stringify(reply.body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  intake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  intake.close = () =>
    new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return intake
}

const TYPES = ['举报', '投诉', '咨询', '求助', '建议']
const CLOCK = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/

/** Prefix /api, x-api-key, success/message/data; POST answers 201 and GET 200; no filing twice under one externalNo. */
export const startCounty = (apiKey: string) =>
  serve(intake => (method, url, raw, headers) => {
    const no = (status: number, code: string): Reply => ({ status, body: { success: false, message: code, code } })
    if (headers['x-api-key'] !== apiKey) return no(401, 'INVALID_API_KEY')
    const found = (order: ForeignIntake['orders'][number] | undefined, status: number): Reply =>
      order
        ? {
            status,
            body: {
              success: true,
              message: 'ok',
              data: { ticketId: Number(order.number), ticketStatus: 'PENDING', createdAt: '2026-11-23 10:00:05' }
            }
          }
        : no(404, 'TICKET_NOT_FOUND')
    const external = /^\/api\/hotlineTickets\/external\/([^/]+)$/.exec(url.pathname)?.[1]
    if (method === 'GET' && external)
      return found(
        intake.orders.find(order => order.ours === external),
        200
      )
    if (method === 'GET' && url.pathname === '/api/hotlineTickets/changes') {
      const since = Number(url.searchParams.get('since'))
      const items = intake.changes.slice(since, since + Number(url.searchParams.get('pageSize')))
      return { status: 200, body: { success: true, data: { items, lastId: since + items.length } } }
    }
    if (method !== 'POST') return no(405, 'METHOD_NOT_ALLOWED')
    const body = JSON.parse(raw) as Record<string, string | number>
    if (url.pathname === '/api/hotlineTickets') {
      const isWhole = ['externalNo', 'callerName', 'appealSubject', 'incidentAddress', 'assignedDept', 'remark'].every(
        name => typeof body[name] === 'string' && body[name] !== ''
      )
      if (
        !isWhole ||
        !TYPES.includes(String(body.appealType)) ||
        !['一般', '紧急', '特急'].includes(String(body.urgencyLevel))
      )
        return no(400, 'INVALID_PARAM')
      if (!CLOCK.test(String(body.reportedAt))) return no(400, 'INVALID_DATE')
      if (intake.orders.some(order => order.ours === body.externalNo)) return no(400, 'DUPLICATE')
      const order = {
        ours: String(body.externalNo),
        number: String(7001 + intake.orders.length),
        fields: body,
        after: []
      }
      intake.orders.push(order)
      return found(order, 201)
    }
    if (url.pathname === '/api/followUpItems') {
      const order = intake.orders.find(one => typeof body.ticketId === 'number' && one.number === String(body.ticketId))
      if (!order) return no(404, 'TICKET_NOT_FOUND')
      order.after.push(`${body.itemType}:${body.itemContent}`)
      return { status: 201, body: { success: true, message: 'ok' } }
    }
    return no(405, 'METHOD_NOT_ALLOWED')
  })

/** Forms under /gdgl, always HTTP 200, `code` tells; signed by HMAC-SM3 over key, time, nonce and body. */
export const startProvince = (appKey: string, secret: string) =>
  serve(intake => (_method, url, raw, headers) => {
    const say = (code: string, result?: object): Reply => ({
      status: 200,
      body: { code, msg: '', ...(result && { result }) }
    })
    const [time, nonce] = [String(headers['app-time']), String(headers['app-nonce'])]
    const right = createHmac('sm3', secret).update([appKey, time, nonce, raw].join('&')).digest('hex').toUpperCase()
    if (headers['app-key'] !== appKey || headers['app-sign'] !== right || !/^\d{13}$/.test(time)) return say('4010')
    const form = Object.fromEntries(new URLSearchParams(raw))
    const receipt = (order: ForeignIntake['orders'][number]) =>
      say('0000', { gdbh: order.number, zt: '待受理', slsj: '20261123100005' })
    const known = intake.orders.find(order => order.ours === form.wbbh)
    if (url.pathname === '/api/gdgl/cx') return known ? receipt(known) : say('4004')
    if (url.pathname === '/api/gdgl/tj') {
      if (known) return say('4009')
      const isWhole = ['wbbh', 'wtfl', 'bt', 'nr', 'xzqh', 'sqr'].every(name => form[name])
      if (!isWhole || !/^[1-5]$/.test(form.sqlx ?? '') || !/^\d{14}$/.test(form.tjsj ?? '')) return say('1001')
      const order = { ours: form.wbbh ?? '', number: `P${intake.orders.length + 1}`, fields: form, after: [] }
      intake.orders.push(order)
      return receipt(order)
    }
    const order = intake.orders.find(one => one.number === form.gdbh)
    const what = { '/api/gdgl/bc': '补充', '/api/gdgl/cb': '催办', '/api/gdgl/ch': '撤单', '/api/gdgl/pj': '评价' }[
      url.pathname
    ]
    if (!order || !what) return say('4004')
    order.after.push(`${what}:${form.nr ?? form.yy ?? ''}`)
    return say('0000')
  })
