import { type Activity, isFromCitizen } from './activity.ts'
import { Connection, type ConnectionEvents } from './connection.ts'
import { type FileKeeper, FileUploader, type FileView } from './file-uploader.ts'
import { DirectLineHttp, type Fetch } from './http.ts'
import { type Delivery, type Outgoing, Sender } from './sender.ts'
import { type OpenSocket, streamAddress } from './socket.ts'
import { TIMING, type Timing } from './timing.ts'

export interface ClientOptions {
  /** Origin of the server, e.g. `http://127.0.0.1:3978`. */
  baseUrl: string
  fetch: Fetch
  /** Null: poll only. */
  openSocket: OpenSocket | null
  /** True in a browser, where a cookie can bring the conversation back. */
  canResume: boolean
  /** Milliseconds; only differences count. */
  now: () => number
  /** Where files wait over a reload; null: nowhere. */
  keeper?: FileKeeper | null
  random?: () => number
  timing?: Partial<Timing>
}

export interface ClientEvents extends ConnectionEvents {
  onDelivery(clientActivityID: string, delivery: Delivery): void
  /** The files that are on their way or wait for their message. */
  onFiles?(files: FileView[]): void
}

/**
 * A citizen's end of one Direct Line conversation. What is sent arrives once and in order, what is said is told once and
 * in order, through reconnects, expired tokens and a restart of the server.
 */
export class DirectLineClient {
  readonly #connection: Connection
  readonly #sender: Sender

  constructor(options: ClientOptions, events: ClientEvents) {
    const timing = { ...TIMING, ...options.timing }
    const { baseUrl, openSocket, canResume, now, random = Math.random } = options
    const http = new DirectLineHttp({ baseUrl, fetch: options.fetch, timeoutMs: timing.callMs })
    const opener: OpenSocket | null =
      openSocket && ((url, listener) => openSocket(streamAddress(url, baseUrl), listener))
    this.#connection = new Connection(
      { http, openSocket: opener, canResume, locale: 'zh-CN', timing, random },
      {
        ...events,
        onState: state => {
          if (state === 'live' || state === 'polling') this.#sender.retry()
          events.onState(state)
        },
        onActivities: activities => {
          this.#confirmEchoes(activities)
          events.onActivities(activities)
        },
        onConversation: (conversationId, replaces) => {
          if (replaces !== null) this.files.beginAnew()
          events.onConversation(conversationId, replaces)
        }
      }
    )
    this.files = new FileUploader({
      withSession: call => this.#connection.withSession(call),
      baseUrl,
      fetch: options.fetch,
      keeper: options.keeper ?? null,
      onChange: files => events.onFiles?.(files),
      timing,
      random
    })
    this.#sender = new Sender({
      post: outgoing => this.#post(http, outgoing),
      onDelivery: (id, delivery) => events.onDelivery(id, delivery),
      timing,
      now,
      random
    })
  }

  /** Sends files in pieces; they are named in a message then. */
  readonly files: FileUploader

  start(): void {
    void this.#connection.run()
    void this.files.restore()
  }

  close(): void {
    this.#connection.close()
    this.#sender.close()
    this.files.close()
  }

  send(outgoing: Outgoing): void {
    this.#sender.send(outgoing)
  }

  resend(clientActivityID: string): void {
    this.#sender.resend(clientActivityID)
  }

  /** Tells that the network or the page's visibility changed. */
  nudge(): void {
    this.files.nudge()
    void this.#connection.nudge()
  }

  /** Leaves this conversation for a new one, with what was not sent yet and its files. Rejects with CallFailed where the server doesn't give one. */
  async restart(): Promise<void> {
    await this.#connection.restart()
    this.#sender.clear()
    await this.files.clear()
  }

  async #post(http: DirectLineHttp, { clientActivityID, text, attachments }: Outgoing): Promise<void> {
    const activity: Activity = {
      type: 'message',
      text,
      ...(attachments && attachments.length > 0 && { attachments }),
      // Who speaks stands in the token; the server writes it over this.
      from: { id: 'citizen', role: 'user' },
      channelData: { clientActivityID }
    }
    const id = await this.#connection.withSession(session => http.post(session, activity))
    this.#connection.expectEcho(id)
  }

  #confirmEchoes(activities: readonly Activity[]): void {
    for (const activity of activities) {
      const id = activity.channelData?.clientActivityID
      if (id !== undefined && isFromCitizen(activity)) this.#sender.confirm(id)
    }
  }
}
