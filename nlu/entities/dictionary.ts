// Names known beforehand, found in one pass over a text: the longest that starts at each place.

export interface Hit<T> {
  start: number
  end: number
  name: string
  data: T
}

export interface Dictionary<T> {
  /** Longest names, left to right, without overlaps. */
  find(text: string): Hit<T>[]
  get(name: string): T | undefined
}

/** Two units as one number, which is looked up sooner than a piece of text. */
const headOf = (text: string, at: number) => (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1)
const NONE: readonly number[] = []

/** Names are compared in lower case. Later entries do not replace earlier ones. */
export function dictionaryOf<T>(entries: Iterable<readonly [string, T]>): Dictionary<T> {
  const names = new Map<string, T>()
  /** By the first two units, longest first. */
  const lengths = new Map<number, number[]>()
  for (const [written, data] of entries) {
    const name = written.toLowerCase()
    if (names.has(name)) continue
    names.set(name, data)
    const head = headOf(name, 0)
    const known = lengths.get(head) ?? []
    if (!known.includes(name.length))
      lengths.set(
        head,
        [...known, name.length].sort((a, b) => b - a)
      )
  }
  return {
    get: name => names.get(name.toLowerCase()),
    find: written => {
      const text = written.toLowerCase()
      const hits: Hit<T>[] = []
      for (let i = 0; i + 1 < text.length; ) {
        let step = 1
        for (const length of lengths.get(headOf(text, i)) ?? NONE) {
          if (i + length > text.length) continue
          const name = text.slice(i, i + length)
          const data = names.get(name)
          if (data === undefined) continue
          hits.push({ start: i, end: i + length, name, data })
          step = length
          break
        }
        i += step
      }
      return hits
    }
  }
}
