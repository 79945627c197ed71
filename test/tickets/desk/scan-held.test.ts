import assert from 'node:assert/strict'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { AppError } from '../../../core/errors.ts'
import { randomIds } from '../../../core/ids.ts'
import { EvidenceStore, type Scan, scanHeldFiles } from '../../../tickets/index.ts'
import { openPayload } from '../../../tickets/store/sealed-order.ts'
import { photoNumber } from '../../fakes/evidence-files.ts'
import { type MemoryBlobs, memoryBlobs } from '../../fakes/memory-blobs.ts'
import { complaintDraft, NOW, reportDraft } from '../drafts.ts'
import { deskOn, listeningLog, OFFSET_MINUTES, vault } from '../world.ts'

const away: Scan = () => Promise.reject(new AppError('EVIDENCE_SCAN_FAILED'))

describe('files held for the virus scanner', () => {
  const clock = fixedClock(NOW)
  const { log, lines } = listeningLog(clock)
  let db: Database
  let blobs: MemoryBlobs
  let evidence: EvidenceStore
  const send = async (number: number) => {
    clock.advance(1000)
    return (await evidence.keep('c1', { name: `${number}.jpg`, bytes: photoNumber(number) })).id
  }
  const file = async (fileIds: string[]) => {
    const origin = { conversationId: 'c1', userId: 'u', fileIds }
    const drafts = [complaintDraft, reportDraft]
    return (await db.transaction().execute(trx => deskOn(clock).file(trx, drafts, origin))).map(row => row.ticketNo)
  }
  const told: string[] = []
  const run = (scan: Scan | null) =>
    scanHeldFiles(db, {
      vault,
      clock,
      ids: randomIds,
      offsetMinutes: OFFSET_MINUTES,
      blobs,
      scan,
      log,
      onRefused: async (trx, conversationId) => {
        assert.ok(trx.isTransaction)
        told.push(`in the transaction: ${conversationId}`)
      },
      afterRefused: conversationId => told.push(`after it: ${conversationId}`)
    })
  const state = async (id: string) =>
    (await db.selectFrom('evidence_files').select('state').where('id', '=', id).executeTakeFirst())?.state
  const supplements = async () => {
    const rows = await db.selectFrom('outbox').selectAll().where('operation', '=', 'supplement').execute()
    return rows.map(row => ({
      ticketNo: row.ticket_no,
      ...(openPayload(vault, { ...row, payload_sealed: row.payload_sealed ?? '' }) as {
        text: string
        attachments: { attachmentId: string; name: string }[]
      })
    }))
  }

  beforeEach(async () => {
    db = await openDatabase(':memory:', { clock })
    blobs = memoryBlobs()
    lines.length = 0
    told.length = 0
    evidence = new EvidenceStore({ db, vault, clock, ids: randomIds, log, blobs, scan: away })
  })
  afterEach(() => db.destroy())

  it('wait while it is away, which is asked once, and then follow to each open ticket by a supplement', async () => {
    const held = await send(1)
    const draft = await send(2)
    const [complained, reported] = await file([held])
    let asked = 0
    const stillAway: Scan = bytes => {
      asked += 1
      return away(bytes)
    }
    assert.deepEqual(await run(stillAway), { released: 0, refused: 0, waiting: 2 })
    assert.equal(asked, 1)
    assert.ok(lines.some(line => /"level":"error".*cannot be scanned/.test(line)))
    await db.updateTable('tickets').set({ status: 'closed' }).where('ticket_no', '=', reported!).execute()
    const seen: Buffer[] = []
    const clean: Scan = async bytes => {
      seen.push(bytes)
      return 'clean'
    }
    assert.deepEqual(await run(clean), { released: 2, refused: 0, waiting: 0 })
    assert.deepEqual(seen, [photoNumber(1), photoNumber(2)], 'the originals were scanned')
    assert.deepEqual([await state(held), await state(draft)], ['kept', 'kept'])
    const sent = (await supplements()).map(({ ticketNo, attachments }) => [
      ticketNo,
      attachments.map(({ attachmentId, name }) => [attachmentId, name])
    ])
    assert.deepEqual(sent, [[complained, [[held, 'evidence-1.jpg']]]])
    assert.deepEqual(await run(clean), { released: 0, refused: 0, waiting: 0 })
    assert.equal((await supplements()).length, 1)
  })

  it('are removed where it finds something; the ticket goes on without them', async () => {
    const held = await send(1)
    const [complained] = await file([held])
    assert.deepEqual(await run(async () => 'infected'), { released: 0, refused: 1, waiting: 0 })
    assert.deepEqual([await state(held), blobs.kept.size, await supplements()], ['infected', 0, []])
    assert.deepEqual(await db.selectFrom('evidence_links').selectAll().execute(), [])
    assert.ok(lines.some(line => line.includes('"level":"warn"') && line.includes(complained!)))
    assert.deepEqual(told, ['in the transaction: c1', 'after it: c1'])
  })

  it('that were taken back are not touched; one whose bytes cannot be read does not stop the others', async () => {
    const dropped = await send(1)
    await evidence.remove('c1', dropped)
    const lost = await send(2)
    const good = await send(3)
    blobs.kept.delete(`${lost}/original`)
    assert.deepEqual(await run(async () => 'clean'), { released: 1, refused: 0, waiting: 1 })
    assert.deepEqual(await Promise.all([dropped, lost, good].map(state)), ['held', 'held', 'kept'])
  })

  it('are released where the city scans no more', async () => {
    const held = await send(1)
    assert.deepEqual(await run(null), { released: 1, refused: 0, waiting: 0 })
    assert.equal(await state(held), 'kept')
  })
})
