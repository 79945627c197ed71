import type { Outgoing } from '../../../direct-line/index.ts'

export interface TextStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const KEY = 'hotline.unsent'

function isOutgoing(value: unknown): value is Outgoing {
  const { clientActivityID, text } = (value ?? {}) as Record<string, unknown>
  return typeof clientActivityID === 'string' && typeof text === 'string'
}

/**
 * Messages that are not stored by the server yet, kept over a reload of the tab (sessionStorage: gone when it closes,
 * since they may hold a phone number). A store that refuses (private browsing, full) costs only that, never the chat.
 */
export class Unsent {
  readonly #store: TextStore | null
  #messages: Outgoing[]

  constructor(store: TextStore | null) {
    this.#store = store
    this.#messages = this.#read()
  }

  all(): readonly Outgoing[] {
    return this.#messages
  }

  add(outgoing: Outgoing): void {
    this.#messages = [...this.#messages, outgoing]
    this.#write()
  }

  remove(clientActivityID: string): void {
    const rest = this.#messages.filter(other => other.clientActivityID !== clientActivityID)
    if (rest.length === this.#messages.length) return
    this.#messages = rest
    this.#write()
  }

  clear(): void {
    this.#messages = []
    this.#write()
  }

  #read(): Outgoing[] {
    try {
      const json: unknown = JSON.parse(this.#store?.getItem(KEY) ?? '[]')
      return Array.isArray(json) ? json.filter(isOutgoing) : []
    } catch {
      // Unreadable or forbidden: there is nothing to send again.
      return []
    }
  }

  #write(): void {
    try {
      if (this.#messages.length === 0) this.#store?.removeItem(KEY)
      else this.#store?.setItem(KEY, JSON.stringify(this.#messages))
    } catch {
      // The messages stay in memory and are sent all the same; only a reload would lose them.
    }
  }
}
