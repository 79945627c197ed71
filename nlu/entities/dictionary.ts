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

/** Names are compared in lower case. Later entries do not replace earlier ones. */
export function dictionaryOf<T>(entries: Iterable<readonly [string, T]>): Dictionary<T> {
  const names = new Map<string, T>()
  const lengths = new Map<string, number[]>()
  for (const [written, data] of entries) {
    const name = written.toLowerCase()
    if (names.has(name)) continue
    names.set(name, data)
    const head = name.slice(0, 2)
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
        for (const length of lengths.get(text.slice(i, i + 2)) ?? []) {
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
