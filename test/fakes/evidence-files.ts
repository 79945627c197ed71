// Small whole files of every type that is taken, with the metadata that phones write into them. The pictures were drawn by a
// browser (8 by 4 points); everything else is put together here, byte by byte.
import { crc32, deflateSync } from 'node:zlib'

const DRAWN_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAEAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAXEAEBAQEAAAAAAAAAAAAAAAAAAQIR/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwX/xAAYEQEAAwEAAAAAAAAAAAAAAAABAAIRIf/aAAwDAQACEQMRAD8AiZmZyADkls2dXs//2Q==',
  'base64'
)
const DRAWN_WEBP = Buffer.from(
  'UklGRhwCAABXRUJQVlA4WAoAAAAgAAAABwAAAwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggLgAAAHABAJ0BKggABAADgFolsAJ0AAAAAP1BrDAuiMNGv+dqWuxkkWZ29/K1/K1b4AA=',
  'base64'
)

/** What must be nowhere in a handling copy: a made-up device, person and place. */
export const TELLTALES = ['GPSLatitude', 'Zhang Sanfeng', 'FictPhone X1', '26.8721', '2026:11:20 21:14:05']

const u16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255])
const u32 = (value: number) => Buffer.from([(value >>> 24) & 255, (value >> 16) & 255, (value >> 8) & 255, value & 255])
const u32le = (value: number) => Buffer.from(u32(value)).reverse()
const latin = (text: string) => Buffer.from(text, 'latin1')

/** A TIFF block: orientation, artist, model and time in its first directory, and the telltales of a place behind it. */
export function tiff(orientation: number, order: 'MM' | 'II' = 'MM'): Buffer {
  const texts = [
    [0x010f, 'FictPhone X1'],
    [0x0132, '2026:11:20 21:14:05'],
    [0x013b, 'Zhang Sanfeng']
  ] as const
  const n16 = (value: number) => (order === 'MM' ? u16(value) : u16(value).reverse())
  const n32 = (value: number) => (order === 'MM' ? u32(value) : u32le(value))
  const count = texts.length + 1
  let at = 8 + 2 + count * 12 + 4
  const entries: Buffer[] = []
  const data: Buffer[] = []
  const entry = (tag: number, type: number, length: number, value: Buffer) =>
    entries.push(Buffer.concat([n16(tag), n16(type), n32(length), value]))
  for (const [tag, text] of texts) {
    if (tag > 0x0112 && entries.length === 1) entry(0x0112, 3, 1, Buffer.concat([n16(orientation), n16(0)]))
    const bytes = latin(`${text}\0`)
    entry(tag, 2, bytes.length, n32(at))
    data.push(bytes)
    at += bytes.length
  }
  const head = Buffer.concat([latin(order), n16(42), n32(8), n16(count)])
  return Buffer.concat([head, ...entries, n32(0), ...data, latin('GPSLatitude 26.8721')])
}

const segment = (marker: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([0xff, marker]), u16(payload.length + 2), payload])

const XMP = latin('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude="26.8721" dc:creator="Zhang Sanfeng"/>')

/** A photo as a phone takes it: Exif, XMP, a comment, and a second picture behind the end. */
export function photo({ orientation = 6, order = 'MM' as 'MM' | 'II' } = {}): Buffer {
  const exif = segment(0xe1, Buffer.concat([latin('Exif\0\0'), tiff(orientation, order)]))
  return Buffer.concat([
    DRAWN_JPEG.subarray(0, 2),
    exif,
    segment(0xe1, XMP),
    segment(0xed, latin('Photoshop 3.0\0Zhang Sanfeng')),
    segment(0xfe, latin('FictPhone X1')),
    DRAWN_JPEG.subarray(2),
    latin('GPSLatitude in a picture glued on behind the end')
  ])
}

/** Another photo: its bytes differ with `seed`. */
export const photoNumber = (seed: number): Buffer =>
  Buffer.concat([
    DRAWN_JPEG.subarray(0, 2),
    segment(0xfe, latin(`no. ${seed}`)),
    segment(0xdb, quantisation(seed)),
    DRAWN_JPEG.subarray(2)
  ])

/** A table that the picture does not use: it stays in the handling copy and makes it another one. */
const quantisation = (seed: number) => Buffer.concat([Buffer.from([3]), Buffer.alloc(64, (seed % 255) + 1)])

export const drawnJpeg = (): Buffer => Buffer.from(DRAWN_JPEG)

export function webp({ orientation = 8 } = {}): Buffer {
  const chunk = (type: string, data: Buffer) =>
    Buffer.concat([latin(type), u32le(data.length), data, Buffer.alloc(data.length % 2)])
  const body = Buffer.from(DRAWN_WEBP.subarray(8))
  // VP8X comes first: announce Exif and XMP
  body[12] = (body[12] ?? 0) | 0x0c
  const more = Buffer.concat([chunk('EXIF', tiff(orientation)), chunk('XMP ', XMP)])
  const whole = Buffer.concat([body, more])
  return Buffer.concat([latin('RIFF'), u32le(whole.length), whole])
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([latin(type), data])
  return Buffer.concat([u32(data.length), named, u32(crc32(named))])
}

export function png({ orientation = 3 } = {}): Buffer {
  const header = Buffer.concat([u32(2), u32(1), Buffer.from([8, 2, 0, 0, 0])])
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('tEXt', latin('Author\0Zhang Sanfeng')),
    pngChunk('eXIf', tiff(orientation)),
    pngChunk('IDAT', deflateSync(Buffer.from([0, 200, 40, 40, 40, 200, 40]))),
    pngChunk('IEND', Buffer.alloc(0)),
    latin('GPSLatitude glued on')
  ])
}

export const box = (type: string, ...bodies: Buffer[]): Buffer => {
  const body = Buffer.concat(bodies)
  return Buffer.concat([u32(body.length + 8), latin(type), body])
}

/** A recording of a phone with place, model and time in its boxes. */
export function recording(brand: 'isom' | 'M4A ' = 'isom'): Buffer {
  const times = Buffer.concat([u32(0), u32(3_900_000_000), u32(3_900_000_000), u32(1000), u32(5000)])
  const udta = box(
    'udta',
    box('\xa9xyz', latin('+26.8721+100.2299/')),
    box('meta', u32(0), latin('Zhang Sanfeng FictPhone X1'))
  )
  const trak = box('trak', box('tkhd', times), box('udta', latin('GPSLatitude')), box('mdia', box('mdhd', times)))
  return Buffer.concat([
    box('ftyp', latin(brand), u32(0), latin(brand), latin('mp42')),
    box('moov', box('mvhd', times), trak, udta, box('meta', u32(0), latin('2026:11:20 21:14:05'))),
    box('mdat', latin('sound and pictures, as they are'))
  ])
}

/** A heic picture whose Exif lies in mdat, found by iinf and iloc. */
export function heic(): Buffer {
  const exif = Buffer.concat([u32(0), tiff(1)])
  const picture = latin('coded picture')
  const infe = (id: number, type: string) => box('infe', Buffer.from([2, 0, 0, 0]), u16(id), u16(0), latin(`${type}\0`))
  const build = (offset: number) => {
    const iloc = box(
      'iloc',
      Buffer.from([0, 0, 0, 0, 0x44, 0x00]),
      u16(2),
      ...[
        [1, offset, picture.length],
        [2, offset + picture.length, exif.length]
      ].flatMap(([id = 0, at = 0, length = 0]) => [u16(id), u16(0), u16(1), u32(at), u32(length)])
    )
    const iinf = box('iinf', u32(0), u16(2), infe(1, 'hvc1'), infe(2, 'Exif'))
    const ftyp = box('ftyp', latin('heic'), u32(0), latin('mif1'), latin('heic'))
    return { before: Buffer.concat([ftyp, box('meta', u32(0), iinf, iloc)]), mdat: box('mdat', picture, exif) }
  }
  const { length } = build(0).before
  const { before, mdat } = build(length + 8)
  return Buffer.concat([before, mdat])
}

export function mp3(): Buffer {
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413, 7)])
  const name = latin('TPE1\0\0\0\x0f\0\0\0Zhang Sanfeng ')
  const id3 = Buffer.concat([latin('ID3'), Buffer.from([4, 0, 0, 0, 0, 0, name.length]), name])
  const id3v1 = Buffer.concat([latin('TAG'), latin('FictPhone X1'), Buffer.alloc(113)])
  return Buffer.concat([id3, frame, frame, frame, id3v1])
}

export const pdf = (): Buffer =>
  latin('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF')

/** A stored (not packed) zip with what a docx is known by. */
export function docx(): Buffer {
  const types = latin(
    '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
  )
  const entries = [
    ['[Content_Types].xml', types],
    ['word/document.xml', latin('<w:document/>')]
  ] as const
  const le16 = (value: number) => u16(value).reverse()
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, data] of entries) {
    const common = Buffer.concat([
      le16(0),
      le16(0),
      u32le(0),
      u32le(crc32(data)),
      u32le(data.length),
      u32le(data.length)
    ])
    const lengths = Buffer.concat([le16(name.length), le16(0)])
    const file = Buffer.concat([latin('PK\x03\x04'), le16(20), common, lengths, latin(name), data])
    directory.push(
      Buffer.concat([
        latin('PK\x01\x02'),
        le16(20),
        le16(20),
        common,
        lengths,
        Buffer.alloc(10),
        u32le(at),
        latin(name)
      ])
    )
    files.push(file)
    at += file.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.concat([latin('PK\x05\x06'), u32(0), le16(2), le16(2), u32le(list.length), u32le(at), le16(0)])
  return Buffer.concat([...files, list, end])
}

/** A program under whatever name. */
export const program = (): Buffer => Buffer.concat([latin('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff'), Buffer.alloc(200)])

/** A file for a name: by its ending, and another one for another name; `broken…`, `empty…` and `program…` are refused. */
export function fileOf(name: string): Buffer {
  if (name.startsWith('empty')) return Buffer.alloc(0)
  if (name.startsWith('program')) return program()
  if (name.startsWith('broken')) return photo().subarray(0, 300)
  const seed = crc32(Buffer.from(name))
  const mark = box('free', u32(seed))
  switch (name.split('.').at(-1)) {
    case 'mp4':
      return Buffer.concat([recording(), mark])
    case 'm4a':
      return Buffer.concat([recording('M4A '), mark])
    case 'pdf':
      return Buffer.concat([pdf().subarray(0, 9), latin(`% ${seed}\n`), pdf().subarray(9)])
    default:
      return photoNumber(seed)
  }
}
