// Chance that repeats: the same seed gives the same citizen.

export interface Random {
  pick<T>(list: readonly T[]): T
  chance(p: number): boolean
  /** Whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  shuffled<T>(list: readonly T[]): T[]
}

/** mulberry32: small, seeded, good enough to mix cases. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    whole,
    chance: p => next() < p,
    pick: list => list[whole(0, list.length - 1)]!,
    shuffled(list) {
      const copy = [...list]
      for (let at = copy.length - 1; at > 0; at--) {
        const other = whole(0, at)
        ;[copy[at], copy[other]] = [copy[other]!, copy[at]!]
      }
      return copy
    }
  }
}
