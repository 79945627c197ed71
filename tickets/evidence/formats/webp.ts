// WebP (RFC 9649): a RIFF container; the chunks EXIF and XMP go, and with them the marks that announce them.
import { orientationOf, tiffIn, tiffWithOrientation } from './exif.ts'

const EXIF_MARK = 0x08
const XMP_MARK = 0x04
const DRAWING = new Set(['VP8X', 'VP8 ', 'VP8L', 'ANIM', 'ANMF', 'ALPH', 'ICCP'])

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 0, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}

/** The image without metadata but for its orientation; null where it is not whole. */
export function stripWebp(bytes: Buffer): Buffer | null {
  if (bytes.length < 20 || bytes.toString('latin1', 0, 4) !== 'RIFF') return null
  if (bytes.toString('latin1', 8, 12) !== 'WEBP') return null
  const end = 8 + bytes.readUInt32LE(4)
  if (end > bytes.length) return null
  const chunks: { type: string; data: Buffer }[] = []
  let orientation: number | null = null
  for (let at = 12; at + 8 <= end; ) {
    const type = bytes.toString('latin1', at, at + 4)
    const length = bytes.readUInt32LE(at + 4)
    if (at + 8 + length > end) return null
    const data = bytes.subarray(at + 8, at + 8 + length)
    if (type === 'EXIF') orientation ??= orientationOf(tiffIn(data))
    if (DRAWING.has(type)) chunks.push({ type, data })
    at += 8 + length + (length % 2)
  }
  if (!chunks.some(({ type }) => type === 'VP8 ' || type === 'VP8L' || type === 'ANMF')) return null
  const isTurned = orientation !== null && orientation !== 1 && chunks.some(({ type }) => type === 'VP8X')
  const parts = chunks.map(({ type, data }) => {
    if (type !== 'VP8X') return chunk(type, data)
    const marked = Buffer.from(data)
    marked[0] = ((marked[0] ?? 0) & ~(EXIF_MARK | XMP_MARK)) | (isTurned ? EXIF_MARK : 0)
    return chunk(type, marked)
  })
  if (isTurned && orientation !== null) parts.push(chunk('EXIF', tiffWithOrientation(orientation)))
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...parts])
  const head = Buffer.alloc(8)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
}
