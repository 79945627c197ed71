// heic and heif (ISO/IEC 23008-12): Exif and XMP are items of the `meta` box. Their bytes are overwritten with zeros where they
// lie. A picture's orientation is a property of its own (irot) and stays.
import { type Box, boxesIn } from './iso-boxes.ts'

interface Extent {
  offset: number
  length: number
}

const TELLING = new Set(['Exif', 'mime', 'uri '])

/** Ids of the items that hold metadata. infe, versions 2 and 3. */
function tellingItems(bytes: Buffer, iinf: Box): Set<number> | null {
  const ids = new Set<number>()
  const version = bytes[iinf.body]
  const entries = boxesIn(bytes, iinf.body + (version === 0 ? 6 : 8), iinf.end)
  if (!entries) return null
  for (const { type, body, end } of entries) {
    if (type !== 'infe' || body + 12 > end) continue
    const isLong = bytes[body] === 3
    const id = isLong ? bytes.readUInt32BE(body + 4) : bytes.readUInt16BE(body + 4)
    const at = body + 4 + (isLong ? 4 : 2) + 2
    if (TELLING.has(bytes.toString('latin1', at, at + 4))) ids.add(id)
  }
  return ids
}

class Reader {
  readonly #bytes: Buffer
  at: number
  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.at = at
  }
  /** A number of 0 to 8 bytes, big-endian. */
  take(size: number): number {
    let value = 0
    for (let n = 0; n < size; n++) value = value * 256 + this.#bytes.readUInt8(this.at++)
    return value
  }
}

/** Where the bytes of the items lie in the file. iloc, versions 0 to 2. */
function extentsOf(bytes: Buffer, iloc: Box, items: ReadonlySet<number>, idat: Box | undefined): Extent[] {
  const reader = new Reader(bytes, iloc.body)
  const version = reader.take(1)
  reader.take(3)
  const sizes = reader.take(2)
  const [offsetSize, lengthSize, baseSize] = [(sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  const count = reader.take(version === 2 ? 4 : 2)
  const extents: Extent[] = []
  for (let n = 0; n < count; n++) {
    const id = reader.take(version === 2 ? 4 : 2)
    // 0: offsets into the file, 1: into the idat box
    const method = version === 0 ? 0 : reader.take(2) & 15
    reader.take(2)
    const base = reader.take(baseSize) + (method === 1 ? (idat?.body ?? 0) : 0)
    const inItem = reader.take(2)
    for (let extent = 0; extent < inItem; extent++) {
      reader.take(indexSize)
      const offset = base + reader.take(offsetSize)
      const length = reader.take(lengthSize)
      if (items.has(id)) extents.push({ offset, length })
    }
  }
  return extents
}

/** The picture with its metadata blanked; null where it is not whole. */
export function stripIsoImage(original: Buffer): Buffer | null {
  const boxes = boxesIn(original, 0, original.length)
  const meta = boxes?.find(box => box.type === 'meta')
  const inner = meta && boxesIn(original, meta.body + 4, meta.end)
  const iinf = inner?.find(box => box.type === 'iinf')
  const iloc = inner?.find(box => box.type === 'iloc')
  if (!inner || !iinf || !iloc) return null
  try {
    const items = tellingItems(original, iinf)
    if (!items) return null
    const idat = inner.find(box => box.type === 'idat')
    const bytes = Buffer.from(original)
    for (const { offset, length } of extentsOf(original, iloc, items, idat)) {
      if (offset + length > bytes.length) return null
      bytes.fill(0, offset, offset + length)
    }
    return bytes
  } catch (error) {
    // read past the end
    if (error instanceof RangeError) return null
    throw error
  }
}
