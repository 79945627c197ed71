// Finds the words of a lexicon in a text, leftmost and longest first, without looking at word borders.

export interface PhraseMatcher<T> {
  /** What each phrase found stands for, in order; phrases do not overlap. */
  find(text: string): T[]
}

/** @param phrases phrase → what it stands for */
export function createPhraseMatcher<T>(phrases: ReadonlyMap<string, T>): PhraseMatcher<T> {
  const longestByFirst = new Map<string, number>()
  for (const phrase of phrases.keys()) {
    const first = phrase[0]
    if (first !== undefined) longestByFirst.set(first, Math.max(longestByFirst.get(first) ?? 0, phrase.length))
  }
  return {
    find(text) {
      const found: T[] = []
      for (let at = 0; at < text.length; ) {
        let length = Math.min(longestByFirst.get(text[at]!) ?? 0, text.length - at)
        let meaning: T | undefined
        while (length > 0) {
          meaning = phrases.get(text.slice(at, at + length))
          if (meaning !== undefined) break
          length--
        }
        if (meaning === undefined) at++
        else {
          found.push(meaning)
          at += length
        }
      }
      return found
    }
  }
}
