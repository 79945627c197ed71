// Direct Line 3.0 over HTTP (DOMAIN.md section 8, CONTRACT.md section 2).
import { AppError } from '../../../core/errors.ts'
import type { EvidenceStore } from '../../../tickets/index.ts'
import { type HttpAnswer, type HttpRequest, json, type Route, readJson } from '../../middleware/http.ts'
import { type Caller, callerOf, requireConversation } from './authorise.ts'
import { type Conversations, readWatermark } from './conversations.ts'
import { fileAnswer } from './file-answer.ts'
import type { StreamAddresses } from './stream-address.ts'
import type { Tokens } from './tokens.ts'
import { readUpload, UPLOAD_BYTES_MAX, UPLOAD_MS } from './upload.ts'

export interface DirectLineDependencies {
  conversations: Conversations
  tokens: Tokens
  addresses: StreamAddresses
  evidence: EvidenceStore
  secret: string
}

const BASE = '/v3/directline'
/** With a file of 4 MB as a data: address, which is what Azure takes of such; larger ones come by upload. */
const ACTIVITY_BYTES_MAX = 6 * 1024 * 1024
const SMALL_BYTES_MAX = 16 * 1024

/** Any page may be a client: what opens a conversation is the token, and no cookie counts here. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after'
}
const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with, cache-control',
  'access-control-max-age': '86400'
}

export const isDirectLinePath = (path: string): boolean => path.startsWith(`${BASE}/`)

/** Also on errors, or a page could not read what went wrong. */
export const directLineHeaders = CORS

function userIdIn(body: unknown): unknown {
  const { user } = (typeof body === 'object' && body !== null ? body : {}) as { user?: { id?: unknown } | null }
  return user?.id
}

export function directLineRoutes(deps: DirectLineDependencies): Route[] {
  const { conversations, tokens, addresses, evidence, secret } = deps
  const caller = (request: HttpRequest): Caller => callerOf(request, { secret, tokens })

  const conversationOf = async (request: HttpRequest) => {
    const id = request.params.conversationId ?? ''
    requireConversation(caller(request), id)
    return conversations.find(id)
  }

  const generate = (request: HttpRequest): HttpAnswer => {
    if (caller(request).by !== 'secret') {
      throw new AppError('DIRECT_LINE_FORBIDDEN', { detail: 'tokens are generated with the secret' })
    }
    return json(200, conversations.tokenFor(conversations.newGrant(userIdIn(readJson(request)))))
  }

  const refresh = (request: HttpRequest): HttpAnswer => {
    const by = caller(request)
    if (by.by !== 'token')
      throw new AppError('DIRECT_LINE_BAD_ARGUMENT', { detail: 'a token is refreshed, not a secret' })
    return json(200, conversations.tokenFor(by.grant))
  }

  const start = async (request: HttpRequest): Promise<HttpAnswer> => {
    const by = caller(request)
    const body = readJson(request)
    const grant = by.by === 'token' ? by.grant : conversations.newGrant(userIdIn(body))
    const isNew = await conversations.start(grant)
    const streamUrl = addresses.of(request, grant, 0)
    return json(isNew ? 201 : 200, { ...conversations.tokenFor(grant), streamUrl })
  }

  const reconnect = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { grant, lastSeq } = await conversationOf(request)
    const after = readWatermark(request.query.get('watermark')) ?? lastSeq
    return json(200, { ...conversations.tokenFor(grant), streamUrl: addresses.of(request, grant, after) })
  }

  const list = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { grant } = await conversationOf(request)
    const watermark = readWatermark(request.query.get('watermark'))
    return json(200, await conversations.activitiesAfter(grant.conversationId, watermark))
  }

  const post = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { grant } = await conversationOf(request)
    return json(200, { id: await conversations.post(grant.conversationId, readJson(request)) })
  }

  const admit = async (request: HttpRequest): Promise<void> => {
    await conversationOf(request)
  }

  const upload = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { grant } = await conversationOf(request)
    const { activity, uploads } = readUpload(request)
    return json(200, { id: await conversations.post(grant.conversationId, activity, uploads) })
  }

  const download = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { grant } = await conversationOf(request)
    return fileAnswer(await evidence.read(grant.conversationId, request.params.fileId ?? ''))
  }

  const conversation = `${BASE}/conversations/:conversationId`
  const routes: Route[] = [
    { method: 'POST', path: `${BASE}/tokens/generate`, bodyBytesMax: SMALL_BYTES_MAX, handle: generate },
    { method: 'POST', path: `${BASE}/tokens/refresh`, bodyBytesMax: SMALL_BYTES_MAX, handle: refresh },
    { method: 'POST', path: `${BASE}/conversations`, bodyBytesMax: SMALL_BYTES_MAX, handle: start },
    { method: 'GET', path: conversation, handle: reconnect },
    { method: 'GET', path: `${conversation}/activities`, handle: list },
    { method: 'POST', path: `${conversation}/activities`, bodyBytesMax: ACTIVITY_BYTES_MAX, admit, handle: post },
    {
      method: 'POST',
      path: `${conversation}/upload`,
      bodyBytesMax: UPLOAD_BYTES_MAX,
      bodyMs: UPLOAD_MS,
      admit,
      handle: upload
    },
    { method: 'GET', path: `${conversation}/attachments/:fileId`, handle: download },
    {
      method: 'GET',
      path: `${BASE}/session/getsessionid`,
      handle: request => {
        caller(request)
        return json(200, {})
      }
    }
  ]
  const preflights: Route[] = [...new Set(routes.map(route => route.path))].map(path => ({
    method: 'OPTIONS',
    path,
    isAlwaysServed: true,
    handle: () => ({ status: 204, headers: PREFLIGHT })
  }))
  return [...routes, ...preflights]
}
