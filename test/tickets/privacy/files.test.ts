import assert from 'node:assert/strict'
import { auditEntries } from '../../../core/audit.ts'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { AppError } from '../../../core/errors.ts'
import { randomIds } from '../../../core/ids.ts'
import {
  EvidenceStore,
  erasePerson,
  exportPerson,
  findPerson,
  loadRetention,
  type PersonFileCopy,
  retain,
  retentionDue,
  type TicketDraft
} from '../../../tickets/index.ts'
import { photoNumber } from '../../fakes/evidence-files.ts'
import { type MemoryBlobs, memoryBlobs } from '../../fakes/memory-blobs.ts'
import { anonymousDraft, complaintDraft, NOW, reportDraft } from '../drafts.ts'
import { deskOn, listeningLog, vault } from '../world.ts'

const DAY_MS = 86_400_000

describe('files of citizens', () => {
  const clock = fixedClock(NOW)
  const schedule = loadRetention()
  const request = { phone: '13800001234', actor: 'lin', reason: '本人到窗口申请', schedule }
  let db: Database
  let blobs: MemoryBlobs
  let evidence: EvidenceStore
  let deps: { vault: typeof vault; clock: typeof clock; blobs: MemoryBlobs }

  const talk = async (id: string) => {
    const now = clock.now().toISOString()
    await db
      .insertInto('conversations')
      .values({
        id,
        channel: 'web',
        user_id: 'u',
        created_at: now,
        last_activity_at: now
      })
      .execute()
  }
  const send = async (conversationId: string, number: number) =>
    (await evidence.keep(conversationId, { name: `王小满家门口${number}.jpg`, bytes: photoNumber(number) })).id
  const file = async (conversationId: string, draft: TicketDraft, fileIds: string[]) => {
    const origin = { conversationId, userId: 'u' }
    const filed = await db.transaction().execute(trx => deskOn(clock).file(trx, [draft], { ...origin, fileIds }))
    return filed[0]!.ticketNo
  }
  const end = async (ticketNo: string) => {
    const change = { status: 'closed', updated_at: clock.now().toISOString() }
    await db.updateTable('tickets').set(change).where('ticket_no', '=', ticketNo).execute()
    await db.updateTable('outbox').set({ state: 'sent' }).where('ticket_no', '=', ticketNo).execute()
  }
  const rows = async () => (await db.selectFrom('evidence_files').select('id').execute()).map(({ id }) => id).sort()
  const stored = () => [...new Set([...blobs.kept.keys()].map(key => key.split('/')[0]))].sort()
  const run = async (set = schedule) => {
    const before = [await rows(), stored()]
    const due = await retentionDue(db, set, deps)
    assert.deepEqual([await rows(), stored()], before, 'a dry run changes nothing')
    assert.deepEqual(await retain(db, set, deps), due, 'the dry run told what the run does')
    return { files: due.files, strays: due.strays }
  }

  beforeEach(async () => {
    clock.advance(Date.parse(NOW) - clock.now().getTime())
    db = await openDatabase(':memory:', { clock })
    blobs = memoryBlobs(() => clock.now().getTime())
    const { log } = listeningLog(clock)
    deps = { vault, clock, blobs }
    evidence = new EvidenceStore({ ...deps, db, ids: randomIds, log, scan: null })
    await talk('c1')
  })
  afterEach(() => db.destroy())

  describe('of one person', () => {
    it('are found and given as they came; not those of an anonymous report, not those beside one', async () => {
      const sent = await send('c1', 1)
      const loose = await send('c1', 2)
      const ticketNo = await file('c1', complaintDraft, [sent])
      await talk('c2')
      await file('c2', anonymousDraft, [await send('c2', 3)])
      await send('c2', 4)
      await file('c2', reportDraft, [])
      const found = await findPerson(db, request, deps)
      const shown = found.files.map(({ id, name, ticketNos }) => [id, name, ticketNos])
      const expected = [
        [sent, '王小满家门口1.jpg', [ticketNo]],
        [loose, '王小满家门口2.jpg', []]
      ]
      assert.deepEqual(new Map(shown.map(row => [row[0], row])), new Map(expected.map(row => [row[0], row])))
      const copies: PersonFileCopy[] = []
      const copy = await exportPerson(db, { ...request, saveFile: given => copies.push(given) }, deps)
      assert.deepEqual(copy.files, found.files)
      const bytesOf = (id: string) => copies.find(({ fileName }) => fileName === `${id}.jpg`)?.bytes
      assert.equal(copies.length, 2)
      assert.deepEqual([bytesOf(sent), bytesOf(loose)], [photoNumber(1), photoNumber(2)])
      assert.ok(!JSON.stringify(await auditEntries(db, { limit: 9 })).includes('家门口'))
    })

    it('stay with a ticket that is handled or kept by law; what went with none goes with the talk', async () => {
      const sent = await send('c1', 1)
      await send('c1', 2)
      const ticketNo = await file('c1', complaintDraft, [sent])
      assert.deepEqual((await erasePerson(db, request, deps)).files, { erased: 0, kept: 2, bytesLeft: 0 })
      await end(ticketNo)
      const dry = await erasePerson(db, { ...request, isDryRun: true }, deps)
      assert.deepEqual(dry.files, { erased: 1, kept: 1, bytesLeft: 0 })
      assert.equal((await rows()).length, 2)
      assert.deepEqual(await erasePerson(db, request, deps), dry)
      assert.deepEqual([await rows(), stored()], [[sent], [sent]])
    })

    it('go whole with an erased ticket: original, copy and rows; not what another ticket still has', async () => {
      const both = await send('c1', 1)
      const own = await send('c1', 2)
      const ticketNo = await file('c1', complaintDraft, [both, own])
      await file('c1', { ...reportDraft, requester: { ...reportDraft.requester, phone: '13900009999' } }, [both])
      await end(ticketNo)
      clock.advance(1096 * DAY_MS)
      assert.deepEqual((await erasePerson(db, request, deps)).files, { erased: 1, kept: 1, bytesLeft: 0 })
      assert.deepEqual([await rows(), stored()], [[both], [both]])
      const links = await db.selectFrom('evidence_links').select('ticket_no').execute()
      assert.ok(links.length === 1 && links[0]?.ticket_no !== ticketNo)
    })

    it('lose their key though the store is away, and their bytes by the next run after', async () => {
      const ticketNo = await file('c1', complaintDraft, [await send('c1', 1)])
      await end(ticketNo)
      clock.advance(1096 * DAY_MS)
      const remove = blobs.delete
      blobs.delete = () => Promise.reject(new AppError('EVIDENCE_STORE_FAILED'))
      assert.deepEqual((await erasePerson(db, request, deps)).files, { erased: 1, kept: 0, bytesLeft: 1 })
      assert.deepEqual([await rows(), blobs.kept.size], [[], 2])
      blobs.delete = remove
      assert.deepEqual(await run(), { files: 0, strays: 2 })
      assert.equal(blobs.kept.size, 0)
    })
  })

  describe('by the schedule', () => {
    it('go the next day where they were taken back, after 30 days where the draft was left, never with a ticket', async () => {
      const [sent, dropped, left] = [await send('c1', 1), await send('c1', 2), await send('c1', 3)]
      const upload = await evidence.begin('c1', { name: '录像.mp4', size: 900_000 })
      await evidence.receive('c1', upload, 0, Buffer.alloc(256 * 1024, 1))
      await file('c1', complaintDraft, [sent])
      await evidence.remove('c1', dropped)
      assert.deepEqual(await run(), { files: 1, strays: 0 })
      assert.deepEqual(stored(), [sent, left, upload].sort())
      clock.advance(29 * DAY_MS)
      assert.deepEqual(await run(), { files: 0, strays: 0 })
      clock.advance(2 * DAY_MS)
      const never = { ...schedule, files: { days: null, basis: 'test' } }
      assert.deepEqual(await run(never), { files: 0, strays: 0 })
      assert.deepEqual(await run(), { files: 2, strays: 0 })
      assert.deepEqual([await rows(), stored()], [[sent], [sent]])
      const [entry] = await auditEntries(db, { action: 'retention.run', limit: 1 })
      assert.equal(entry?.detail?.files, 2)
    })

    it('stay where somebody still talks about them', async () => {
      await send('c1', 1)
      clock.advance(31 * DAY_MS)
      const now = clock.now().toISOString()
      await db.updateTable('conversations').set({ last_activity_at: now }).execute()
      assert.deepEqual(await run(), { files: 0, strays: 0 })
    })

    it('go with their conversation and with their ticket', async () => {
      const never = { ...schedule, files: { days: null, basis: 'test' }, tickets: { days: 1095, basis: 'test' } }
      const ticketNo = await file('c1', complaintDraft, [await send('c1', 1)])
      await talk('c2')
      await send('c2', 2)
      await end(ticketNo)
      clock.advance(181 * DAY_MS)
      assert.deepEqual(await run(never), { files: 1, strays: 0 })
      clock.advance(1000 * DAY_MS)
      assert.deepEqual(await run(never), { files: 1, strays: 0 })
      assert.deepEqual([await rows(), blobs.kept.size], [[], 0])
    })

    it('that no row names go after two days, not those of a write under way nor those of a ticket', async () => {
      const sent = await send('c1', 1)
      await file('c1', complaintDraft, [sent])
      await blobs.put('lost/original', Buffer.from('x'))
      await blobs.put(`${sent}/chunk-0`, Buffer.from('x'))
      await blobs.put(`${sent}/handling.1a2b.part`, Buffer.from('x'))
      clock.advance(2.5 * DAY_MS)
      await blobs.put('young/original', Buffer.from('x'))
      assert.deepEqual(await run(), { files: 0, strays: 3 })
      assert.deepEqual([...blobs.kept.keys()].sort(), [`${sent}/handling`, `${sent}/original`, 'young/original'].sort())
    })

    it('are named in the audit also where the store cannot be listed; the run then says that it failed', async () => {
      await evidence.remove('c1', await send('c1', 1))
      // biome-ignore lint/correctness/useYield: it fails before the first
      blobs.list = async function* () {
        throw new AppError('EVIDENCE_STORE_FAILED')
      }
      await assert.rejects(retain(db, schedule, deps), { code: 'EVIDENCE_STORE_FAILED' })
      const [entry] = await auditEntries(db, { action: 'retention.run', limit: 1 })
      assert.equal(entry?.detail?.files, 1)
    })
  })
})
