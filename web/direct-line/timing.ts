/** All waits of the client, in milliseconds; tests shorten them. */
export interface Timing {
  /** One HTTP call; Direct Line clients use 20 s. */
  callMs: number
  /** From asking for a socket to its opening. */
  socketOpenMs: number
  /** An empty frame as often as this keeps proxies from closing a quiet socket. */
  keepAliveMs: number
  backOffFirstMs: number
  backOffMaxMs: number
  pollMs: number
  /** So long a client without a socket polls before it tries one again. */
  pollForMs: number
  /** After a message was stored, its echo must come so soon; else the socket is taken for dead. */
  echoMs: number
  /** So long one message is tried before it is shown as not delivered. */
  sendForMs: number
}

export const TIMING: Timing = {
  callMs: 20_000,
  socketOpenMs: 8_000,
  keepAliveMs: 20_000,
  backOffFirstMs: 500,
  backOffMaxMs: 15_000,
  pollMs: 1_000,
  pollForMs: 60_000,
  echoMs: 4_000,
  sendForMs: 30_000
}

/**
 * The wait before try number `failures + 1`: doubled each time, and drawn from its upper half, so that a thousand pages
 * don't come back in the same instant after a restart.
 */
export function backOffMs(failures: number, timing: Timing, random: () => number): number {
  const whole = Math.min(timing.backOffMaxMs, timing.backOffFirstMs * 2 ** Math.min(failures, 20))
  return whole / 2 + (whole / 2) * random()
}

/** A sleep that can be ended early by `wake()`. */
export class Nap {
  #wake: (() => void) | null = null

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#wake?.(), ms)
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = null
        resolve()
      }
    })
  }

  wake(): void {
    this.#wake?.()
  }
}
