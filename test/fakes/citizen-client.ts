import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SeenActivity {
  id: string
  type: string
  text?: string
  name?: string
  from: { id: string; role?: string }
  replyToId?: string
  channelData?: {
    clientActivityID?: string
    hotline?: { replyId: string; asks: string | null; filed?: { ticketNo: string }[] }
  }
}

export interface Answer {
  status: number
  headers: Headers
  json: Record<string, unknown> & { error?: { code: string; message: string } }
}

/** Waits until `look` gives something; fails after `withinMs`. */
export async function until<T>(look: () => T | Promise<T>, what: string, withinMs = 4000): Promise<NonNullable<T>> {
  const end = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found) return found as NonNullable<T>
    if (Date.now() > end) assert.fail(`${what} did not happen within ${withinMs} ms`)
    await sleep(10)
  }
}

/** Plain calls of one citizen, one conversation. */
export class CitizenClient {
  token = ''
  conversationId = ''
  userId = ''
  streamUrl = ''
  cookie = ''
  url: string

  constructor(url: string) {
    this.url = url
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) })
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, json: text ? JSON.parse(text) : {} }
  }

  async start(): Promise<this> {
    const given = await this.call('POST', '/api/chat/token', {})
    assert.equal(given.status, 200)
    this.cookie = (given.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    this.token = String(given.json.token)
    this.userId = String(given.json.userId)
    const begun = await this.call('POST', '/v3/directline/conversations', { user: { id: 'somebody' }, locale: 'zh-CN' })
    assert.equal(begun.status, 201)
    this.conversationId = String(begun.json.conversationId)
    this.streamUrl = String(begun.json.streamUrl)
    return this
  }

  get path(): string {
    return `/v3/directline/conversations/${this.conversationId}`
  }

  post(text: string, clientActivityID: string = randomUUID()): Promise<Answer> {
    const from = { id: 'dl_forged', role: 'bot' }
    return this.call('POST', `${this.path}/activities`, {
      type: 'message',
      text,
      from,
      channelData: { clientActivityID }
    })
  }

  async say(text: string, clientActivityID?: string): Promise<string> {
    const answer = await this.post(text, clientActivityID)
    assert.equal(answer.status, 200, JSON.stringify(answer.json))
    return String(answer.json.id)
  }

  async activities(watermark?: string): Promise<{ activities: SeenActivity[]; watermark: string }> {
    const query = watermark === undefined ? '' : `?watermark=${watermark}`
    const answer = await this.call('GET', `${this.path}/activities${query}`)
    assert.equal(answer.status, 200, JSON.stringify(answer.json))
    return answer.json as unknown as { activities: SeenActivity[]; watermark: string }
  }

  async botTexts(): Promise<string[]> {
    const { activities } = await this.activities()
    return activities.filter(({ from }) => from.role === 'bot').map(({ text }) => text ?? '')
  }

  /** All that the bot has said, once it is so many messages. */
  hears(count: number, withinMs?: number): Promise<string[]> {
    return until(
      async () => {
        const texts = await this.botTexts()
        return texts.length >= count ? texts : null
      },
      `${count} bot messages`,
      withinMs
    )
  }
}
