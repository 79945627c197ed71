import { STATUS_CODES } from 'node:http'
import type { Problem } from '../tickets/contract/index.ts'

/** What a route answers; the server writes it out. */
export interface Answer {
  status: number
  /** JSON where it is an object, HTML where it is a text, bytes as they are; nothing where it is undefined. */
  body?: object | string
  headers?: Record<string, string>
}

export interface Received {
  method: string
  /** Path with query, as received. */
  url: string
  headers: Record<string, string | string[] | undefined>
  raw: Buffer
}

export function header(request: Received, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

/** RFC 9457. */
export function problem(
  status: number,
  code: string,
  more: { detail?: string; errors?: Problem['errors']; headers?: Record<string, string> } = {}
): Answer {
  const { headers, ...rest } = more
  return {
    status,
    body: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, ...rest },
    ...(headers && { headers })
  }
}

/** The body as JSON, or the answer that refuses it. */
export function readJson(request: Received): { value: unknown } | { refusal: Answer } {
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(header(request, 'content-type'))) {
    return { refusal: problem(400, 'MALFORMED', { detail: 'Content-Type must be application/json' }) }
  }
  try {
    return { value: JSON.parse(request.raw.toString('utf8')) }
  } catch {
    return { refusal: problem(400, 'MALFORMED', { detail: 'the body is not JSON' }) }
  }
}

/** JSON with sorted keys: equal for equal bodies, however they are written. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`)
  return `{${entries.join(',')}}`
}
