// The header section of the intake contract (openapi.yaml, info.description "Signing").
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export type SigningAlgorithm = 'HMAC-SHA256' | 'HMAC-SM3'

export interface SignedParts {
  secret: string
  algorithm: SigningAlgorithm
  /** HTTP method, upper case. */
  method: string
  /** Path with query exactly as sent, e.g. `/api/v1/work-orders?limit=10`. */
  pathWithQuery: string
  /** Unix seconds, as in X-Timestamp. */
  timestamp: string
  nonce: string
  /** The body's bytes exactly as sent; empty for none. */
  rawBody: Uint8Array | string
}

/** A request more than this far off the receiver's clock is refused. */
export const SIGNATURE_WINDOW_SECONDS = 300
/** A nonce must not come again within this time. */
export const NONCE_LIFETIME_SECONDS = 600

const HASH_NAMES: Record<SigningAlgorithm, string> = { 'HMAC-SHA256': 'sha256', 'HMAC-SM3': 'sm3' }
const UNIX_SECONDS = /^\d{9,11}$/
const NONCE = /^[\x21-\x7e]{16,64}$/

export function isSigningAlgorithm(name: string): name is SigningAlgorithm {
  return Object.hasOwn(HASH_NAMES, name)
}

function hmac(parts: SignedParts): Buffer {
  const hash = HASH_NAMES[parts.algorithm]
  const bodyDigest = createHash(hash).update(parts.rawBody).digest('hex')
  const text = [parts.method, parts.pathWithQuery, parts.timestamp, parts.nonce, bodyDigest].join('\n')
  return createHmac(hash, parts.secret).update(text).digest()
}

/** The value of X-Signature: lower-case hex, 64 characters. */
export function signRequest(parts: SignedParts): string {
  return hmac(parts).toString('hex')
}

/**
 * True where `signature` is the one of these parts; takes the same time wherever it differs. Says nothing about the
 * clock and the nonce: ask isFreshTimestamp and keep the nonces.
 */
export function verifySignature(parts: SignedParts & { signature: string }): boolean {
  const given = Buffer.from(/^[0-9a-f]{64}$/.test(parts.signature) ? parts.signature : '00'.repeat(32), 'hex')
  // Compared even where the form is wrong; an all-zero digest is not one that HMAC gives.
  return timingSafeEqual(given, hmac(parts))
}

/** True where X-Timestamp is Unix seconds within 300 s of `now`, on either side. */
export function isFreshTimestamp(timestamp: string, now: Date): boolean {
  if (!UNIX_SECONDS.test(timestamp)) return false
  return Math.abs(now.getTime() / 1000 - Number(timestamp)) <= SIGNATURE_WINDOW_SECONDS
}

/** True where X-Nonce has 16 to 64 printable characters. */
export function isNonce(nonce: string): boolean {
  return NONCE.test(nonce)
}
