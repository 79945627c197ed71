import { type Activity, type ActivitySet, readActivitySet } from './activity.ts'
import { CallFailed, type DirectLineHttp, type Session } from './http.ts'
import type { OpenSocket, StreamSocket } from './socket.ts'
import { backOffMs, Nap, type Timing } from './timing.ts'

/**
 * connecting: on the way; live: by the stream; polling: by repeated calls, as the stream cannot be had;
 * waiting: the server cannot be reached, tried again by itself.
 */
export type ConnectionState = 'connecting' | 'live' | 'polling' | 'waiting'

export interface ConnectionEvents {
  onState(state: ConnectionState): void
  /** New activities in the server's order, each once. */
  onActivities(activities: Activity[]): void
  /** All that was said before is told; from now on it is news. */
  onCaughtUp(): void
  /** `replaces`: the conversation before it is over (expired, deleted); null at the first. */
  onConversation(conversationId: string, replaces: string | null): void
}

export interface ConnectionOptions {
  http: DirectLineHttp
  /** Null: poll only. */
  openSocket: OpenSocket | null
  /** True where a cookie can bring back the conversation after a reload or an expired token. */
  canResume: boolean
  locale: string
  timing: Timing
  random: () => number
}

const SOCKET_FAILURES_MAX = 2
const REFRESH_SHARE = 0.5

/** Keeps one conversation open: starts or resumes it, streams or polls, reconnects, renews the token. */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #events: ConnectionEvents
  readonly #nap = new Nap()
  readonly #seen = new Set<string>()
  #session: Session | null = null
  #renewal: Promise<Session> | null = null
  #refreshTimer: ReturnType<typeof setTimeout> | undefined
  #watermark: string | null = null
  #isCaughtUp = false
  /** Frames that came while the history was still being fetched. */
  #held: ActivitySet[] | null = null
  #socket: StreamSocket | null = null
  #socketFailures = 0
  #isClosed = false

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options
    this.#events = events
  }

  /** Runs until `close()`. */
  async run(): Promise<void> {
    const { timing, random } = this.#options
    let failures = 0
    // A renewal that helped nothing is not repeated at once: a server that refuses every token would be hammered.
    let isRenewed = false
    this.#events.onState('connecting')
    while (!this.#isClosed) {
      try {
        const session = await this.#ready()
        if (this.#isClosed) break
        if (this.#options.openSocket && session.streamUrl !== null && this.#socketFailures < SOCKET_FAILURES_MAX) {
          await this.#stream(session, this.#options.openSocket)
        } else await this.#pollFor(session)
        failures = 0
        isRenewed = false
        if (!this.#isClosed) await this.#nap.sleep(random() * timing.backOffFirstMs)
      } catch (error) {
        if (this.#isClosed) break
        const call = error instanceof CallFailed ? error : new CallFailed('connection', 0, { cause: error })
        if (!isRenewed && call.isLost && (await this.#canRenew())) isRenewed = true
        else {
          this.#events.onState('waiting')
          await this.#nap.sleep(Math.max(call.retryAfterMs ?? 0, backOffMs(failures++, timing, random)))
          isRenewed = false
        }
      }
    }
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#refreshTimer)
    this.#socket?.close()
    this.#nap.wake()
  }

  /** Leaves the conversation for a new one. */
  async restart(): Promise<void> {
    await this.#renewOnce(true)
    this.#socket?.close()
    this.#nap.wake()
  }

  /**
   * Something may have changed (page shown again, network back or gone): tries now instead of later, and finds out
   * whether a socket that seems open still is.
   */
  async nudge(): Promise<void> {
    this.#nap.wake()
    const [session, socket] = [this.#session, this.#socket]
    if (!session || !socket || !this.#isCaughtUp) return
    try {
      const set = await this.#options.http.poll(session, this.#watermark)
      if (socket !== this.#socket) return
      // The socket should have brought these.
      if (this.#take(set) > 0) socket.close()
    } catch {
      // Whatever it was, the loop meets it again when it reconnects, and deals with it there.
      socket.close()
    }
  }

  /** Runs a call with a session: waits for one, and renews it once where the server no longer takes its token. */
  async withSession<T>(call: (session: Session) => Promise<T>): Promise<T> {
    const session = this.#session ?? (await this.#renewOnce(false))
    try {
      return await call(session)
    } catch (error) {
      if (!(error instanceof CallFailed) || !error.isLost) throw error
      const renewed = session === this.#session ? await this.#renewOnce(false) : (this.#session ?? session)
      return await call(renewed)
    }
  }

  /** The message `id` was stored: its echo has to come on the stream. */
  expectEcho(id: string): void {
    setTimeout(() => {
      if (!this.#isClosed && !this.#seen.has(id)) void this.nudge()
    }, this.#options.timing.echoMs)
  }

  async #ready(): Promise<Session> {
    const session = this.#session
    if (!session) return await this.#renewOnce(false)
    if (session.streamUrl !== null || !this.#options.openSocket || this.#socketFailures >= SOCKET_FAILURES_MAX)
      return session
    const found = await this.#options.http.reconnect(session, this.#watermark)
    return this.#adopt(found)
  }

  #renewOnce(isNew: boolean): Promise<Session> {
    this.#renewal ??= this.#renew(isNew).finally(() => {
      this.#renewal = null
    })
    return this.#renewal
  }

  async #renew(isNew: boolean): Promise<Session> {
    const { http, canResume, locale } = this.#options
    const resumed = canResume && !isNew ? await http.resume() : null
    return this.#adopt(resumed ?? (await http.start({ locale })))
  }

  #adopt(session: Session): Session {
    const before = this.#session?.conversationId ?? null
    this.#session = session
    this.#planRefresh(session)
    if (before === session.conversationId) return session
    this.#watermark = null
    this.#isCaughtUp = false
    this.#events.onConversation(session.conversationId, before)
    // A stream of the old conversation has nothing more to tell.
    if (before !== null) this.#socket?.close()
    return session
  }

  #planRefresh({ expiresInS }: Session): void {
    clearTimeout(this.#refreshTimer)
    if (expiresInS === null) return
    const waitMs = Math.max(expiresInS * 1000 * REFRESH_SHARE, this.#options.timing.backOffMaxMs)
    this.#refreshTimer = setTimeout(() => void this.#refresh(), waitMs)
  }

  async #refresh(): Promise<void> {
    const session = this.#session
    if (!session || this.#isClosed) return
    try {
      const renewed = await this.#options.http.refresh(session)
      if (session === this.#session) this.#adopt({ ...renewed, streamUrl: session.streamUrl })
    } catch (error) {
      // An expired token is renewed by the next call that needs it; anything passing is tried again while there is time.
      if (error instanceof CallFailed && error.isPassing && session === this.#session) {
        this.#planRefresh({ ...session, expiresInS: (session.expiresInS ?? 0) * REFRESH_SHARE })
      }
    }
  }

  async #canRenew(): Promise<boolean> {
    try {
      await this.#renewOnce(false)
      return true
    } catch (error) {
      // The server went away meanwhile: wait for it as for any other failure.
      if (error instanceof CallFailed) return false
      throw error
    }
  }

  /** Ends when the socket does. */
  async #stream(session: Session, openSocket: OpenSocket): Promise<void> {
    const { timing, http } = this.#options
    const url = session.streamUrl ?? ''
    // A stream address serves once.
    session.streamUrl = null
    let isOpen = false
    // Proxies that let a socket open and then swallow it show by its early end without a frame.
    let isProven = false
    let whenOpen = () => {}
    const opened = new Promise<void>(resolve => {
      whenOpen = resolve
    })
    let whenClosed = () => {}
    const closed = new Promise<void>(resolve => {
      whenClosed = resolve
    })
    const socket = openSocket(url, {
      opened: () => {
        isOpen = true
        whenOpen()
      },
      received: data => {
        isProven = true
        this.#socketFailures = 0
        this.#hear(data)
      },
      closed: () => whenClosed()
    })
    this.#socket = socket
    this.#held = this.#isCaughtUp ? null : []
    const openTimer = setTimeout(() => socket.close(), timing.socketOpenMs)
    const proofTimer = setTimeout(() => {
      isProven = isOpen
    }, timing.socketOpenMs)
    const keepAlive = setInterval(() => isOpen && socket.send(''), timing.keepAliveMs)
    try {
      await Promise.race([opened, closed])
      clearTimeout(openTimer)
      if (!isOpen) return
      if (!this.#isCaughtUp) await this.#catchUp(() => http.poll(session, this.#watermark), session)
      this.#events.onState('live')
      await closed
      if (!this.#isClosed) this.#events.onState('connecting')
    } finally {
      clearTimeout(openTimer)
      clearTimeout(proofTimer)
      clearInterval(keepAlive)
      if (!isProven) this.#socketFailures++
      this.#socket = null
      this.#held = null
      socket.close()
    }
  }

  /** The history first, then what the stream brought meanwhile. */
  async #catchUp(fetchAll: () => Promise<ActivitySet>, session: Session): Promise<void> {
    const history = await fetchAll()
    if (session.conversationId !== this.#session?.conversationId) return
    const held = this.#held ?? []
    this.#held = null
    this.#take(history)
    held.forEach(set => {
      this.#take(set)
    })
    this.#isCaughtUp = true
    this.#events.onCaughtUp()
  }

  async #pollFor(session: Session): Promise<void> {
    const { timing, http, openSocket } = this.#options
    for (let spentMs = 0; !this.#isClosed; spentMs += timing.pollMs) {
      const current = this.#session ?? session
      const poll = () => http.poll(current, this.#watermark)
      if (this.#isCaughtUp) this.#take(await poll())
      else await this.#catchUp(poll, current)
      this.#events.onState('polling')
      if (openSocket && spentMs >= timing.pollForMs) {
        // One more try with a socket: a phone may have left the network whose proxy refused it.
        this.#socketFailures = SOCKET_FAILURES_MAX - 1
        return
      }
      await this.#nap.sleep(timing.pollMs)
    }
  }

  #hear(data: string): void {
    if (data === '') return
    const set = readFrame(data)
    if (set === null) return
    if (this.#held) this.#held.push(set)
    else this.#take(set)
  }

  /** @returns how many of them were new */
  #take({ activities, watermark }: ActivitySet): number {
    if (watermark !== null) this.#watermark = watermark
    const fresh = activities.filter(({ id }) => id === undefined || !this.#seen.has(id))
    for (const { id } of fresh) if (id !== undefined) this.#seen.add(id)
    if (fresh.length > 0) this.#events.onActivities(fresh)
    return fresh.length
  }
}

/** Null for a frame that isn't JSON: it says nothing that a client could use, and the next one may. */
function readFrame(data: string): ActivitySet | null {
  try {
    return readActivitySet(JSON.parse(data))
  } catch {
    return null
  }
}
