// GET …/stream: the upgrade to a WebSocket, authorised by what its address carries.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { AppError } from '../../../core/errors.ts'
import type { Log } from '../../../core/log.ts'
import { readWatermark } from './conversations.ts'
import type { StreamHub } from './stream-hub.ts'
import type { Grant, Tokens } from './tokens.ts'

const STREAM_PATH = /^\/v3\/directline\/conversations\/([^/]+)\/stream$/
/** Clients only send empty keep-alives here. */
const INBOUND_BYTES_MAX = 4096

export interface StreamServerOptions {
  hub: StreamHub
  tokens: Tokens
  isReady: () => boolean
  log: Log
}

function refuse(socket: Duplex, error: AppError): void {
  const body = JSON.stringify({ error: { code: error.code, message: error.message } })
  socket.end(
    `HTTP/1.1 ${error.httpStatus} Refused\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  )
}

function grantOf(url: URL, tokens: Tokens): Grant {
  const [, id] = STREAM_PATH.exec(url.pathname) ?? []
  if (id === undefined) throw new AppError('NOT_FOUND')
  const verified = tokens.verify('stream', url.searchParams.get('t') ?? '')
  if (verified.state === 'expired') throw new AppError('DIRECT_LINE_TOKEN_EXPIRED')
  if (verified.state === 'invalid') throw new AppError('DIRECT_LINE_UNAUTHORIZED')
  if (encodeURIComponent(verified.grant.conversationId) !== id) throw new AppError('DIRECT_LINE_FORBIDDEN')
  return verified.grant
}

/** Handles `upgrade` of the HTTP server. */
export function createStreamServer({ hub, tokens, isReady, log }: StreamServerOptions) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: INBOUND_BYTES_MAX, perMessageDeflate: false })

  return function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', error => log.debug('a stream broke before it was open', { error }))
    try {
      if (!isReady()) throw new AppError('NOT_READY')
      const url = new URL(request.url ?? '/', 'http://localhost')
      const grant = grantOf(url, tokens)
      const after = readWatermark(url.searchParams.get('watermark')) ?? 0
      sockets.handleUpgrade(request, socket, head, client => {
        const attached = hub.attach(grant.conversationId, asHubSocket(client), after)
        client.on('pong', attached.alive)
        client.on('message', attached.alive)
        client.on('close', attached.detach)
        client.on('error', error => log.debug('a stream broke', { error }))
      })
    } catch (caught) {
      if (!(caught instanceof AppError)) log.warn('a stream could not be opened', { error: caught })
      refuse(socket, caught instanceof AppError ? caught : new AppError('MALFORMED'))
    }
  }
}

function asHubSocket(client: WebSocket) {
  return {
    get bufferedAmount() {
      return client.bufferedAmount
    },
    send: (data: string) => {
      if (client.readyState === WebSocket.OPEN) client.send(data)
    },
    ping: () => {
      if (client.readyState === WebSocket.OPEN) client.ping()
    },
    close: (code: number, reason: string) => client.close(code, reason),
    terminate: () => client.terminate()
  }
}
