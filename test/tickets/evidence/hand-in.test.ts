import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { fixedClock } from '../../../core/clock.ts'
import { AppError } from '../../../core/errors.ts'
import { randomIds } from '../../../core/ids.ts'
import { createHandIn } from '../../../tickets/evidence/hand-in.ts'
import { getPart } from '../../../tickets/evidence/sealed-blobs.ts'
import { createOutbox, EvidenceStore, type IntakeClient, type WorkOrder } from '../../../tickets/index.ts'
import { IntakeFailure } from '../../../tickets/intake/intake-client.ts'
import { photo, photoNumber, recording } from '../../fakes/evidence-files.ts'
import { type MemoryBlobs, memoryBlobs } from '../../fakes/memory-blobs.ts'
import { complaintDraft, NOW, reportDraft } from '../drafts.ts'
import { createWorld, listeningLog, vault, type World } from '../world.ts'

const MINUTE_MS = 60_000
const origin = (fileIds: string[]) => ({ conversationId: 'c1', userId: 'dl_1', fileIds })

describe('files and the intake', () => {
  const clock = fixedClock(NOW)
  let world: World
  let blobs: MemoryBlobs
  let evidence: EvidenceStore
  const { log, lines } = listeningLog(clock)

  beforeEach(async () => {
    world = await createWorld({ clock })
    blobs = memoryBlobs()
    evidence = new EvidenceStore({ db: world.db, vault, clock, ids: randomIds, log, blobs, scan: null })
  })
  afterEach(() => world.close())

  const outbox = (client: IntakeClient = world.client) =>
    createOutbox({ db: world.db, vault, clock, client, log, blobs })
  const keep = async (...files: [string, Buffer][]) => {
    const ids: string[] = []
    for (const [name, bytes] of files) ids.push((await evidence.keep('c1', { name, bytes })).id)
    return ids
  }
  const file = async (ids: string[], drafts = [complaintDraft]) =>
    (await world.db.transaction().execute(trx => world.desk.file(trx, drafts, origin(ids)))).map(
      ({ ticketNo }) => ticketNo
    )
  const page = async () => (await fetch(`http://127.0.0.1:${world.sandbox.port}/`)).text()
  /** What the sandbox's page links to. */
  const shown = async () => [...(await page()).matchAll(/href="(\/attachments\/[^"]+)"/g)].map(([, path = '']) => path)
  const rows = () =>
    world.db.selectFrom('outbox').select(['operation', 'state', 'last_error_code']).orderBy('id').execute()
  /** Lets what waits for its time be sent. */
  const later = async (client?: IntakeClient) => {
    clock.advance(10 * MINUTE_MS)
    await outbox(client).drainOnce()
  }

  it('gives the handling copies before the order, which names them by the intake’s ids and sha256', async () => {
    const ids = await keep(['张三的照片.jpg', photo()], ['v.mp4', recording()])
    const sent: WorkOrder[] = []
    const client: IntakeClient = {
      ...world.client,
      createWorkOrder(order, ...more) {
        sent.push(order)
        return world.client.createWorkOrder(order, ...more)
      }
    }
    await file(ids)
    assert.equal(await outbox(client).drainOnce(), 1)
    assert.deepEqual(
      sent[0]?.attachments?.map(({ name, contentType }) => [name, contentType]),
      [
        ['evidence-1.jpg', 'image/jpeg'],
        ['evidence-2.mp4', 'video/mp4']
      ]
    )
    assert.ok(!JSON.stringify(sent).includes('张三'))
    const [path] = await shown()
    const got = await fetch(`http://127.0.0.1:${world.sandbox.port}${path}`)
    const bytes = Buffer.from(await got.arrayBuffer())
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sent[0]?.attachments?.[0]?.sha256)
    assert.ok(!bytes.includes('Zhang Sanfeng') && !bytes.includes('GPSLatitude'))
    assert.deepEqual(
      [got.headers.get('content-type'), got.headers.get('x-content-type-options')],
      ['image/jpeg', 'nosniff']
    )
  })

  it('sends the same files with both tickets of one matter, and uploads them once', async () => {
    let uploads = 0
    const client: IntakeClient = {
      ...world.client,
      uploadAttachment: (...given) => {
        uploads += 1
        return world.client.uploadAttachment!(...given)
      }
    }
    await file(await keep(['a.jpg', photo()]), [reportDraft, complaintDraft])
    await outbox(client).drainOnce()
    assert.equal((await shown()).length, 2)
    assert.equal(uploads, 1)
  })

  it('adds files to a filed ticket by a supplement', async () => {
    const [ticketNo = ''] = await file([])
    const ids = await keep(['a.jpg', photoNumber(1)], ['b.jpg', photoNumber(2)])
    await world.db
      .transaction()
      .execute(trx => world.desk.supplement(trx, ticketNo, '补两张照片', { conversationId: 'c1', fileIds: ids }))
    await outbox().drainOnce()
    assert.equal((await shown()).length, 2)
    // sent once more, they are no second time in the ticket
    await world.desk.supplement(world.db, ticketNo, '再补一次', { conversationId: 'c1', fileIds: ids })
    await outbox().drainOnce()
    assert.equal((await shown()).length, 2)
  })

  for (const mode of ['503', 'drop-after-accept', 'hang-after-accept']) {
    it(`files once with its files where the intake fails by ${mode}`, async () => {
      const [ticketNo = ''] = await file(await keep(['a.jpg', photo()]))
      await world.faults({ mode, count: 2 })
      await outbox().drainOnce()
      for (let n = 0; n < 3; n++) await later()
      assert.ok(await world.orderOf(ticketNo))
      assert.equal((await page()).match(/<article /g)?.length, 1)
      assert.equal((await shown()).length, 1)
      assert.deepEqual(await rows(), [{ operation: 'create', state: 'sent', last_error_code: null }])
    })
  }

  it('files once where the process dies between the upload and the order, and between upload and note', async () => {
    const [ticketNo = ''] = await file(await keep(['a.jpg', photo()], ['b.jpg', photoNumber(3)]))
    // dies before the intake's id was written down: the id is the same when it is asked again
    const ids = (await world.db.selectFrom('evidence_files').select('id').execute()).map(({ id }) => id)
    const handIn = createHandIn({ db: world.db, vault, blobs, client: world.client, log })
    const body = await world.db
      .selectFrom('evidence_files')
      .selectAll()
      .where('id', '=', ids[0] ?? '')
      .executeTakeFirstOrThrow()
    const about = {
      attachmentId: body.id,
      name: 'evidence-1.jpg',
      contentType: 'image/jpeg',
      size: body.handling_size ?? 0
    }
    const first = await handIn([{ ...about, sha256: body.handling_sha256 ?? '' }], {})
    await world.db.updateTable('evidence_files').set({ attachment_id: null }).execute()
    const second = await handIn([{ ...about, sha256: body.handling_sha256 ?? '' }], {})
    assert.deepEqual(second, first)
    // dies before the order: another worker goes on when the lease has run out
    const dying: IntakeClient = { ...world.client, createWorkOrder: () => new Promise(() => {}) }
    void outbox(dying).drainOnce()
    await new Promise(resolve => setTimeout(resolve, 300))
    await later()
    assert.ok(await world.orderOf(ticketNo))
    assert.equal((await page()).match(/<article /g)?.length, 1)
    assert.equal((await shown()).length, 2)
  })

  it('waits with the order while the store of files is away, and sends it when it is back', async () => {
    const [ticketNo = ''] = await file(await keep(['a.jpg', photo()]))
    blobs.isDown = true
    await outbox().drainOnce()
    assert.equal((await rows())[0]?.state, 'pending')
    assert.equal(await world.orderOf(ticketNo), null)
    blobs.isDown = false
    await later()
    assert.equal((await shown()).length, 1)
  })

  it('lets no file stand in the way of its order: one that the intake refuses, one that is gone, an intake without files', async () => {
    const refusing: IntakeClient = {
      ...world.client,
      uploadAttachment: async ({ name }) => {
        const details = { outcome: 'refused', answerStatus: 415, intakeCode: 'UNSUPPORTED_TYPE' } as const
        throw new IntakeFailure('INTAKE_REFUSED', { detail: name }, details)
      }
    }
    const [one = ''] = await file(await keep(['a.jpg', photoNumber(1)]))
    await outbox(refusing).drainOnce()
    assert.ok(await world.orderOf(one))
    assert.ok(lines.some(line => /"level":"error".*does not take a file/.test(line)))

    const ids = await keep(['b.jpg', photoNumber(2)])
    const [two = ''] = await file(ids)
    await blobs.delete(`${ids[0]}/handling`)
    await outbox().drainOnce()
    assert.ok(await world.orderOf(two), JSON.stringify([await rows(), lines.slice(-4)]))

    const { uploadAttachment: _, ...without } = world.client
    const [three = ''] = await file(await keep(['c.jpg', photoNumber(3)]))
    await outbox(without).drainOnce()
    assert.ok(await world.orderOf(three))
    assert.deepEqual(await shown(), [])
    assert.deepEqual(new Set((await rows()).map(({ state }) => state)), new Set(['sent']))
  })

  it('hands in what it promised, or nothing: a copy that was changed in the store does not open', async () => {
    const [id = ''] = await keep(['a.jpg', photo()])
    const entry = blobs.kept.get(`${id}/handling`)
    if (entry) entry.bytes[50] = (entry.bytes[50] ?? 0) ^ 1
    const row = await world.db.selectFrom('evidence_files').selectAll().executeTakeFirstOrThrow()
    await assert.rejects(
      getPart(blobs, vault, row, 'handling'),
      (error: unknown) => error instanceof AppError && error.code === 'VAULT_OPEN_FAILED'
    )
  })
})
