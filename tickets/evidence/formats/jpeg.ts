// JPEG (ITU-T T.81): segments are copied one by one, those that may say who, when and where are left out, and so is
// everything behind the end of the image (a second picture, a film, anything glued on).
import { EXIF_HEAD, orientationOf, tiffIn, tiffWithOrientation } from './exif.ts'

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const COM = 0xfe
const APP0 = 0xe0
const APP1 = 0xe1
const APP2 = 0xe2
const APP14 = 0xee
const APP15 = 0xef
const TEM = 0x01
const RST0 = 0xd0
const RST7 = 0xd7
const ICC = Buffer.from('ICC_PROFILE\0', 'latin1')
const JFIF = Buffer.from('JFIF\0', 'latin1')
/** JFIF before its thumbnail. */
const JFIF_BYTES = 14

const startsWith = (payload: Buffer, head: Buffer) => payload.subarray(0, head.length).equals(head)

function segment(marker: number, payload: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(payload.length + 2, 2)
  return Buffer.concat([head, payload])
}

/** The segment as it may stay; null where it goes. Colour profiles stay: the picture would look otherwise. */
function kept(marker: number, payload: Buffer): Buffer | null {
  if (marker === APP0 && startsWith(payload, JFIF) && payload.length >= JFIF_BYTES) {
    const head = Buffer.from(payload.subarray(0, JFIF_BYTES))
    // no thumbnail
    head.writeUInt16BE(0, 12)
    return segment(marker, head)
  }
  if (marker === APP2 && startsWith(payload, ICC)) return segment(marker, payload)
  if (marker === APP14) return segment(marker, payload)
  if ((marker >= APP0 && marker <= APP15) || marker === COM) return null
  return segment(marker, payload)
}

/** Where the entropy-coded data that begins at `at` ends: the next marker that is no restart and no stuffed byte; -1: never. */
function endOfScan(bytes: Buffer, at: number): number {
  for (let next = bytes.indexOf(0xff, at); next >= 0; next = bytes.indexOf(0xff, next + 1)) {
    const marker = bytes[next + 1]
    if (marker === undefined) return -1
    if (marker !== 0 && marker !== 0xff && !(marker >= RST0 && marker <= RST7)) return next
  }
  return -1
}

/** The image without metadata but for its orientation; null where it is not whole. */
export function stripJpeg(bytes: Buffer): Buffer | null {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return null
  const parts: Buffer[] = []
  let orientation: number | null = null
  let hasScan = false
  for (let at = 2; ; ) {
    // any number of fill bytes may stand before a marker
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++
    const marker = bytes[at + 1]
    if (bytes[at] !== 0xff || marker === undefined) return null
    if (marker === EOI) break
    if (marker === TEM || (marker >= RST0 && marker <= RST7)) {
      at += 2
      continue
    }
    if (at + 4 > bytes.length) return null
    const length = bytes.readUInt16BE(at + 2)
    const end = at + 2 + length
    if (length < 2 || end > bytes.length) return null
    const payload = bytes.subarray(at + 4, end)
    if (marker === APP1 && startsWith(payload, EXIF_HEAD)) orientation ??= orientationOf(tiffIn(payload))
    const stays = kept(marker, payload)
    if (stays) parts.push(stays)
    at = end
    if (marker === SOS) {
      const next = endOfScan(bytes, at)
      if (next < 0) return null
      parts.push(bytes.subarray(at, next))
      hasScan = true
      at = next
    }
  }
  if (!hasScan) return null
  const turned =
    orientation === null || orientation === 1
      ? []
      : [segment(APP1, Buffer.concat([EXIF_HEAD, tiffWithOrientation(orientation)]))]
  return Buffer.concat([Buffer.from([0xff, SOI]), ...turned, ...parts, Buffer.from([0xff, EOI])])
}
