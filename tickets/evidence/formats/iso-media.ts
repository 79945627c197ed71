// mp4 and m4a: where, when and with what it was recorded stands in boxes of user data (Apple's ©xyz and ISO6709, titles, names).
// They become `free` boxes of zeros, so that nothing moves and every offset into the data stays right.
import { type Box, boxesIn } from './iso-boxes.ts'

const TELLING = new Set(['udta', 'meta', 'uuid', 'ilst', 'keys'])
const HOLDING = new Set(['moov', 'trak', 'mdia', 'edts', 'minf'])
/** Boxes that say when it was made: version 0 has 4-byte times, version 1 has 8-byte ones, right behind version and flags. */
const DATED = new Set(['mvhd', 'tkhd', 'mdhd'])

function blank(bytes: Buffer, { start, body, end }: Box): void {
  bytes.write('free', start + 4, 'latin1')
  bytes.fill(0, body, end)
}

function undate(bytes: Buffer, { body, end }: Box): void {
  const times = bytes[body] === 1 ? 16 : 8
  if (body + 4 + times <= end) bytes.fill(0, body + 4, body + 4 + times)
}

function walk(bytes: Buffer, boxes: readonly Box[]): boolean {
  for (const box of boxes) {
    if (TELLING.has(box.type)) blank(bytes, box)
    else if (DATED.has(box.type)) undate(bytes, box)
    else if (HOLDING.has(box.type)) {
      const inner = boxesIn(bytes, box.body, box.end)
      if (!inner || !walk(bytes, inner)) return false
    }
  }
  return true
}

/** The recording without what is said about it; null where it is not whole. */
export function stripIsoMedia(original: Buffer): Buffer | null {
  const boxes = boxesIn(original, 0, original.length)
  if (!boxes) return null
  const has = (type: string) => boxes.some(box => box.type === type)
  // a fragmented recording (browsers make such) keeps its data in moof and mdat pairs
  if (!has('ftyp') || !has('moov') || !has('mdat')) return null
  const bytes = Buffer.from(original)
  return walk(bytes, boxes) ? bytes : null
}
