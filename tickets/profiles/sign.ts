// How a profile's requests are signed, and how a signature of theirs is checked.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import {
  isFreshTimestamp,
  isNonce,
  isSigningAlgorithm,
  type SigningAlgorithm,
  signRequest,
  verifySignature
} from '../../core/signing.ts'
import type { HmacSigning, Signing } from './profile.ts'

/** What both sides know. */
export interface Credentials {
  appId: string
  secret: string
}

interface Signed {
  method: string
  pathWithQuery: string
  rawBody: Buffer
}

interface Unsigned extends Signed {
  /** Milliseconds since 1970. */
  nowMs: number
  nonce: string
}

const HASHES = { 'HMAC-SHA256': 'sha256', 'HMAC-SM3': 'sm3' } as const
/** Shorter ones come again by chance. */
const NONCE_MIN = 6

function hmacOf(signing: HmacSigning, secret: string, blanks: Record<string, string>, rawBody: Buffer): string {
  const hash = HASHES[signing.algorithm]
  const known = {
    ...blanks,
    body: rawBody.toString('utf8'),
    bodyHash: createHash(hash).update(rawBody).digest('hex')
  } as Record<string, string>
  const text = signing.text.replaceAll('\\n', '\n').replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '')
  const digest = createHmac(hash, secret).update(text)
  if (signing.encoding === 'base64') return digest.digest('base64')
  const hex = digest.digest('hex')
  return signing.encoding === 'HEX' ? hex.toUpperCase() : hex
}

/** The headers that make a request ours. @param settings.algorithm of the native scheme */
export function signedHeaders(
  signing: Signing,
  settings: Credentials & { algorithm: SigningAlgorithm },
  unsigned: Unsigned
): Record<string, string> {
  const { method, pathWithQuery, rawBody, nowMs, nonce } = unsigned
  const { appId, secret, algorithm } = settings
  switch (signing.scheme) {
    case 'token':
      return {}
    case 'api-key':
      return { [signing.header]: signing.prefix + secret }
    case 'native': {
      const timestamp = String(Math.floor(nowMs / 1000))
      return {
        'x-app-id': appId,
        'x-timestamp': timestamp,
        'x-nonce': nonce,
        'x-signature-algorithm': algorithm,
        'x-signature': signRequest({ secret, algorithm, method, pathWithQuery, timestamp, nonce, rawBody })
      }
    }
    case 'hmac': {
      const timestamp = String(signing.timestamp === 'seconds' ? Math.floor(nowMs / 1000) : nowMs)
      const { headers } = signing
      return {
        ...(headers.appId !== undefined && { [headers.appId]: appId }),
        [headers.timestamp]: timestamp,
        ...(headers.nonce !== undefined && { [headers.nonce]: nonce }),
        [headers.signature]: hmacOf(signing, secret, { appId, timestamp, nonce, method, path: pathWithQuery }, rawBody)
      }
    }
  }
}

export interface Received extends Signed {
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>
  /** The body as it was read, for a token in one of its fields. */
  fields: unknown
}

export type Verdict = { refused: 'BAD_SIGNATURE' | 'STALE_TIMESTAMP' } | { nonce: string | null }

const BAD = { refused: 'BAD_SIGNATURE' } as const
const STALE = { refused: 'STALE_TIMESTAMP' } as const

/** Takes the same time wherever they differ; digests make the lengths equal. */
function isSame(given: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return given !== '' && timingSafeEqual(digest(given), digest(right))
}

function headerOf({ headers }: Received, name: string): string {
  const value = headers[name.toLowerCase()]
  return typeof value === 'string' ? value : ''
}

function verifyNative(credentials: Credentials, received: Received, now: Date): Verdict {
  const algorithm = headerOf(received, 'x-signature-algorithm')
  const timestamp = headerOf(received, 'x-timestamp')
  const nonce = headerOf(received, 'x-nonce')
  if (headerOf(received, 'x-app-id') !== credentials.appId || !isSigningAlgorithm(algorithm) || !isNonce(nonce)) {
    return BAD
  }
  const { method, pathWithQuery, rawBody } = received
  const parts = { secret: credentials.secret, algorithm, method, pathWithQuery, timestamp, nonce, rawBody }
  if (!verifySignature({ ...parts, signature: headerOf(received, 'x-signature') })) return BAD
  return isFreshTimestamp(timestamp, now) ? { nonce } : STALE
}

function verifyHmac(signing: HmacSigning, credentials: Credentials, received: Received, now: Date): Verdict {
  const { headers } = signing
  const appId = headers.appId === undefined ? credentials.appId : headerOf(received, headers.appId)
  const timestamp = headerOf(received, headers.timestamp)
  const nonce = headers.nonce === undefined ? null : headerOf(received, headers.nonce)
  if (appId !== credentials.appId || (nonce !== null && nonce.length < NONCE_MIN)) return BAD
  const { method, pathWithQuery, rawBody } = received
  const blanks = { appId, timestamp, nonce: nonce ?? '', method, path: pathWithQuery }
  if (!isSame(headerOf(received, headers.signature), hmacOf(signing, credentials.secret, blanks, rawBody))) return BAD
  const seconds =
    signing.timestamp === 'milliseconds' && /^\d{13}$/.test(timestamp) ? timestamp.slice(0, -3) : timestamp
  return isFreshTimestamp(seconds, now) ? { nonce } : STALE
}

/** Is this call theirs, and of now? A nonce has still to be looked up by the caller; null where the scheme has none. */
export function verifyCall(signing: Signing, credentials: Credentials, received: Received, now: Date): Verdict {
  switch (signing.scheme) {
    case 'native':
      return verifyNative(credentials, received, now)
    case 'hmac':
      return verifyHmac(signing, credentials, received, now)
    case 'api-key':
      return isSame(headerOf(received, signing.header), signing.prefix + credentials.secret) ? { nonce: null } : BAD
    case 'token': {
      const url = new URL(received.pathWithQuery, 'http://callback')
      const given =
        signing.in === 'query'
          ? url.searchParams.get(signing.name)
          : (received.fields as Record<string, unknown> | null)?.[signing.name]
      return isSame(typeof given === 'string' ? given : '', credentials.secret) ? { nonce: null } : BAD
    }
  }
}
