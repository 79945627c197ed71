// How a profile's requests are signed.
import { createHmac } from 'node:crypto'
import { type SignedParts, signRequest } from '../../core/signing.ts'
import type { IntakeSettings } from '../intake/intake-client.ts'
import type { Profile } from './profile.ts'

type Signing = Profile['signing']

interface Unsigned {
  method: string
  pathWithQuery: string
  rawBody: Buffer
  /** Milliseconds since 1970. */
  nowMs: number
  nonce: string
}

const HASHES = { 'HMAC-SHA256': 'sha256', 'HMAC-SM3': 'sm3' } as const

type HmacSigning = Extract<Signing, { scheme: 'hmac' }>

function hmacOf(signing: HmacSigning, secret: string, blanks: Record<string, string>): string {
  const text = signing.text.replaceAll('\\n', '\n').replace(/\{(\w+)\}/g, (_, name: string) => blanks[name] ?? '')
  const digest = createHmac(HASHES[signing.algorithm], secret).update(text)
  if (signing.encoding === 'base64') return digest.digest('base64')
  const hex = digest.digest('hex')
  return signing.encoding === 'HEX' ? hex.toUpperCase() : hex
}

const secondsOrMs = (signing: HmacSigning, nowMs: number) =>
  String(signing.timestamp === 'seconds' ? Math.floor(nowMs / 1000) : nowMs)

/** The headers that make a request ours. */
export function signedHeaders(signing: Signing, settings: IntakeSettings, unsigned: Unsigned): Record<string, string> {
  const { method, pathWithQuery, rawBody, nowMs, nonce } = unsigned
  const { appId, secret, algorithm } = settings
  switch (signing.scheme) {
    case 'api-key':
      return { [signing.header]: signing.prefix + secret }
    case 'native': {
      const timestamp = String(Math.floor(nowMs / 1000))
      const parts: SignedParts = { secret, algorithm, method, pathWithQuery, timestamp, nonce, rawBody }
      return {
        'x-app-id': appId,
        'x-timestamp': timestamp,
        'x-nonce': nonce,
        'x-signature-algorithm': algorithm,
        'x-signature': signRequest(parts)
      }
    }
    case 'hmac': {
      const timestamp = secondsOrMs(signing, nowMs)
      const body = rawBody.toString('utf8')
      const signature = hmacOf(signing, secret, { appId, timestamp, nonce, method, path: pathWithQuery, body })
      const { headers } = signing
      return {
        [headers.appId]: appId,
        [headers.timestamp]: timestamp,
        [headers.nonce]: nonce,
        [headers.signature]: signature
      }
    }
  }
}
