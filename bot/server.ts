// The HTTP host: the only file that knows restify. Routes are given to it as bot/middleware/http.ts describes them.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import restify from 'restify'
import { AppError, toAppError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { directLineHeaders, isDirectLinePath } from './channels/direct-line/routes.ts'
import { clientAddress } from './middleware/client-address.ts'
import { errorAnswer, type HttpAnswer, type HttpRequest, type Route } from './middleware/http.ts'

export interface ServerOptions {
  host: string
  /** 0 takes any free port. */
  port: number
  /** False: only routes that are always served answer, others 503. */
  isReady: () => boolean
  log: Log
}

export interface HttpServer {
  add(routes: readonly Route[]): void
  onUpgrade(handler: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void
  /** @returns the port. Throws CONFIG_INVALID where the address cannot be listened on. */
  listen(): Promise<number>
  /** Takes no new connections; resolves when all have ended, or after a short grace. */
  close(): Promise<void>
}

/** Over a plain proxy timeout of 60 s, so that not we close a connection that a proxy is about to use. */
const KEEP_ALIVE_MS = 65_000
/** A citizen with a weak network sends 20 MB in this; other bodies have BODY_MS, heads HEAD_MS. */
const REQUEST_MS = 300_000
const BODY_MS = 30_000
const HEAD_MS = 30_000
/** A body from this size on counts against LARGE_BYTES_MAX: so much of such bodies is held at once, in all. */
const LARGE_BYTES = 1024 * 1024
const LARGE_BYTES_MAX = 256 * 1024 * 1024
const CLOSE_GRACE_MS = 1500

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()'
}
const API_POLICY = "default-src 'none'; frame-ancestors 'none'"

async function readBody(request: IncomingMessage, bytesMax: number, withinMs: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw new AppError('PAYLOAD_TOO_LARGE')
  const chunks: Buffer[] = []
  let bytes = 0
  const timer = setTimeout(() => request.destroy(), withinMs)
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > bytesMax) throw new AppError('PAYLOAD_TOO_LARGE')
      chunks.push(chunk)
    }
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks)
}

function splitTarget(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const target = request.url ?? '/'
  const at = target.indexOf('?')
  return at < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) }
}

function send(request: IncomingMessage, response: ServerResponse, answer: HttpAnswer, path: string): void {
  if (response.headersSent || response.destroyed) return
  const { status, body } = answer
  const isJson = body !== undefined && typeof body === 'object' && !Buffer.isBuffer(body)
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(isJson ? JSON.stringify(body) : (body as string))
  const hasBody = bytes.length > 0 || (status !== 204 && status !== 304)
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-security-policy': API_POLICY,
    ...(isJson && { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }),
    ...(isDirectLinePath(path) && directLineHeaders),
    // What was not read of a refused body must not be taken for the next request.
    ...((status === 413 || status === 429) && { connection: 'close' }),
    ...(hasBody && { 'content-length': bytes.length }),
    ...answer.headers
  })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

const ROUTER_ERRORS: Record<number, ConstructorParameters<typeof AppError>[0]> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED'
}

export function createServer({ host, port, isReady, log }: ServerOptions): HttpServer {
  const server = restify.createServer({ name: '', ignoreTrailingSlash: false })
  const http = server.server as import('node:http').Server
  http.keepAliveTimeout = KEEP_ALIVE_MS
  http.requestTimeout = REQUEST_MS
  http.headersTimeout = HEAD_MS
  let largeBytes = 0

  // What the router itself refuses: no such path, another method, a path that cannot be decoded.
  server.on('restifyError', (req, res, error, done) => {
    const { path } = splitTarget(req)
    const refused = ROUTER_ERRORS[(error as { statusCode?: number }).statusCode ?? 500] ?? 'MALFORMED'
    // Most routes are added when all is ready: until then nothing is known to be missing, and clients try again.
    const code = isReady() ? refused : 'NOT_READY'
    const allow: unknown = res.getHeader('Allow')
    const answer = errorAnswer(new AppError(code), path)
    // restify would send its own words after this.
    Object.assign(res, { _sent: true })
    send(req, res, { ...answer, headers: { ...answer.headers, ...(typeof allow === 'string' && { allow }) } }, path)
    done()
  })

  /** Handles the request with its body; what a large one may take is set aside before it is read. */
  async function withBody(route: Route, req: restify.Request, request: HttpRequest): Promise<HttpAnswer> {
    const { bodyBytesMax = 0, bodyMs = BODY_MS } = route
    if (bodyBytesMax === 0) return route.handle(request)
    const told = Number(req.headers['content-length'] ?? bodyBytesMax)
    const held = told > LARGE_BYTES ? Math.min(told, bodyBytesMax) : 0
    if (held > 0 && largeBytes + held > LARGE_BYTES_MAX) throw new AppError('RATE_LIMITED', { detail: 'large bodies' })
    largeBytes += held
    try {
      return await route.handle({ ...request, rawBody: await readBody(req, bodyBytesMax, bodyMs) })
    } finally {
      largeBytes -= held
    }
  }

  async function answer(route: Route, req: restify.Request, path: string, query: URLSearchParams): Promise<HttpAnswer> {
    try {
      if (!isReady() && !route.isAlwaysServed) throw new AppError('NOT_READY')
      const request: HttpRequest = {
        method: req.method ?? route.method,
        path,
        pathWithQuery: req.url ?? path,
        params: req.params as Record<string, string>,
        query,
        headers: req.headers,
        address: clientAddress(req),
        rawBody: Buffer.alloc(0)
      }
      await route.admit?.(request)
      return await withBody(route, req, request)
    } catch (caught) {
      const error = toAppError(caught)
      if (error.httpStatus >= 500 && error.code !== 'NOT_READY') {
        log.error('a request failed', { method: route.method, route: route.path, code: error.code, error })
      }
      return errorAnswer(error, path)
    }
  }

  const METHODS = {
    GET: 'get',
    POST: 'post',
    PATCH: 'patch',
    DELETE: 'del',
    OPTIONS: 'opts',
    HEAD: 'head'
  } as const

  return {
    add(routes) {
      for (const route of routes) {
        server[METHODS[route.method]](route.path, async (req: restify.Request, res: restify.Response) => {
          const { path, query } = splitTarget(req)
          send(req, res, await answer(route, req, path, query), path)
        })
      }
    },

    onUpgrade(handler) {
      http.on('upgrade', handler)
    },

    listen: () =>
      new Promise((resolve, reject) => {
        http.once('error', cause => {
          const reason = 'code' in cause ? String(cause.code) : 'unknown'
          reject(
            new AppError('CONFIG_INVALID', {
              cause,
              detail: `PORT ${port} on HOST ${host} cannot be listened on (${reason}); end the program that holds it, or write another PORT`
            })
          )
        })
        http.listen(port, host, () => resolve((http.address() as AddressInfo).port))
      }),

    close: () =>
      new Promise(resolve => {
        const timer = setTimeout(() => http.closeAllConnections(), CLOSE_GRACE_MS)
        http.close(() => {
          clearTimeout(timer)
          resolve()
        })
        http.closeIdleConnections()
      })
  }
}
