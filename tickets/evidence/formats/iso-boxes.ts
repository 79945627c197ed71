// Boxes of the ISO base media file format (ISO/IEC 14496-12), which mp4, m4a and heic are made of.
export interface Box {
  type: string
  /** Offsets in the file: of the box, of what it holds, and of its end. */
  start: number
  body: number
  end: number
}

/** The boxes between two offsets; null where one of them does not fit in. */
export function boxesIn(bytes: Buffer, start: number, end: number): Box[] | null {
  const boxes: Box[] = []
  for (let at = start; at < end; ) {
    if (at + 8 > end) return null
    const type = bytes.toString('latin1', at + 4, at + 8)
    let size = bytes.readUInt32BE(at)
    let body = at + 8
    if (size === 1) {
      if (at + 16 > end) return null
      const large = bytes.readBigUInt64BE(at + 8)
      if (large > BigInt(bytes.length)) return null
      size = Number(large)
      body = at + 16
    } else if (size === 0) size = end - at
    if (at + size > end || at + size < body) return null
    boxes.push({ type, start: at, body, end: at + size })
    at += size
  }
  return boxes
}
