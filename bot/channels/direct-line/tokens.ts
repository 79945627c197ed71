// Tokens of a conversation: JSON Web Tokens (RFC 7519, HS256), because Direct Line clients look for the claim `user` in
// them. Signed with a key of the data key, so that they outlive a restart.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../../core/clock.ts'

/**
 * chat: what a client sends as Bearer; stream: what stands in a stream's address; session: the cookie by which a browser
 * comes back to its conversation. None is taken for another.
 */
export type TokenUse = 'chat' | 'stream' | 'session'

/** Seconds that a token of each use lives. DOMAIN.md section 8: 1800 s; a stream is joined within 60 s. */
export const TOKEN_SECONDS: Record<TokenUse, number> = { chat: 1800, stream: 60, session: 30 * 24 * 3600 }

export interface Grant {
  conversationId: string
  userId: string
}

export type Verified = { state: 'valid'; grant: Grant } | { state: 'expired' } | { state: 'invalid' }

interface Claims {
  conv: string
  user: string
  use: string
  exp: number
}

const HEADER = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url')

function readClaims(payload: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (typeof value !== 'object' || value === null) return null
    const { conv, user, use, exp } = value as Record<string, unknown>
    if (typeof conv !== 'string' || typeof user !== 'string' || typeof use !== 'string') return null
    return typeof exp === 'number' ? { conv, user, use, exp } : null
  } catch {
    return null
  }
}

export class Tokens {
  readonly #key: Buffer
  readonly #clock: Clock

  /** @param secret DIRECTLINE_SECRET where it is set: changing it makes all tokens void */
  constructor({ dataKey, secret, clock }: { dataKey: Buffer; secret: string | null; clock: Clock }) {
    this.#key = Buffer.from(hkdfSync('sha256', dataKey, secret ?? '', 'hotline/direct-line-tokens', 32))
    this.#clock = clock
  }

  issue(use: TokenUse, { conversationId, userId }: Grant): string {
    const iat = this.#seconds()
    const claims = { conv: conversationId, user: userId, use, iat, exp: iat + TOKEN_SECONDS[use] }
    const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
    return `${signed}.${this.#sign(signed).toString('base64url')}`
  }

  verify(use: TokenUse, token: string): Verified {
    const [header, payload, signature, ...rest] = token.split('.')
    if (header !== HEADER || !payload || !signature || rest.length > 0) return { state: 'invalid' }
    const given = Buffer.from(signature, 'base64url')
    const right = this.#sign(`${header}.${payload}`)
    if (given.length !== right.length || !timingSafeEqual(given, right)) return { state: 'invalid' }
    const claims = readClaims(payload)
    if (claims?.use !== use) return { state: 'invalid' }
    if (claims.exp <= this.#seconds()) return { state: 'expired' }
    return { state: 'valid', grant: { conversationId: claims.conv, userId: claims.user } }
  }

  #seconds(): number {
    return Math.floor(this.#clock.now().getTime() / 1000)
  }

  #sign(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest()
  }
}
