// A gate between the product and the intake, on real sockets: one endpoint behaves badly for some requests, and whoever asks
// can be killed at a chosen moment of the first of them.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export const ENDPOINTS = {
  create: /^POST \/api\/v1\/work-orders$/,
  query: /^GET \/api\/v1\/work-orders\/by-ticket\//,
  supplement: /^POST .*\/supplements$/,
  urge: /^POST .*\/urges$/,
  withdraw: /^POST .*\/withdrawal$/,
  evaluate: /^POST .*\/evaluation$/,
  listChanges: /^GET \/api\/v1\/work-orders(?:\?|$)/
} as const
export type Endpoint = keyof typeof ENDPOINTS

export const GATE_FAULTS = [
  'none',
  '503',
  '429',
  '500',
  '422',
  'slow',
  'hang',
  'drop',
  'drop-after-accept',
  'hang-after-accept'
] as const
export type GateFault = (typeof GATE_FAULTS)[number]

/** Of the first request: before the intake hears of it, while it has it, after its answer (or the lack of one). */
export type KillMoment = 'before' | 'during' | 'after'

export interface Gate {
  url: string
  /** Requests to the endpoint, in order: was it passed on to the intake? */
  seen: { passedOn: boolean }[]
  close(): Promise<void>
}

const SLOW_MS = 3200

/** @param faultyRequests so many behave badly; then the intake is healed */
export async function startGate(options: {
  intakePort: number
  endpoint: Endpoint
  fault: GateFault
  moment: KillMoment
  faultyRequests: number
  kill: () => Promise<void>
}): Promise<Gate> {
  const { intakePort, endpoint, fault, moment, faultyRequests, kill } = options
  const seen: { passedOn: boolean }[] = []
  const agent = new http.Agent({ keepAlive: true })

  /** Passes a request on and reads the whole answer. */
  function passOn(req: http.IncomingMessage, raw: Buffer) {
    return new Promise<{ status: number; headers: http.IncomingHttpHeaders; raw: Buffer }>((resolve, reject) => {
      const { method, url, headers } = req
      const forward = http.request({ host: '127.0.0.1', port: intakePort, method, path: url, headers, agent }, res => {
        const chunks: Buffer[] = []
        res.on('data', chunk => chunks.push(chunk))
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, raw: Buffer.concat(chunks) }))
      })
      forward.on('error', reject)
      forward.end(raw)
    })
  }

  const problem = (status: number) => ({
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 503 || status === 429 ? { 'retry-after': '1' } : {})
    },
    raw: Buffer.from(JSON.stringify({ title: 'fault', status, code: status === 422 ? 'INVALID_FIELDS' : 'FAULT' }))
  })

  async function misbehave(req: http.IncomingMessage, res: http.ServerResponse, raw: Buffer, isFirst: boolean) {
    const record = { passedOn: false }
    seen.push(record)
    const isMoment = (at: KillMoment) => isFirst && moment === at
    if (isMoment('before')) return kill()
    const take = () => {
      record.passedOn = true
      return passOn(req, raw)
    }
    const answer = async (what: { status: number; headers: object; raw: Buffer }) => {
      if (isMoment('during')) return kill()
      // Who asked may have given up, so that nobody hears it.
      await new Promise<void>(resolve => {
        if (res.closed || res.destroyed) return resolve()
        res.once('finish', resolve).once('close', resolve)
        res.writeHead(what.status, { ...what.headers })
        res.end(what.raw)
      })
      if (isMoment('after')) await kill()
    }
    const leaveOpen = async () => {
      if (isMoment('during')) return kill()
      // Longer than the product waits; it has given up by itself then.
      if (isMoment('after')) await sleep(2800).then(kill)
    }
    switch (fault) {
      case 'none':
        return answer(await take())
      case 'slow': {
        const late = await take()
        if (isMoment('during')) return kill()
        await sleep(SLOW_MS)
        return answer(late)
      }
      case 'hang':
        return leaveOpen()
      case 'hang-after-accept':
        await take()
        return leaveOpen()
      case 'drop':
      case 'drop-after-accept':
        if (fault === 'drop-after-accept') await take()
        if (isMoment('during')) return kill()
        req.socket.destroy()
        if (isMoment('after')) await sleep(20).then(kill)
        return
      default:
        return answer(problem(Number(fault)))
    }
  }

  let faulty = 0
  const server = http.createServer(async (req, res) => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of req) chunks.push(chunk as Buffer)
      const raw = Buffer.concat(chunks)
      if (ENDPOINTS[endpoint].test(`${req.method} ${req.url}`) && faulty < faultyRequests) {
        await misbehave(req, res, raw, faulty++ === 0)
        return
      }
      const { status, headers, raw: body } = await passOn(req, raw)
      res.writeHead(status, headers)
      res.end(body)
    } catch {
      // Whoever asked is dead by now.
      res.destroy()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    seen,
    close: () =>
      new Promise(resolve => {
        agent.destroy()
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
