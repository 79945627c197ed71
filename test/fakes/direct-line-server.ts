import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Activity } from '../../web/direct-line/index.ts'

/** What the bot says to a text; delivered as message activities. */
export type FakeBot = (text: string) => Partial<Activity>[]

interface Conversation {
  id: string
  activities: Activity[]
  sockets: Set<WebSocket>
}

/** What the server does wrong, changed by a test while it runs. */
export interface FakeFaults {
  /** Sockets are refused. */
  noSocket: boolean
  /** Sockets open, and then bring nothing. */
  silentSocket: boolean
  /** Everything is answered 503. */
  down: boolean
  /** The next so many messages are stored, but the answer is lost. */
  loseAnswers: number
  /** The next so many messages are answered with this status instead of being stored. */
  refuse: { times: number; status: number }
}

const MIME: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml'
}

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * A Direct Line 3.0 server in memory: only the border of the citizen's client, so that its faults can be produced at
 * will. The real server is held against the real botframework-directlinejs in test/bot.
 */
export class FakeDirectLine {
  readonly faults: FakeFaults = {
    noSocket: false,
    silentSocket: false,
    down: false,
    loseAnswers: 0,
    refuse: { times: 0, status: 503 }
  }
  readonly conversations = new Map<string, Conversation>()
  /** Every request line so far, e.g. `POST /session/resume`. */
  readonly requests: string[] = []
  expiresInS = 1800
  /** Folder of a built page to serve besides, under the strictest policy; null: none. */
  pageDir: string | null = null
  readonly #tokens = new Map<string, string>()
  readonly #cookies = new Map<string, string>()
  readonly #server = createServer((request, response) => void this.#answer(request, response))
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly #bot: FakeBot
  readonly #greeting: Partial<Activity>

  constructor(bot: FakeBot, greeting: Partial<Activity> = { text: '您好' }) {
    this.#bot = bot
    this.#greeting = greeting
    this.#server.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '', 'http://fake')
      const conversation = this.conversations.get(this.#tokens.get(url.searchParams.get('t') ?? '') ?? '')
      if (this.faults.noSocket || this.faults.down || !conversation) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
        return
      }
      this.#sockets.handleUpgrade(request, socket, head, ws => this.#join(ws, conversation, url.searchParams.get('w')))
    })
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get only(): Conversation {
    const [first, ...rest] = this.conversations.values()
    if (!first || rest.length > 0) throw new Error(`expected one conversation, there are ${this.conversations.size}`)
    return first
  }

  async listen(): Promise<this> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    return this
  }

  async close(): Promise<void> {
    this.dropSockets()
    this.#server.closeAllConnections()
    await new Promise(resolve => {
      this.#server.close(resolve)
    })
  }

  /** Ends all sockets as a dying network does. */
  dropSockets(): void {
    for (const { sockets } of this.conversations.values()) for (const socket of sockets) socket.terminate()
  }

  expireTokens(): void {
    this.#tokens.clear()
  }

  /** Says something unasked. */
  say(conversation: Conversation, activity: Partial<Activity>): void {
    this.#store(conversation, { type: 'message', from: { id: 'bot', role: 'bot' }, ...activity })
  }

  #join(ws: WebSocket, conversation: Conversation, watermark: string | null): void {
    conversation.sockets.add(ws)
    ws.on('close', () => conversation.sockets.delete(ws))
    if (watermark === null || this.faults.silentSocket) return
    const activities = conversation.activities.slice(Number(watermark))
    if (activities.length > 0) ws.send(this.#frame(conversation, activities))
  }

  #frame({ activities }: Conversation, some: Activity[]): string {
    return JSON.stringify({ activities: some, watermark: String(activities.length) })
  }

  #store(conversation: Conversation, activity: Activity): Activity {
    const stored = {
      ...activity,
      id: `${conversation.id}|${conversation.activities.length}`,
      timestamp: new Date().toISOString()
    }
    conversation.activities.push(stored)
    if (!this.faults.silentSocket) for (const ws of conversation.sockets) ws.send(this.#frame(conversation, [stored]))
    return stored
  }

  #grant(conversation: Conversation): Record<string, unknown> {
    const token = randomUUID()
    this.#tokens.set(token, conversation.id)
    const streamUrl = `ws://elsewhere.invalid/v3/directline/stream?t=${token}`
    return { conversationId: conversation.id, token, expires_in: this.expiresInS, streamUrl }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake')
    this.requests.push(`${request.method} ${url.pathname}`)
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const reply = (status: number, json: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(json))
    }
    if (this.pageDir !== null && request.method === 'GET' && !url.pathname.startsWith('/v3/')) {
      return this.#page(path.join(this.pageDir, url.pathname === '/' ? 'index.html' : url.pathname), response)
    }
    if (this.faults.down) return void reply(503, { error: { code: 'ServiceError' } })
    if (url.pathname === '/api/chat/token') {
      const conversation: Conversation = { id: randomUUID(), activities: [], sockets: new Set() }
      const cookie = randomUUID()
      this.#cookies.set(cookie, conversation.id)
      this.conversations.set(conversation.id, conversation)
      return void reply(200, this.#grant(conversation), { 'set-cookie': `chat=${cookie}; HttpOnly; Path=/` })
    }
    if (url.pathname === '/session/resume') {
      const cookie = /chat=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
      const conversation = this.conversations.get(this.#cookies.get(cookie) ?? '')
      return void (conversation ? reply(200, this.#grant(conversation)) : reply(404, { error: { code: 'NotFound' } }))
    }
    const id = this.#tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '')
    const conversation = this.conversations.get(id ?? '')
    if (!conversation) return void reply(403, { error: { code: 'TokenExpired' } })
    this.#conversationCall(request.method ?? '', url, body, conversation, reply, response)
  }

  async #page(file: string, response: ServerResponse): Promise<void> {
    const type = MIME[path.extname(file)] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'content-security-policy': PAGE_POLICY })
    response.end(await readFile(file))
  }

  #conversationCall(
    method: string,
    url: URL,
    body: string,
    conversation: Conversation,
    reply: (status: number, json: unknown) => void,
    response: ServerResponse
  ): void {
    const watermark = url.searchParams.get('watermark')
    if (method === 'POST' && url.pathname.endsWith('/conversations')) {
      this.say(conversation, this.#greeting)
      reply(201, this.#grant(conversation))
    } else if (url.pathname.endsWith('/tokens/refresh')) reply(200, this.#grant(conversation))
    else if (method === 'POST') this.#post(JSON.parse(body) as Activity, conversation, reply, response)
    else if (url.pathname.endsWith('/activities')) {
      const activities = conversation.activities.slice(Number(watermark ?? 0))
      reply(200, { activities, watermark: String(conversation.activities.length) })
    } else {
      const grant = this.#grant(conversation)
      reply(200, { ...grant, streamUrl: `${grant.streamUrl}&w=${watermark ?? conversation.activities.length}` })
    }
  }

  #post(
    activity: Activity,
    conversation: Conversation,
    reply: (status: number, json: unknown) => void,
    response: ServerResponse
  ): void {
    const { refuse } = this.faults
    if (refuse.times > 0) {
      refuse.times--
      reply(refuse.status, { error: { code: 'ServiceError' } })
      return
    }
    const clientActivityID = activity.channelData?.clientActivityID
    const known = conversation.activities.find(other => other.channelData?.clientActivityID === clientActivityID)
    const stored = known ?? this.#store(conversation, { ...activity, from: { id: 'dl_1', role: 'user' } })
    if (this.faults.loseAnswers > 0) {
      this.faults.loseAnswers--
      response.destroy()
    } else reply(200, { id: stored.id })
    if (!known) for (const said of this.#bot(activity.text ?? '')) this.say(conversation, said)
  }
}
