import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import { AppError } from '../../../core/errors.ts'
import { orientationOf } from '../../../tickets/evidence/formats/exif.ts'
import { boxesIn } from '../../../tickets/evidence/formats/iso-boxes.ts'
import { inspectFile } from '../../../tickets/evidence/inspect-file.ts'
import * as files from '../../fakes/evidence-files.ts'

const TAKEN: [string, string, Buffer][] = [
  ['IMG_0001.jpg', 'image/jpeg', files.photo()],
  ['IMG_0002.JPG', 'image/jpeg', files.photo({ order: 'II' })],
  ['plain.jpeg', 'image/jpeg', files.drawnJpeg()],
  ['a.webp', 'image/webp', files.webp()],
  ['b.png', 'image/png', files.png()],
  ['IMG_3.HEIC', 'image/heic', files.heic()],
  ['v.mp4', 'video/mp4', files.recording()],
  ['call.m4a', 'audio/mp4', files.recording('M4A ')],
  ['call.mp3', 'audio/mpeg', files.mp3()],
  ['receipt.pdf', 'application/pdf', files.pdf()],
  ['story.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', files.docx()]
]

async function refusal(bytes: Buffer, name: string): Promise<string> {
  try {
    const { type } = await inspectFile(bytes, name)
    return `taken as ${type.contentType}`
  } catch (error) {
    assert.ok(error instanceof AppError)
    return error.code
  }
}

describe('inspecting a file', () => {
  for (const [name, contentType, bytes] of TAKEN) {
    it(`takes ${name} as ${contentType}, and its copy tells no person, device, time or place`, async () => {
      const { type, handling } = await inspectFile(bytes, name)
      assert.equal(type.contentType, contentType)
      for (const telltale of files.TELLTALES) {
        assert.ok(!handling.includes(telltale), telltale)
        assert.ok(!handling.includes(Buffer.from(telltale, 'utf16le')), telltale)
      }
      const again = await inspectFile(handling, name)
      assert.deepEqual(again.handling, handling, 'nothing is left to be taken out')
    })
  }

  it('had telltales to take out in everything but documents', () => {
    for (const [name, , bytes] of TAKEN) {
      if (/pdf|docx|plain/.test(name)) continue
      assert.ok(
        files.TELLTALES.some(telltale => bytes.includes(telltale)),
        name
      )
    }
  })

  it('keeps a photo upright: its orientation stays, its picture is untouched', async () => {
    for (const orientation of [2, 3, 6, 8]) {
      const { handling } = await inspectFile(files.photo({ orientation, order: 'II' }), 'a.jpg')
      const at = handling.indexOf('Exif\0\0')
      assert.equal(orientationOf(handling.subarray(at + 6)), orientation)
      const scan = files.drawnJpeg()
      assert.ok(handling.includes(scan.subarray(scan.indexOf(Buffer.from([0xff, 0xda])))), 'the scan up to the end')
    }
    const { handling } = await inspectFile(files.photo({ orientation: 1 }), 'a.jpg')
    assert.equal(handling.indexOf('Exif'), -1)
    const png = await inspectFile(files.png({ orientation: 6 }), 'a.png')
    assert.equal(orientationOf(png.handling.subarray(png.handling.indexOf('eXIf') + 4)), 6)
    const webp = await inspectFile(files.webp({ orientation: 5 }), 'a.webp')
    assert.equal(orientationOf(webp.handling.subarray(webp.handling.indexOf('EXIF') + 8)), 5)
    assert.equal(webp.handling.readUInt32LE(4), webp.handling.length - 8)
    assert.equal((webp.handling[20] ?? 0) & 0x04, 0, 'no XMP is announced')
  })

  it('moves nothing in a recording: every offset into the data stays right', async () => {
    const original = files.recording()
    const { handling } = await inspectFile(original, 'v.mp4')
    assert.equal(handling.length, original.length)
    const [before, after] = [original, handling].map(bytes => boxesIn(bytes, 0, bytes.length))
    assert.deepEqual(after, before)
    assert.ok(handling.includes('sound and pictures, as they are'))
    assert.equal(handling.readUInt32BE(handling.indexOf('mvhd') + 8), 0, 'when it was made')
    assert.ok((await inspectFile(files.heic(), 'a.heic')).handling.includes('coded picture'))
  })

  it('refuses what is empty, too large, disguised, of no type that is taken', async () => {
    assert.equal(await refusal(Buffer.alloc(0), 'a.jpg'), 'EVIDENCE_EMPTY')
    assert.equal(await refusal(Buffer.alloc(20 * 1024 * 1024 + 1, 1), 'a.jpg'), 'EVIDENCE_TOO_LARGE')
    assert.equal(await refusal(files.program(), 'photo.jpg'), 'EVIDENCE_DISGUISED')
    assert.equal(await refusal(files.pdf(), 'photo.jpg'), 'EVIDENCE_DISGUISED')
    assert.equal(await refusal(files.photo(), 'contract.pdf'), 'EVIDENCE_DISGUISED')
    assert.equal(await refusal(files.program(), 'setup.exe'), 'EVIDENCE_TYPE_REFUSED')
    assert.equal(await refusal(files.program(), ''), 'EVIDENCE_TYPE_REFUSED')
    assert.equal(await refusal(Buffer.from('<svg onload="x()"/>'), 'a.svg'), 'EVIDENCE_TYPE_REFUSED')
    assert.equal(await refusal(Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'), 'a.gif'), 'EVIDENCE_TYPE_REFUSED')
    assert.equal(await refusal(Buffer.from('just words, no photo'), 'a.jpg'), 'EVIDENCE_BROKEN')
  })

  it('takes an image under the name of another kind of image: chats rename them', async () => {
    assert.equal(await refusal(files.webp(), 'mmexport1700000000.jpg'), 'taken as image/webp')
    assert.equal(await refusal(files.photo(), 'a.HEIC'), 'taken as image/jpeg')
    assert.equal(await refusal(files.recording('M4A '), 'recording.mp4'), 'taken as audio/mp4')
    assert.equal(await refusal(files.photo(), 'no ending'), 'taken as image/jpeg')
  })

  it('refuses every type that is cut off anywhere', async () => {
    for (const [name, , bytes] of TAKEN) {
      // a sound may end anywhere; behind a picture's end anything may be missing
      if (name.endsWith('.mp3')) continue
      const glued = bytes.indexOf(Buffer.from('GPSLatitude')) > 0 && /jpe?g|png/i.test(name)
      const end = glued ? bytes.lastIndexOf('GPSLatitude') - 1 : bytes.length - 1
      for (const share of [0.3, 0.6, 0.9, 1]) {
        const cut = bytes.subarray(0, Math.floor(end * share))
        const outcome = await refusal(cut, name)
        assert.ok(/^EVIDENCE_(BROKEN|TYPE_REFUSED|DISGUISED)$/.test(outcome), `${name} cut at ${share}: ${outcome}`)
      }
    }
  })

  it('refuses a PNG of which one byte was changed', async () => {
    const bytes = files.png()
    const at = bytes.indexOf('IDAT') + 6
    bytes[at] = (bytes[at] ?? 0) ^ 1
    assert.equal(await refusal(bytes, 'a.png'), 'EVIDENCE_BROKEN')
  })

  it('never throws anything but a refusal, whatever the bytes', async () => {
    let seed = 7
    const next = (below: number) => {
      seed = crc32(Buffer.from(String(seed)))
      return seed % below
    }
    for (let n = 0; n < 400; n++) {
      const [name, , whole] = TAKEN[next(TAKEN.length)]!
      const bytes = Buffer.from(whole)
      for (let m = next(6) + 1; m > 0; m--) bytes[next(bytes.length)] = next(256)
      await refusal(bytes.subarray(0, bytes.length - next(20)), name)
    }
  })
})
