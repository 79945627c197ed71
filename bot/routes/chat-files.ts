// Resumable upload for the citizen's page, in the manner of tus: begin, send pieces at their offset, ask where it is, go on.
// What is whole is then named in a message by its address (Direct Line, attachments).
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { CHUNK_BYTES, type EvidenceFile, type EvidenceStore } from '../../tickets/index.ts'
import { callerOf } from '../channels/direct-line/authorise.ts'
import type { Conversations } from '../channels/direct-line/conversations.ts'
import { shownAttachment } from '../channels/direct-line/files-in-activity.ts'
import type { Tokens } from '../channels/direct-line/tokens.ts'
import { type HttpAnswer, type HttpRequest, json, type Route, readJson } from '../middleware/http.ts'
import { createRateLimit } from '../middleware/rate-limit.ts'

export interface ChatFilesDependencies {
  conversations: Conversations
  evidence: EvidenceStore
  tokens: Tokens
  secret: string
}

const PATH = '/api/chat/files'
const BODY_BYTES_MAX = 4096
/** 256 KiB over a very weak network. */
const PIECE_MS = 60_000
/** Uploads begun from one address in a minute; many citizens share one. */
const BEGUN_PER_MINUTE = 240
const OFFSET = /^\d{1,9}$/

const beginSchema = z.object({ name: z.string().max(500), size: z.int().min(0) })

export function chatFileRoutes({ conversations, evidence, tokens, secret }: ChatFilesDependencies): Route[] {
  const limit = createRateLimit(BEGUN_PER_MINUTE)

  /** The conversation of the token. Throws as Direct Line does. */
  const conversationOf = async (request: HttpRequest): Promise<string> => {
    const caller = callerOf(request, { secret, tokens })
    if (caller.by !== 'token')
      throw new AppError('FORBIDDEN', { detail: 'files are sent with the token of a conversation' })
    const { grant } = await conversations.find(caller.grant.conversationId)
    return grant.conversationId
  }
  const admit = async (request: HttpRequest): Promise<void> => {
    await conversationOf(request)
  }
  const fileId = (request: HttpRequest) => request.params.fileId ?? ''
  const whole = (file: EvidenceFile, conversationId: string) => ({
    attachment: shownAttachment(file, conversationId),
    isHeld: file.isHeld
  })

  const begin = async (request: HttpRequest): Promise<HttpAnswer> => {
    const limited = await limit.take(request)
    if (limited) return limited
    const parsed = beginSchema.safeParse(readJson(request))
    if (!parsed.success) throw new AppError('MALFORMED', { detail: parsed.error.issues[0]?.path.join('.') || 'body' })
    const id = await evidence.begin(await conversationOf(request), parsed.data)
    return json(201, { fileId: id, pieceBytes: CHUNK_BYTES, offset: 0 })
  }

  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    const conversationId = await conversationOf(request)
    const told = String(request.headers['upload-offset'] ?? '')
    if (!OFFSET.test(told)) throw new AppError('MALFORMED', { detail: 'Upload-Offset' })
    const { offset, file } = await evidence.receive(conversationId, fileId(request), Number(told), request.rawBody)
    return json(200, { offset, ...(file && whole(file, conversationId)) })
  }

  const look = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { offset, size } = await evidence.progress(await conversationOf(request), fileId(request))
    const headers = { 'upload-offset': String(offset), 'upload-length': String(size), 'cache-control': 'no-store' }
    return { status: 200, headers }
  }

  const remove = async (request: HttpRequest): Promise<HttpAnswer> => {
    await evidence.remove(await conversationOf(request), fileId(request))
    return { status: 204 }
  }

  return [
    { method: 'POST', path: PATH, bodyBytesMax: BODY_BYTES_MAX, handle: begin },
    { method: 'PATCH', path: `${PATH}/:fileId`, bodyBytesMax: CHUNK_BYTES, bodyMs: PIECE_MS, admit, handle: send },
    { method: 'HEAD', path: `${PATH}/:fileId`, handle: look },
    { method: 'DELETE', path: `${PATH}/:fileId`, handle: remove }
  ]
}
