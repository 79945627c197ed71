import { NONCE_LIFETIME_SECONDS } from '../core/signing.ts'

/** Nonces of the last ten minutes. In memory: a sandbox that was started anew would take one again, which harms nobody. */
export class Nonces {
  readonly #seenAtMs = new Map<string, number>()

  /** True where it was not seen before; remembers it. */
  isNew(nonce: string, now: Date): boolean {
    const oldest = now.getTime() - NONCE_LIFETIME_SECONDS * 1000
    // A Map keeps the order of insertion: the old ones stand first.
    for (const [seen, atMs] of this.#seenAtMs) {
      if (atMs >= oldest) break
      this.#seenAtMs.delete(seen)
    }
    if (this.#seenAtMs.has(nonce)) return false
    this.#seenAtMs.set(nonce, now.getTime())
    return true
  }
}
