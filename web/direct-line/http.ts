import { type Activity, type ActivitySet, readActivitySet } from './activity.ts'

/** A call that did not give what was asked for. Status 0: no answer at all (offline, timeout). */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly status: number
  /** Wait that the server asked for; null where it named none. */
  readonly retryAfterMs: number | null

  constructor(what: string, status: number, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(
      `${what}: ${status === 0 ? 'no answer' : status}`,
      options.cause === undefined ? {} : { cause: options.cause }
    )
    this.status = status
    this.retryAfterMs = options.retryAfterMs ?? null
  }

  /** True where the same call may succeed a little later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }

  get isExpired(): boolean {
    return this.status === 401 || this.status === 403
  }

  /** True where the token or the conversation is gone, so that another one is needed. */
  get isLost(): boolean {
    return this.isExpired || this.status === 404
  }
}

/** A file that the server keeps, as a message names it. */
export interface Attachment {
  contentType: string
  name?: string
  contentUrl: string
}

/** A conversation that the token opens. */
export interface Session {
  conversationId: string
  token: string
  /** Seconds that the token lives, counted from the answer; null where the server did not say. */
  expiresInS: number | null
  /** Address of the stream, to be used once within a minute; null where there is none. */
  streamUrl: string | null
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface HttpSettings {
  /** Origin of the server, without a slash at the end; '' in a page that the server itself gave. */
  baseUrl: string
  fetch: Fetch
  timeoutMs: number
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function readSession(what: string, status: number, json: Record<string, unknown>): Session {
  const conversationId = text(json.conversationId)
  const token = text(json.token)
  if (conversationId === null || token === null) throw new CallFailed(`${what} (unreadable)`, status)
  return {
    conversationId,
    token,
    expiresInS: typeof json.expires_in === 'number' ? json.expires_in : null,
    streamUrl: text(json.streamUrl)
  }
}

/** The calls of Direct Line 3.0 that a citizen's client makes, and our two besides them (token, resume). */
export class DirectLineHttp {
  readonly #settings: HttpSettings

  constructor(settings: HttpSettings) {
    this.#settings = settings
  }

  /** A token for a new conversation and the cookie that lets it be resumed, then the conversation itself. */
  async start(user: { locale: string }): Promise<Session> {
    const granted = await this.#json('POST', '/api/chat/token', null, {})
    const token = text(granted.token)
    if (token === null) throw new CallFailed('POST /api/chat/token (unreadable)', 200)
    const body = { locale: user.locale }
    const started = await this.#json('POST', '/v3/directline/conversations', token, body)
    // A server may leave the token out here: then the first one stays good.
    return readSession('start', 201, { token, ...started })
  }

  /** The conversation that this browser's cookie is bound to; null where there is none (any more). */
  async resume(): Promise<Session | null> {
    try {
      return readSession('resume', 200, await this.#json('POST', '/session/resume', null, {}))
    } catch (error) {
      if (error instanceof CallFailed && (error.status === 404 || error.isExpired)) return null
      throw error
    }
  }

  /** A new stream address; what is newer than `watermark` comes first on it. */
  async reconnect(session: Session, watermark: string | null): Promise<Session> {
    const json = await this.#json('GET', this.#conversation(session, '', watermark), session.token)
    return readSession('reconnect', 200, { token: session.token, ...json })
  }

  async refresh(session: Session): Promise<Session> {
    const json = await this.#json('POST', '/v3/directline/tokens/refresh', session.token, {})
    return readSession('refresh', 200, { conversationId: session.conversationId, ...json })
  }

  /** Everything newer than `watermark`; everything there is where it is null. */
  async poll(session: Session, watermark: string | null): Promise<ActivitySet> {
    const json = await this.#json('GET', this.#conversation(session, '/activities', watermark), session.token)
    const set = readActivitySet(json)
    if (set === null) throw new CallFailed('poll (unreadable)', 200)
    return set
  }

  /** @returns the id under which the server stored it */
  async post(session: Session, activity: Activity): Promise<string> {
    const json = await this.#json('POST', this.#conversation(session, '/activities', null), session.token, activity)
    const id = text(json.id)
    if (id === null) throw new CallFailed('post (unreadable)', 200)
    return id
  }

  #conversation({ conversationId }: Session, rest: string, watermark: string | null): string {
    const query = watermark === null ? '' : `?watermark=${encodeURIComponent(watermark)}`
    return `/v3/directline/conversations/${encodeURIComponent(conversationId)}${rest}${query}`
  }

  async #json(method: string, path: string, token: string | null, body?: unknown): Promise<Record<string, unknown>> {
    const what = `${method} ${path.split('?')[0]?.replace(/conversations\/[^/]+/, 'conversations/…')}`
    const { response, json } = await this.#call(what, method, path, token, body)
    if (!response.ok) {
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
      throw new CallFailed(what, response.status, { retryAfterMs: seconds >= 0 ? seconds * 1000 : null })
    }
    return json
  }

  async #call(what: string, method: string, path: string, token: string | null, body: unknown) {
    const { baseUrl, fetch, timeoutMs } = this.#settings
    const headers: Record<string, string> = {}
    if (token !== null) headers.authorization = `Bearer ${token}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(), timeoutMs)
    try {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await fetch(baseUrl + path, { method, headers, signal: controller.signal, ...sent })
      const content = await response.text()
      return { response, json: response.ok ? readObject(content) : {} }
    } catch (cause) {
      throw new CallFailed(what, 0, { cause })
    } finally {
      clearTimeout(timer)
    }
  }
}

/** A captive portal answers 200 with a page: that throws here, and counts as no answer. */
function readObject(content: string): Record<string, unknown> {
  const json: unknown = content === '' ? {} : JSON.parse(content)
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {}
}
