// Exif (CIPA DC-008): a TIFF block of which only the orientation is kept, so that a photo does not lie on its side without it.
const ORIENTATION = 0x0112
const ENTRY_BYTES = 12

/** 1 to 8; null where none is said, or where the block cannot be read. */
export function orientationOf(tiff: Buffer): number | null {
  if (tiff.length < 8) return null
  const order = tiff.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return null
  const u16 = (at: number) => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const u32 = (at: number) => (order === 'II' ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  const directory = u32(4)
  if (u16(2) !== 42 || directory + 2 > tiff.length) return null
  const count = u16(directory)
  for (let n = 0; n < count; n++) {
    const at = directory + 2 + n * ENTRY_BYTES
    if (at + ENTRY_BYTES > tiff.length) return null
    if (u16(at) !== ORIENTATION) continue
    const value = u16(at + 8)
    return value >= 1 && value <= 8 ? value : null
  }
  return null
}

/** A TIFF block that says the orientation and nothing else. */
export function tiffWithOrientation(orientation: number): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('MM', 0, 'latin1')
  tiff.writeUInt16BE(42, 2)
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(1, 8)
  tiff.writeUInt16BE(ORIENTATION, 10)
  // SHORT, one of them; the offset of a next directory, 0, ends it.
  tiff.writeUInt16BE(3, 12)
  tiff.writeUInt32BE(1, 14)
  tiff.writeUInt16BE(orientation, 18)
  return tiff
}

export const EXIF_HEAD = Buffer.from('Exif\0\0', 'latin1')

/** The TIFF block of an Exif payload with or without its head. */
export function tiffIn(payload: Buffer): Buffer {
  return payload.subarray(0, EXIF_HEAD.length).equals(EXIF_HEAD) ? payload.subarray(EXIF_HEAD.length) : payload
}
