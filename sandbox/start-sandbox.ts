import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, systemClock } from '../core/clock.ts'
import { databaseLocation } from '../core/database/location.ts'
import { AppError, toAppError } from '../core/errors.ts'
import { type Ids, randomIds } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { SigningAlgorithm } from '../core/signing.ts'
import { type Answer, problem, type Received } from './answer.ts'
import { createCallbacks } from './callbacks.ts'
import type { Dialect, RouteContext } from './dialects/dialect.ts'
import { dialectOf } from './dialects/index.ts'
import { createFaults } from './faults.ts'
import { createLoad, type SandboxLoad } from './load.ts'
import { Nonces } from './nonces.ts'
import { deskRoute } from './routes.ts'
import { openSandboxStore } from './store.ts'

/** Orders and faults lie open here, and nobody signs in: other machines must not reach it. */
const HOST = '127.0.0.1'
/** A file of 20 MiB and what multipart adds. */
const BODY_BYTES_MAX = 22 * 1024 * 1024
const CHINA_OFFSET_MINUTES = 480

export interface SandboxOptions {
  /** 0 takes any free port. */
  port: number
  /** `file:…` or `:memory:`, not the assistant's own. */
  databaseUrl: string
  appId: string
  secret: string
  /** Signs its calls; `secret` where not given. */
  callbackSecret?: string
  algorithm: SigningAlgorithm
  /** Which intake it is: native where not given. */
  profile?: string
  /** Where status changes are told; null: nowhere. */
  callbackUrl: string | null
  log: Log
  clock?: Clock
  ids?: Ids
  offsetMinutes?: number
}

export interface Sandbox {
  /** Base for INTAKE_URL, e.g. http://127.0.0.1:…/api/v1 */
  url: string
  port: number
  close(): Promise<void>
}

/** The sandbox's own database beside the assistant's; another one for each intake that it can be. */
export function sandboxDatabaseUrl(databaseUrl: string, profile = 'native'): string {
  const location = databaseLocation(databaseUrl)
  const file = profile === 'native' ? 'sandbox.db' : `sandbox-${profile}.db`
  return location === ':memory:' ? location : `file:${path.join(path.dirname(location), file)}`
}

/** Base of this intake's addresses on a port. Throws CONFIG_INVALID. */
export function sandboxUrl(port: number, profile: string): string {
  return `http://${HOST}:${port}${dialectOf(profile).prefix}`
}

/** Where this intake calls, below PUBLIC_URL; null: nobody. Throws CONFIG_INVALID. */
export function sandboxCallbackPath(profile: string): string | null {
  return dialectOf(profile).callback?.path ?? null
}

async function readBody(req: http.IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    // Read to the end all the same: a client that is still writing would not hear the answer.
    if (size <= BODY_BYTES_MAX) chunks.push(chunk)
  }
  return size <= BODY_BYTES_MAX ? Buffer.concat(chunks) : null
}

function write(res: http.ServerResponse, { status, body, headers }: Answer): void {
  if (res.destroyed || res.headersSent) return
  if (body === undefined) {
    // Two calls: restify, in the same process by default, replaces writeHead by one that returns nothing.
    res.writeHead(status, headers)
    res.end()
    return
  }
  const isPage = typeof body === 'string'
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(isPage ? body : JSON.stringify(body))
  res.writeHead(status, {
    'content-type': isPage
      ? 'text/html; charset=utf-8'
      : status >= 400
        ? 'application/problem+json'
        : 'application/json',
    'content-length': raw.length,
    'cache-control': 'no-store',
    ...(isPage && {
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'"
    }),
    ...headers
  })
  res.end(raw)
}

/** The answer; 'hang' and 'drop' where there is none. */
async function answerTo(
  request: Received,
  context: RouteContext,
  dialect: Dialect,
  load: SandboxLoad
): Promise<Answer | 'hang' | 'drop'> {
  if (!request.url.startsWith(`${dialect.prefix}/`)) return deskRoute(request, context, dialect, load)
  const latencyMs = load.nextLatencyMs()
  if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false })
  const fault = context.faults.take(dialect.isFiling(request))
  switch (fault.mode) {
    case '503':
    case '429':
    case '500':
    case '422':
      return dialect.failure(fault.mode, fault.retryAfterSeconds)
    case 'hang':
      return 'hang'
    case 'slow': {
      const answer = await dialect.answer(request, context)
      await sleep(fault.ms, undefined, { ref: false })
      return answer
    }
    case 'drop-after-accept':
      await dialect.answer(request, context)
      return 'drop'
    case 'hang-after-accept':
      await dialect.answer(request, context)
      return 'hang'
    case 'none':
      return dialect.answer(request, context)
  }
}

/**
 * Starts a 12345 intake on loopback: the one of openapi.yaml, or one in the style of another city. Throws CONFIG_INVALID where it does not
 * speak like that or the port is taken, and as the store does.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { log, clock = systemClock, ids = randomIds, offsetMinutes = CHINA_OFFSET_MINUTES } = options
  const dialect = dialectOf(options.profile ?? 'native')
  const store = openSandboxStore(options.databaseUrl, clock)
  const faults = createFaults()
  const callbacks = createCallbacks({
    ...options,
    secret: options.callbackSecret ?? options.secret,
    clock,
    ids,
    faults,
    offsetMinutes,
    speech: dialect.callback
  })
  const credentials = { appId: options.appId, secret: options.secret }
  const context: RouteContext = {
    store,
    nonces: new Nonces(),
    credentials,
    faults,
    callbacks,
    clock,
    ids,
    offsetMinutes
  }

  const load = createLoad(context, error => log.error('sandbox: an order could not be moved', { error }))

  async function serve(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    const raw = await readBody(req)
    if (!raw) return write(res, problem(413, 'TOO_LARGE'))
    const request: Received = { method: req.method ?? '', url: req.url ?? '/', headers: req.headers, raw }
    const answer = await answerTo(request, context, dialect, load)
    if (answer === 'drop') req.socket.destroy()
    else if (answer !== 'hang') write(res, answer)
  }

  const server = http.createServer((req, res) => {
    serve(req, res).catch(error => {
      // A client that hung up in the middle is no fault of ours.
      if (req.destroyed && !req.complete) return
      log.error('sandbox: a request failed', { error: toAppError(error) })
      write(res, problem(500, 'INTERNAL'))
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause => {
      const detail = `INTAKE_SANDBOX_PORT ${options.port} cannot be used (${'code' in cause ? String(cause.code) : 'unknown'})`
      reject(new AppError('CONFIG_INVALID', { cause, detail }))
    })
    server.listen(options.port, HOST, resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    url: sandboxUrl(port, dialect.name),
    port,
    async close() {
      await load.close()
      callbacks.close()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await store.destroy()
    }
  }
}
