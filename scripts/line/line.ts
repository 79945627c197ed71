import { randomUUID } from 'node:crypto'
import WebSocket from 'ws'
import {
  type Activity,
  type ConnectionState,
  DirectLineClient,
  isFromCitizen,
  type OpenSocket
} from '../../web/direct-line/index.ts'

const openNodeSocket: OpenSocket = (url, listener) => {
  const socket = new WebSocket(url)
  socket.on('open', () => listener.opened())
  socket.on('message', data => listener.received(String(data)))
  // 'close' follows every 'error'.
  socket.on('error', () => {})
  socket.on('close', () => listener.closed())
  return {
    send: data => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data)
    },
    close: () => socket.terminate()
  }
}

export interface Reply {
  /** What the bot said to it; empty where it stayed silent until the time limit. */
  messages: Activity[]
  /** From sending to the bot's first message, milliseconds; null where there was none. */
  firstMs: number | null
}

export interface LineOptions {
  /** The bot's turn counts as over when it answered and nothing more came for so long. */
  quietMs?: number
  timeoutMs?: number
  onMessage?: (activity: Activity) => void
  onState?: (state: ConnectionState) => void
}

/** So long an answer to an earlier message of a burst is not taken for the whole answer. */
const BURST_QUIET_MS = 1500

/** One citizen's conversation with a running instance, for commands: said and answered in turn. */
export class Line {
  readonly #client: DirectLineClient
  readonly #quietMs: number
  readonly #timeoutMs: number
  #heard: { activity: Activity; atMs: number }[] = []
  #onHeard = () => {}
  /** clientActivityID and then, when it has come back, activity id of what was said last. */
  #said: { clientActivityID: string; id: string | null } | null = null
  #failed: string[] = []

  /** @param url origin of the instance, e.g. http://127.0.0.1:3978 */
  constructor(url: string, { quietMs = 150, timeoutMs = 20_000, onMessage, onState }: LineOptions = {}) {
    this.#quietMs = quietMs
    this.#timeoutMs = timeoutMs
    const now = () => performance.now()
    this.#client = new DirectLineClient(
      { baseUrl: url, fetch, openSocket: openNodeSocket, canResume: false, now },
      {
        onActivities: activities => {
          for (const activity of activities) {
            if (isFromCitizen(activity)) this.#noteEcho(activity)
            if (activity.type !== 'message' || isFromCitizen(activity)) continue
            this.#heard.push({ activity, atMs: now() })
            onMessage?.(activity)
          }
          this.#onHeard()
        },
        onDelivery: (id, delivery) => {
          if (delivery === 'failed') this.#failed.push(id)
        },
        onState: state => onState?.(state),
        onCaughtUp: () => {},
        onConversation: () => {}
      }
    )
  }

  /** Opens the conversation and waits for the greeting. */
  async open(): Promise<Activity[]> {
    this.#client.start()
    return (await this.#turn(performance.now())).messages
  }

  /** Sends without waiting for what the bot says to it. */
  send(text: string): void {
    const clientActivityID = randomUUID()
    this.#said = { clientActivityID, id: null }
    this.#client.send({ clientActivityID, text })
  }

  async say(text: string): Promise<Reply> {
    this.#heard = []
    const startedAtMs = performance.now()
    this.send(text)
    return await this.#turn(startedAtMs)
  }

  /** Messages that the server did not take, so far. */
  get failedCount(): number {
    return this.#failed.length
  }

  close(): void {
    this.#client.close()
  }

  #noteEcho({ id, channelData }: Activity): void {
    if (this.#said && this.#said.clientActivityID === channelData?.clientActivityID) this.#said.id = id ?? null
  }

  /** Has the last message been answered, as far as the bot names what it answers? */
  #isAnswered(): boolean {
    const answered = this.#heard.map(({ activity }) => activity.replyToId).filter(id => id !== undefined)
    return answered.length === 0 || !this.#said || answered.includes(this.#said.id ?? '')
  }

  #turn(startedAtMs: number): Promise<Reply> {
    return new Promise(resolve => {
      let timer: ReturnType<typeof setTimeout>
      const finish = () => {
        clearTimeout(timer)
        this.#onHeard = () => {}
        const first = this.#heard[0]
        const firstMs = first ? first.atMs - startedAtMs : null
        resolve({ messages: this.#heard.map(({ activity }) => activity), firstMs })
        this.#heard = []
      }
      timer = setTimeout(finish, this.#timeoutMs)
      this.#onHeard = () => {
        if (this.#heard.length === 0) return
        clearTimeout(timer)
        timer = setTimeout(finish, this.#isAnswered() ? this.#quietMs : BURST_QUIET_MS)
      }
      this.#onHeard()
    })
  }
}
