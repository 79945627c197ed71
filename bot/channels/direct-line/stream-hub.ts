// The live end of conversations: each socket gets what is newer than its watermark, then everything new, in order and once.
import type { Activity } from 'botbuilder-core'
import type { Log } from '../../../core/log.ts'
import type { StoredActivity } from '../../turn/activity-store.ts'

/** What a hub needs of a WebSocket (`ws`). */
export interface HubSocket {
  readonly bufferedAmount: number
  send(data: string): void
  ping(): void
  close(code: number, reason: string): void
  terminate(): void
}

export interface News {
  conversationId: string
  /** The watermark before these activities and after them. */
  after: number
  upTo: number
  activities: readonly StoredActivity[]
}

export interface Replay {
  activities: StoredActivity[]
  upTo: number
  hasMore: boolean
}

export interface StreamHubOptions {
  /** What is stored after a watermark; null where the conversation is gone. */
  read: (conversationId: string, after: number) => Promise<Replay | null>
  log: Log
  keepAliveMs?: number
}

interface Listener {
  conversationId: string
  socket: HubSocket
  /** Everything up to here was sent. */
  cursor: number
  /** True while stored activities are read and sent; news that comes meanwhile is read after them. */
  isReading: boolean
  isBehind: boolean
  isAlive: boolean
}

/** Under the 30 s and 60 s at which proxies end a quiet connection. */
const KEEP_ALIVE_MS = 20_000
/** A client that does not read is cut off; it comes back with its watermark. */
const BUFFER_MAX = 4 * 1024 * 1024
const CLOSE_NOT_FOUND = 4404

export function frameOf(activities: readonly StoredActivity[], watermark: number): string {
  const shown: Partial<Activity>[] = activities.map(({ activity }) => activity)
  return JSON.stringify({ activities: shown, watermark: String(watermark) })
}

export class StreamHub {
  readonly #options: StreamHubOptions
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #keepAlive: NodeJS.Timeout

  constructor(options: StreamHubOptions) {
    this.#options = options
    this.#keepAlive = setInterval(() => this.#beat(), options.keepAliveMs ?? KEEP_ALIVE_MS).unref()
  }

  /** Open sockets. */
  get size(): number {
    let size = 0
    for (const listeners of this.#listeners.values()) size += listeners.size
    return size
  }

  /** Sends what is newer than `after`, and from then on what is published. */
  attach(conversationId: string, socket: HubSocket, after: number): { alive(): void; detach(): void } {
    const listener: Listener = {
      conversationId,
      socket,
      cursor: after,
      isReading: false,
      isBehind: false,
      isAlive: true
    }
    const listeners = this.#listeners.get(conversationId) ?? new Set()
    this.#listeners.set(conversationId, listeners.add(listener))
    void this.#catchUp(listener)
    return {
      alive: () => {
        listener.isAlive = true
      },
      detach: () => this.#detach(listener)
    }
  }

  /** What was committed, in the order of the commits. */
  publish(news: News): void {
    const listeners = this.#listeners.get(news.conversationId)
    if (!listeners) return
    let frame: string | null = null
    for (const listener of listeners) {
      if (listener.isReading) listener.isBehind = true
      else if (news.upTo <= listener.cursor) continue
      // Something in between was not told: what is stored has it.
      else if (news.after !== listener.cursor) void this.#catchUp(listener)
      else {
        listener.cursor = news.upTo
        frame ??= frameOf(news.activities, news.upTo)
        if (news.activities.length > 0) this.#send(listener, frame)
      }
    }
  }

  /** Says goodbye to all; clients reconnect with their watermark. */
  close(code: number, reason: string): void {
    clearInterval(this.#keepAlive)
    for (const listeners of this.#listeners.values()) for (const { socket } of listeners) socket.close(code, reason)
  }

  /** Reads and sends until nothing is newer; one such loop a socket, so that replay and news never cross. */
  async #catchUp(listener: Listener): Promise<void> {
    if (listener.isReading) {
      listener.isBehind = true
      return
    }
    listener.isReading = true
    try {
      for (let isDone = false; !isDone; ) {
        listener.isBehind = false
        const replay = await this.#options.read(listener.conversationId, listener.cursor)
        if (!replay) {
          listener.socket.close(CLOSE_NOT_FOUND, 'no such conversation')
          return
        }
        listener.cursor = replay.upTo
        if (replay.activities.length > 0) this.#send(listener, frameOf(replay.activities, replay.upTo))
        isDone = !replay.hasMore && !listener.isBehind
      }
    } catch (error) {
      this.#options.log.warn('a stream could not be replayed', { conversationId: listener.conversationId, error })
      listener.socket.terminate()
    } finally {
      listener.isReading = false
    }
  }

  #send({ socket }: Listener, frame: string): void {
    if (socket.bufferedAmount > BUFFER_MAX) socket.terminate()
    else socket.send(frame)
  }

  #beat(): void {
    for (const listeners of this.#listeners.values()) {
      for (const listener of listeners) {
        if (!listener.isAlive) {
          listener.socket.terminate()
          continue
        }
        listener.isAlive = false
        listener.socket.ping()
        // Scripts in a page see no pings: an empty frame tells them that the line is alive.
        listener.socket.send('')
      }
    }
  }

  #detach(listener: Listener): void {
    const listeners = this.#listeners.get(listener.conversationId)
    listeners?.delete(listener)
    if (listeners?.size === 0) this.#listeners.delete(listener.conversationId)
  }
}
