// A text that may be rewritten piece by piece while every position still knows where it came from.

/** Replace [start, end) of the current text by `text`. */
export interface Edit {
  start: number
  end: number
  text: string
  /** What asks for it, for people: `dialect.txt:12`. */
  by?: string
}

/** Text with, for each UTF-16 unit, the half-open raw span it stands for. Immutable: `apply` gives a new one. */
export interface MappedText {
  readonly text: string
  readonly from: Int32Array
  readonly to: Int32Array
}

export function mapText(raw: string): MappedText {
  const from = new Int32Array(raw.length)
  const to = new Int32Array(raw.length)
  for (let i = 0; i < raw.length; i++) {
    from[i] = i
    to[i] = i + 1
  }
  return { text: raw, from, to }
}

/**
 * Applies edits that are sorted and do not overlap. A replacement of the same length keeps the map unit by unit;
 * any other length maps each new unit to the whole replaced span.
 */
export function applyEdits(source: MappedText, edits: readonly Edit[]): MappedText {
  if (edits.length === 0) return source
  let length = source.text.length
  for (const edit of edits) length += edit.text.length - (edit.end - edit.start)
  const from = new Int32Array(length)
  const to = new Int32Array(length)
  const parts: string[] = []
  let read = 0
  let write = 0
  const copy = (until: number) => {
    parts.push(source.text.slice(read, until))
    for (; read < until; read++, write++) {
      from[write] = source.from[read]!
      to[write] = source.to[read]!
    }
  }
  for (const edit of edits) {
    copy(edit.start)
    parts.push(edit.text)
    const sameLength = edit.text.length === edit.end - edit.start
    for (let i = 0; i < edit.text.length; i++, write++) {
      from[write] = source.from[sameLength ? edit.start + i : edit.start]!
      to[write] = source.to[sameLength ? edit.start + i : edit.end - 1]!
    }
    read = edit.end
  }
  copy(source.text.length)
  return { text: parts.join(''), from, to }
}

/** The raw span that [start, end) of the current text came from; an empty span sits at its raw start. */
export function rawSpan(
  source: MappedText,
  start: number,
  end: number,
  rawLength: number
): { start: number; end: number } {
  if (start >= source.text.length) return { start: rawLength, end: rawLength }
  const rawStart = source.from[start]!
  return end <= start
    ? { start: rawStart, end: rawStart }
    : { start: rawStart, end: source.to[Math.min(end, source.text.length) - 1]! }
}
