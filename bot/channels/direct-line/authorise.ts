import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../../core/errors.ts'
import type { HttpRequest } from '../../middleware/http.ts'
import type { Grant, Tokens } from './tokens.ts'

/** Who calls: a server that has the secret (all conversations), or a client with the token of one conversation. */
export type Caller = { by: 'secret' } | { by: 'token'; grant: Grant }

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Takes the same time wherever the texts differ. */
export function isSameSecret(given: string, right: string): boolean {
  return timingSafeEqual(digest(given), digest(right))
}

/** Throws DIRECT_LINE_UNAUTHORIZED or DIRECT_LINE_TOKEN_EXPIRED. */
export function callerOf(request: HttpRequest, { secret, tokens }: { secret: string; tokens: Tokens }): Caller {
  const [, credential] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (credential === undefined) throw new AppError('DIRECT_LINE_UNAUTHORIZED')
  if (isSameSecret(credential, secret)) return { by: 'secret' }
  const verified = tokens.verify('chat', credential)
  if (verified.state === 'expired') throw new AppError('DIRECT_LINE_TOKEN_EXPIRED')
  if (verified.state === 'invalid') throw new AppError('DIRECT_LINE_UNAUTHORIZED')
  return { by: 'token', grant: verified.grant }
}

/** Throws DIRECT_LINE_FORBIDDEN where the token is of another conversation. */
export function requireConversation(caller: Caller, conversationId: string): void {
  if (caller.by === 'token' && caller.grant.conversationId !== conversationId) {
    throw new AppError('DIRECT_LINE_FORBIDDEN')
  }
}
