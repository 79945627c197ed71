import { type Attachment, CallFailed } from './http.ts'
import { backOffMs, Nap, type Timing } from './timing.ts'

export interface Outgoing {
  /** The same for every try of one message: the server stores it once. */
  clientActivityID: string
  text: string
  /** Files that were sent before. */
  attachments?: Attachment[]
}

export type Delivery = 'sending' | 'delivered' | 'failed'

export interface SenderOptions {
  /** Sends one message; resolves when the server has stored it. */
  post(outgoing: Outgoing): Promise<void>
  onDelivery(clientActivityID: string, delivery: Delivery): void
  timing: Timing
  now: () => number
  random: () => number
}

/** Sends messages one after the other, in the order said, each until it is stored or given up. */
export class Sender {
  readonly #options: SenderOptions
  readonly #nap = new Nap()
  #queue: Outgoing[] = []
  /** Given up because nobody answered: tried again when somebody does. */
  #stranded: Outgoing[] = []
  /** Refused by the server: tried again only when the citizen asks for it. */
  readonly #refused = new Map<string, Outgoing>()
  #isRunning = false
  #isClosed = false

  constructor(options: SenderOptions) {
    this.#options = options
  }

  send(outgoing: Outgoing): void {
    this.#options.onDelivery(outgoing.clientActivityID, 'sending')
    this.#queue.push(outgoing)
    void this.#run()
  }

  /** Tries a failed message again. */
  resend(clientActivityID: string): void {
    const outgoing =
      this.#refused.get(clientActivityID) ?? this.#stranded.find(other => other.clientActivityID === clientActivityID)
    if (!outgoing) return
    this.#forget(clientActivityID)
    this.send(outgoing)
  }

  /** The server is there (again): what was stranded goes out, in its old order, and a waiting try is made now. */
  retry(): void {
    const stranded = this.#stranded
    this.#stranded = []
    for (const outgoing of stranded) this.send(outgoing)
    this.#nap.wake()
  }

  /** The message came back on the stream: it is stored, whatever became of the answer to the call. */
  confirm(clientActivityID: string): void {
    this.#forget(clientActivityID)
    this.#options.onDelivery(clientActivityID, 'delivered')
  }

  /** Drops what is not delivered. */
  clear(): void {
    this.#queue = []
    this.#stranded = []
    this.#refused.clear()
    this.#nap.wake()
  }

  close(): void {
    this.#isClosed = true
    this.#nap.wake()
  }

  #forget(clientActivityID: string): void {
    const isOther = (other: Outgoing) => other.clientActivityID !== clientActivityID
    this.#queue = this.#queue.filter(isOther)
    this.#stranded = this.#stranded.filter(isOther)
    this.#refused.delete(clientActivityID)
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    for (let head = this.#queue[0]; head && !this.#isClosed; head = this.#queue[0]) await this.#deliver(head)
    this.#isRunning = false
  }

  async #deliver(head: Outgoing): Promise<void> {
    const { post, timing, now, random } = this.#options
    const startedAt = now()
    for (let failures = 0; this.#queue[0] === head && !this.#isClosed; failures++) {
      try {
        await post(head)
        if (this.#queue[0] === head) this.confirm(head.clientActivityID)
      } catch (error) {
        // Anything but an answer counts as none, so that a message is never lost to a fault of the page itself.
        const call = error instanceof CallFailed ? error : new CallFailed('post', 0, { cause: error })
        if (this.#queue[0] !== head) return
        if (!call.isPassing) this.#refuse(head)
        else if (now() - startedAt >= timing.sendForMs) this.#strand()
        else await this.#nap.sleep(Math.max(call.retryAfterMs ?? 0, backOffMs(failures, timing, random)))
      }
    }
  }

  #refuse(outgoing: Outgoing): void {
    this.#forget(outgoing.clientActivityID)
    this.#refused.set(outgoing.clientActivityID, outgoing)
    this.#options.onDelivery(outgoing.clientActivityID, 'failed')
  }

  /** Those behind would fare no better, and must not overtake. */
  #strand(): void {
    const stranded = this.#queue
    this.#queue = []
    this.#stranded.push(...stranded)
    for (const { clientActivityID } of stranded) this.#options.onDelivery(clientActivityID, 'failed')
  }
}
