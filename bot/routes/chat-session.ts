// What a citizen's page needs before Direct Line: a token without the secret, and the way back to its conversation.
import { AppError } from '../../core/errors.ts'
import { type Conversations, readWatermark } from '../channels/direct-line/conversations.ts'
import type { StreamAddresses } from '../channels/direct-line/stream-address.ts'
import { type Grant, TOKEN_SECONDS, type Tokens } from '../channels/direct-line/tokens.ts'
import { type HttpRequest, json, type Route, readJson } from '../middleware/http.ts'
import { createRateLimit } from '../middleware/rate-limit.ts'

export interface ChatSessionDependencies {
  conversations: Conversations
  tokens: Tokens
  addresses: StreamAddresses
  tokensPerMinute: number
  /** True where citizens reach us by https: the cookie then never travels without it. */
  isSecure: boolean
  onToken?: (outcome: 'given' | 'resumed' | 'refused') => void
}

const COOKIE = 'hotline_chat'
const BODY_BYTES_MAX = 4096

function cookieIn(request: HttpRequest): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() === COOKIE) return pair.slice(at + 1).trim()
  }
  return null
}

function watermarkIn(body: unknown): string | null {
  const { watermark } = (typeof body === 'object' && body !== null ? body : {}) as { watermark?: unknown }
  return typeof watermark === 'string' ? watermark : null
}

export function chatSessionRoutes(deps: ChatSessionDependencies): Route[] {
  const { conversations, tokens, addresses, isSecure, onToken } = deps
  const limit = createRateLimit(deps.tokensPerMinute)

  const cookieFor = (grant: Grant): Record<string, string> => ({
    'set-cookie': `${COOKIE}=${tokens.issue('session', grant)}; Path=/session; Max-Age=${TOKEN_SECONDS.session}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
  })

  return [
    {
      method: 'POST',
      path: '/api/chat/token',
      bodyBytesMax: BODY_BYTES_MAX,
      async handle(request) {
        const limited = await limit.take(request)
        if (limited) {
          onToken?.('refused')
          return limited
        }
        const grant = conversations.newGrant()
        onToken?.('given')
        return json(200, { ...conversations.tokenFor(grant), userId: grant.userId }, cookieFor(grant))
      }
    },
    {
      // A reloaded page, or one that slept longer than its token lived, carries on where it was.
      method: 'POST',
      path: '/session/resume',
      bodyBytesMax: BODY_BYTES_MAX,
      async handle(request) {
        const limited = await limit.take(request)
        if (limited) return limited
        const verified = tokens.verify('session', cookieIn(request) ?? '')
        if (verified.state !== 'valid')
          throw new AppError('UNAUTHORIZED', { detail: 'no conversation to come back to' })
        const { grant, lastSeq } = await conversations.find(verified.grant.conversationId)
        const after = readWatermark(watermarkIn(readJson(request))) ?? lastSeq
        onToken?.('resumed')
        const answer = { ...conversations.tokenFor(grant), userId: grant.userId }
        return json(200, { ...answer, streamUrl: addresses.of(request, grant, after) }, cookieFor(grant))
      }
    }
  ]
}
