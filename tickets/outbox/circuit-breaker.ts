// Spares an intake that is down, and us the waiting: after some failures in a row nothing is sent for a while, then one
// request tries. Our own, since cockatiel's reads the machine's clock and our tests move time.

const FAILURES_MAX = 5
const FIRST_PAUSE_MS = 1000
/** Short: what waits is to go out within seconds once the intake is back, and one try in this time burdens nobody. */
const PAUSE_MAX_MS = 4000

export interface CircuitBreaker {
  /** How many requests may start now: all, none, or one that tries. */
  allowance(nowMs: number): 'all' | 'none' | 'one'
  /** When a try is allowed again; null while requests flow. */
  pausedUntil(): number | null
  /**
   * True where this success ended a pause. A lone failure between successes is its own row's trouble: were it to count, a
   * row that always fails would be sent again after each success of another.
   */
  succeeded(): boolean
  /** @param pauseMs what the intake asked for (Retry-After): it is left alone so long at once */
  failed(nowMs: number, pauseMs?: number): void
}

export function createCircuitBreaker(): CircuitBreaker {
  let failures = 0
  let pauses = 0
  let until: number | null = null

  const pause = (nowMs: number, ms: number) => {
    until = Math.max(until ?? 0, nowMs + ms)
  }

  return {
    allowance(nowMs) {
      if (until === null) return 'all'
      return nowMs >= until ? 'one' : 'none'
    },
    pausedUntil: () => until,
    succeeded() {
      const wasPaused = until !== null
      failures = 0
      pauses = 0
      until = null
      return wasPaused
    },
    failed(nowMs, pauseMs) {
      failures++
      if (pauseMs !== undefined) pause(nowMs, pauseMs)
      if (failures < FAILURES_MAX) return
      // Requests that were under way together fail together: they make one pause, not one each.
      if (until !== null && nowMs < until) return
      pause(nowMs, Math.min(FIRST_PAUSE_MS * 2 ** pauses, PAUSE_MAX_MS))
      pauses++
    }
  }
}
