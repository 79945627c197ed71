// What a route gets and gives, without the HTTP host's own words: restify is known to bot/server.ts alone.
import type { IncomingHttpHeaders } from 'node:http'
import { AppError, DIRECT_LINE_CODES, toAppError } from '../../core/errors.ts'

export interface HttpRequest {
  method: string
  path: string
  /** Exactly as received. */
  pathWithQuery: string
  /** Parts of the path that the route names, decoded. */
  params: Record<string, string>
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** Address of the citizen, as far as it can be known (middleware/client-address.ts). */
  address: string
  rawBody: Buffer
}

export interface HttpAnswer {
  status: number
  headers?: Record<string, string>
  /** An object goes out as JSON. */
  body?: Buffer | string | object
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'HEAD'
  /** With `:name` for a part that varies. */
  path: string
  /** Larger bodies are refused; 0 where none is read. */
  bodyBytesMax?: number
  /** How long a body may take to come; 30 s where not given. */
  bodyMs?: number
  /** Asked before a body is read: throws what refuses the caller, so that nobody unknown fills the memory. */
  admit?(request: HttpRequest): Promise<void> | void
  /** True where it answers though the bot is not ready yet. */
  isAlwaysServed?: boolean
  handle(request: HttpRequest): Promise<HttpAnswer> | HttpAnswer
}

export const json = (status: number, body: object, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  body
})

/** The body as JSON; throws UNSUPPORTED_MEDIA_TYPE or MALFORMED. An empty one is `{}`. */
export function readJson(request: HttpRequest): unknown {
  if (request.rawBody.length === 0) return {}
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) throw new AppError('UNSUPPORTED_MEDIA_TYPE')
  try {
    return JSON.parse(request.rawBody.toString('utf8'))
  } catch {
    // The parser's message would quote what the citizen wrote.
    throw new AppError('MALFORMED', { detail: 'the body is not JSON' })
  }
}

const isDirectLine = (path: string) => path.startsWith('/v3/directline')

/** `{error: {code, message}}`; Direct Line clients know the protocol's own codes. What is our fault is not explained. */
export function errorAnswer(caught: unknown, path: string): HttpAnswer {
  const error = toAppError(caught)
  const code = isDirectLine(path) ? (DIRECT_LINE_CODES[error.code] ?? 'ServiceError') : error.code
  const message = error.httpStatus >= 500 ? new AppError(error.code).message : error.message
  return json(error.httpStatus, { error: { code, message } }, error.code === 'NOT_READY' ? { 'retry-after': '1' } : {})
}
