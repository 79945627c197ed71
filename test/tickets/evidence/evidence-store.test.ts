import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { AppError } from '../../../core/errors.ts'
import { randomIds } from '../../../core/ids.ts'
import { createDiskStore } from '../../../tickets/evidence/disk-store.ts'
import { CHUNK_BYTES, EvidenceStore, type Scan } from '../../../tickets/index.ts'
import { drawnJpeg, photo, photoNumber, program, recording } from '../../fakes/evidence-files.ts'
import { type MemoryBlobs, memoryBlobs } from '../../fakes/memory-blobs.ts'
import { listeningLog, vault } from '../world.ts'

const NOW = '2026-11-26T10:00:00+08:00'
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

/** A recording of about `bytes` bytes: several pieces. */
function longRecording(bytes: number): Buffer {
  const whole = recording()
  const data = Buffer.alloc(bytes, 'noise of a street ')
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length + 8, 0)
  head.write('mdat', 4, 'latin1')
  return Buffer.concat([whole, head, data])
}

describe('the store of files', () => {
  const clock = fixedClock(NOW)
  const { log, lines } = listeningLog(clock)
  let db: Database
  let blobs: MemoryBlobs
  let evidence: EvidenceStore
  const storeWith = (scan: Scan | null) => new EvidenceStore({ db, vault, clock, ids: randomIds, log, blobs, scan })

  beforeEach(async () => {
    db = await openDatabase(':memory:', { clock })
    blobs = memoryBlobs(() => clock.now().getTime())
    evidence = storeWith(null)
  })
  afterEach(() => db.destroy())

  const row = (id: string) => db.selectFrom('evidence_files').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  async function sendAll(id: string, bytes: Buffer, from = 0) {
    let last = await evidence.receive('c1', id, from, bytes.subarray(from, from + CHUNK_BYTES))
    while (last.offset < bytes.length) {
      last = await evidence.receive('c1', id, last.offset, bytes.subarray(last.offset, last.offset + CHUNK_BYTES))
    }
    return last
  }

  it('keeps the original and a copy without metadata apart, both sealed, with the sha256 of each', async () => {
    const bytes = photo()
    const file = await evidence.keep('c1', { name: 'C:\\fake\\IMG_1.jpg', bytes })
    assert.deepEqual(
      [file.kind, file.contentType, file.size, file.name],
      ['image', 'image/jpeg', bytes.length, 'IMG_1.jpg']
    )
    const stored = await row(file.id)
    const { bytes: handling } = await evidence.read('c1', file.id)
    assert.equal(stored.original_sha256, sha256(bytes))
    assert.equal(stored.handling_sha256, sha256(handling))
    assert.equal(stored.handling_size, handling.length)
    assert.deepEqual([...blobs.kept.keys()], [`${file.id}/original`, `${file.id}/handling`])
    for (const { bytes: sealed } of blobs.kept.values()) {
      assert.ok(!sealed.includes('JFIF') && !sealed.includes('Zhang Sanfeng'))
    }
    assert.ok(!JSON.stringify(stored).includes('IMG_1'), 'the name is sealed as well')
  })

  it('is closed to every other conversation', async () => {
    const { id } = await evidence.keep('c1', { name: 'a.jpg', bytes: photo() })
    await assert.rejects(evidence.read('c2', id), refuses('EVIDENCE_NOT_FOUND'))
    await assert.rejects(evidence.filesOf('c2', [id]), refuses('EVIDENCE_NOT_FOUND'))
    await evidence.remove('c2', id)
    assert.equal((await evidence.read('c1', id)).id, id)
  })

  it('takes the same file twice as one, and another one as another', async () => {
    const first = await evidence.keep('c1', { name: 'a.jpg', bytes: photo() })
    assert.equal((await evidence.keep('c1', { name: 'b.jpg', bytes: photo() })).id, first.id)
    assert.notEqual((await evidence.keep('c1', { name: 'a.jpg', bytes: drawnJpeg() })).id, first.id)
    assert.notEqual((await evidence.keep('c2', { name: 'a.jpg', bytes: photo() })).id, first.id)
  })

  it('takes nine files of a draft and not a tenth, whole or in pieces; one removed makes room', async () => {
    const ids: string[] = []
    for (let n = 0; n < 9; n++) ids.push((await evidence.keep('c1', { name: `${n}.jpg`, bytes: photoNumber(n) })).id)
    await assert.rejects(evidence.keep('c1', { name: '9.jpg', bytes: photoNumber(9) }), refuses('EVIDENCE_TOO_MANY'))
    await assert.rejects(evidence.begin('c1', { name: '9.jpg', size: 10 }), refuses('EVIDENCE_TOO_MANY'))
    await evidence.remove('c1', ids[0] ?? '')
    await evidence.keep('c1', { name: '9.jpg', bytes: photoNumber(9) })
    await evidence.keep('c2', { name: '9.jpg', bytes: photoNumber(9) })
  })

  it('leaves nothing of a file that is refused', async () => {
    await assert.rejects(evidence.keep('c1', { name: 'a.jpg', bytes: program() }), refuses('EVIDENCE_DISGUISED'))
    const bytes = photo().subarray(0, 300)
    const id = await evidence.begin('c1', { name: 'a.jpg', size: bytes.length })
    await assert.rejects(sendAll(id, bytes), refuses('EVIDENCE_BROKEN'))
    await assert.rejects(evidence.progress('c1', id), refuses('EVIDENCE_NOT_FOUND'))
    assert.equal([...blobs.kept.keys()].filter(key => /original|handling/.test(key)).length, 0)
  })

  it('takes a file in pieces, goes on where it was, and has the same file in the end', async () => {
    const bytes = longRecording(3 * CHUNK_BYTES)
    const id = await evidence.begin('c1', { name: 'v.mp4', size: bytes.length })
    const piece = (n: number) => bytes.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES)
    assert.deepEqual(await evidence.receive('c1', id, 0, piece(0)), { offset: CHUNK_BYTES, file: null })
    await assert.rejects(evidence.receive('c1', id, 0, piece(0)), refuses('EVIDENCE_WRONG_OFFSET'))
    await assert.rejects(evidence.receive('c1', id, 2 * CHUNK_BYTES, piece(2)), refuses('EVIDENCE_WRONG_OFFSET'))
    await assert.rejects(evidence.receive('c1', id, CHUNK_BYTES, piece(1).subarray(1)), refuses('MALFORMED'))
    await assert.rejects(evidence.receive('c2', id, CHUNK_BYTES, piece(1)), refuses('EVIDENCE_NOT_FOUND'))
    // another process goes on
    evidence = storeWith(null)
    const { offset } = await evidence.progress('c1', id)
    const { file } = await sendAll(id, bytes, offset)
    assert.equal(file?.contentType, 'video/mp4')
    assert.equal((await row(id)).original_sha256, sha256(bytes))
    assert.deepEqual([...blobs.kept.keys()], [`${id}/original`, `${id}/handling`], 'no piece is left')
    assert.deepEqual((await evidence.receive('c1', id, 0, piece(0))).file?.id, id, 'a late piece changes nothing')
  })

  it('finishes an upload whose last piece was stored before the store failed', async () => {
    const bytes = photo()
    const id = await evidence.begin('c1', { name: 'a.jpg', size: bytes.length })
    const get = blobs.get
    blobs.get = () => Promise.reject(new AppError('EVIDENCE_STORE_FAILED'))
    await assert.rejects(sendAll(id, bytes), refuses('EVIDENCE_STORE_FAILED'))
    blobs.get = get
    assert.equal((await evidence.progress('c1', id)).offset, bytes.length)
    const { file } = await evidence.receive('c1', id, bytes.length, Buffer.alloc(0))
    assert.equal(file?.contentType, 'image/jpeg')
  })

  it('refuses what the scanner finds, and holds what it cannot see, with an alarm', async () => {
    evidence = storeWith(async () => 'infected')
    await assert.rejects(evidence.keep('c1', { name: 'a.jpg', bytes: photo() }), refuses('EVIDENCE_INFECTED'))
    assert.equal(blobs.kept.size, 0)
    evidence = storeWith(() => Promise.reject(new AppError('EVIDENCE_SCAN_FAILED')))
    const held = await evidence.keep('c1', { name: 'a.jpg', bytes: photo() })
    assert.equal(held.isHeld, true)
    assert.ok(lines.some(line => /"level":"error".*virus scanner/.test(line)))
    await assert.rejects(evidence.read('c1', held.id), refuses('EVIDENCE_NOT_FOUND'))
    assert.equal((await evidence.filesOf('c1', [held.id]))[0]?.isHeld, true)
  })

  it('says so where the disk is full, and keeps no row', async () => {
    blobs.isDown = true
    await assert.rejects(evidence.keep('c1', { name: 'a.jpg', bytes: photo() }), refuses('EVIDENCE_STORE_FAILED'))
    assert.deepEqual(await db.selectFrom('evidence_files').selectAll().execute(), [])
  })
})

describe('the store of files on disk', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('gives back what was put, replaces it, lists it, deletes it with its folder, for its owner only', async () => {
    const store = createDiskStore(folder)
    await store.put('f1/original', Buffer.from('one'))
    await store.put('f1/original', Buffer.from('two'))
    await store.put('f2/handling', Buffer.from('three'))
    assert.equal((await store.get('f1/original'))?.toString(), 'two')
    assert.equal(await store.get('f1/nothing'), null)
    assert.equal(statSync(path.join(folder, 'f1', 'original')).mode & 0o077, 0)
    assert.equal(statSync(path.join(folder, 'f1')).mode & 0o077, 0)
    writeFileSync(path.join(folder, 'f2', 'handling.abc.part'), 'of a crash')
    const keys: string[] = []
    for await (const { key } of store.list()) keys.push(key)
    assert.deepEqual(keys.sort(), ['f1/original', 'f2/handling', 'f2/handling.abc.part'])
    for (const key of keys) await store.delete(key)
    await store.delete('f1/original')
    assert.deepEqual(readdirSync(folder), [])
  })

  it('names no path in what it throws, and takes no key that leads out', async () => {
    const blocked = path.join(folder, 'file')
    writeFileSync(blocked, '')
    await assert.rejects(createDiskStore(blocked).put('a/b', Buffer.from('x')), error => {
      assert.ok(error instanceof AppError && error.code === 'EVIDENCE_STORE_FAILED')
      return !error.message.includes(folder)
    })
    await assert.rejects(createDiskStore(folder).get('../file'), refuses('INTERNAL'))
    assert.equal(readFileSync(blocked, 'utf8'), '')
  })
})
