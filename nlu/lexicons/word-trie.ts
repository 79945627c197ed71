// Finds the words of a lexicon in a text in one pass, however many there are.

interface Node<T> {
  /** By the next UTF-16 unit. */
  next: Map<number, Node<T>>
  /** What was said of the word that ends here. */
  values: T[]
}

const newNode = <T>(): Node<T> => ({ next: new Map(), values: [] })

export class WordTrie<T> {
  private readonly root = newNode<T>()

  /** A word may be added several times; the same value counts once. */
  add(word: string, value: T): void {
    let node = this.root
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i)
      let next = node.next.get(unit)
      if (!next) {
        next = newNode()
        node.next.set(unit, next)
      }
      node = next
    }
    if (word !== '' && !node.values.includes(value)) node.values.push(value)
  }

  /** From left to right: at each place the longest word, and nothing inside it. `start` and `end` are UTF-16 offsets. */
  longest(text: string, take: (values: readonly T[], start: number, end: number) => void): void {
    for (let start = 0; start < text.length; ) {
      let found: readonly T[] | null = null
      let end = start + 1
      let node = this.root.next.get(text.charCodeAt(start))
      for (let at = start + 1; node; at++) {
        if (node.values.length > 0) {
          found = node.values
          end = at
        }
        node = node.next.get(text.charCodeAt(at))
      }
      if (found) take(found, start, end)
      start = end
    }
  }

  /** Every word at every place, also those that overlap. */
  all(text: string, take: (values: readonly T[], start: number, end: number) => void): void {
    for (let start = 0; start < text.length; start++) {
      let node = this.root.next.get(text.charCodeAt(start))
      for (let at = start + 1; node; at++) {
        if (node.values.length > 0) take(node.values, start, at)
        node = node.next.get(text.charCodeAt(at))
      }
    }
  }
}
