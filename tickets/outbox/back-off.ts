const FIRST_MS = 1000
const MAX_MS = 60_000

/**
 * Milliseconds until the next attempt after `attempts` of them: 1 s, doubled up to 60 s, of which a random part up to a
 * half is taken off so that rows that failed together do not come back together.
 * @param random 0 to 1
 */
export function backOffMs(attempts: number, random: number): number {
  const whole = Math.min(FIRST_MS * 2 ** Math.max(0, attempts - 1), MAX_MS)
  return Math.round(whole * (1 - random / 2))
}
