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
const REQUEST_MS = 30_000
const CLOSE_GRACE_MS = 1500

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()'
}
const API_POLICY = "default-src 'none'; frame-ancestors 'none'"

async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw new AppError('PAYLOAD_TOO_LARGE')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new AppError('PAYLOAD_TOO_LARGE')
    chunks.push(chunk)
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
    ...(status === 413 && { connection: 'close' }),
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
        rawBody: route.bodyBytesMax ? await readBody(req, route.bodyBytesMax) : Buffer.alloc(0)
      }
      return await route.handle(request)
    } catch (caught) {
      const error = toAppError(caught)
      if (error.httpStatus >= 500 && error.code !== 'NOT_READY') {
        log.error('a request failed', { method: route.method, route: route.path, code: error.code, error })
      }
      return errorAnswer(error, path)
    }
  }

  const METHODS = { GET: 'get', POST: 'post', OPTIONS: 'opts', HEAD: 'head' } as const

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
