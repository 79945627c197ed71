import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createDailyJobs } from '../../../bot/schedule/daily-jobs.ts'
import { auditEntries } from '../../../core/audit.ts'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { randomIds } from '../../../core/ids.ts'
import { type MemoryBlobs, memoryBlobs } from '../../fakes/memory-blobs.ts'
import { inquiryDraft } from '../../tickets/drafts.ts'
import { limitsFor } from '../../tickets/limits/limits-for.ts'
import { deskOn, listeningLog, vault } from '../../tickets/world.ts'

const HOUR_MS = 3_600_000

describe('daily jobs', () => {
  const clock = fixedClock('2026-11-22T20:00:00+08:00')
  let db: Database
  let folder: string
  let blobs: MemoryBlobs
  const { lines, log } = listeningLog()
  const jobs = (exportDir: string | null) =>
    createDailyJobs({
      db,
      vault,
      clock,
      ids: randomIds,
      log,
      blobs,
      scan: null,
      offsetMinutes: 480,
      limits: limitsFor(log),
      exportDir
    })
  const at = (time: string) => clock.advance(Date.parse(time) - clock.now().getTime())

  beforeEach(async () => {
    at('2026-11-22T20:00:00+08:00')
    db = await openDatabase(':memory:')
    blobs = memoryBlobs(() => clock.now().getTime())
    folder = mkdtempSync(path.join(os.tmpdir(), 'jobs-'))
    await db.transaction().execute(trx => deskOn(clock).file(trx, [inquiryDraft], { conversationId: 'c', userId: 'u' }))
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  it('run retention once a day, in the small hours of the city, whoever asks how often', async () => {
    assert.deepEqual(await jobs(null).runDue(), ['retention', 'due-dates'])
    assert.deepEqual(await jobs(null).runDue(), [])
    at('2026-11-23T02:59:00+08:00')
    assert.deepEqual(await jobs(null).runDue(), [])
    clock.advance(HOUR_MS)
    assert.deepEqual(await jobs(null).runDue(), ['retention', 'due-dates'])
    assert.equal((await auditEntries(db, { action: 'retention.run', limit: 9 })).length, 2)
  })

  it('write the last whole week and month once each, without identities', async () => {
    at('2026-11-23T03:00:00+08:00')
    assert.deepEqual(await jobs(folder).runDue(), ['retention', 'due-dates', 'export.weekly', 'export.monthly'])
    const week = 'hotline-week-2026-11-16-2026-11-22.xlsx'
    assert.deepEqual(readdirSync(folder).sort(), [
      'hotline-month-2026-10.xlsx',
      'hotline-month-2026-10.xlsx.manifest.json',
      week,
      `${week}.manifest.json`
    ])
    const manifest = JSON.parse(readFileSync(path.join(folder, `${week}.manifest.json`), 'utf8'))
    assert.deepEqual([manifest.rows, manifest.withIdentity, manifest.writtenBy], [1, false, 'system/schedule'])
    assert.deepEqual(await jobs(folder).runDue(), [])
    at('2026-12-01T03:00:00+08:00')
    assert.deepEqual(await jobs(folder).runDue(), ['retention', 'due-dates', 'export.weekly', 'export.monthly'])
  })

  it('keep to last week until the small hours of Monday', async () => {
    assert.deepEqual(await jobs(folder).runDue(), ['retention', 'due-dates', 'export.weekly', 'export.monthly'])
    assert.ok(readdirSync(folder).includes('hotline-week-2026-11-09-2026-11-15.xlsx'))
    at('2026-11-23T02:59:00+08:00')
    assert.deepEqual(await jobs(folder).runDue(), [])
    at('2026-11-23T03:00:00+08:00')
    assert.deepEqual(await jobs(folder).runDue(), ['retention', 'due-dates', 'export.weekly'])
    assert.ok(readdirSync(folder).includes('hotline-week-2026-11-16-2026-11-22.xlsx'))
  })

  it('are looked for as soon as an instance starts, and are over when it has stopped', async () => {
    const started = jobs(null)
    started.start()
    await started.stop()
    assert.equal((await auditEntries(db, { action: 'retention.run', limit: 9 })).length, 1)
  })

  it('tell staff which tickets are overdue, by number alone', async () => {
    const { ticketNo } = await db
      .updateTable('tickets')
      .set({ status: 'accepted', due_at: '2026-11-20T18:00:00+08:00' })
      .returning(['ticket_no as ticketNo'])
      .executeTakeFirstOrThrow()
    await jobs(null).runDue()
    const warning = lines.map(line => JSON.parse(line)).find(({ message }) => message === 'tickets are overdue')
    assert.deepEqual([warning.level, warning.overdue, warning.first], ['warn', 1, [ticketNo]])
    const run = await db.selectFrom('scheduled_runs').select('result').where('job', '=', 'due-dates').executeTakeFirst()
    assert.deepEqual(JSON.parse(run?.result ?? '').counts, [
      { kind: 'inquiry', stage: 'answer', state: 'overdue', count: 1 }
    ])
  })

  it('ask in December for the holidays of the next year, and say so where nobody knows them', async () => {
    at('2051-11-30T12:00:00+08:00')
    await jobs(null).runDue()
    assert.ok(!lines.some(line => line.includes('"year":2052')))
    at('2051-12-01T12:00:00+08:00')
    await jobs(null).runDue()
    assert.ok(lines.some(line => line.includes('CALENDAR_YEAR_UNKNOWN') && line.includes('"year":2052')))
  })

  it('are tried again where they failed, and the others are done all the same', async () => {
    const notFolder = path.join(folder, 'file')
    writeFileSync(notFolder, '')
    assert.deepEqual(await jobs(notFolder).runDue(), ['retention', 'due-dates'])
    assert.ok(lines.some(line => line.includes('EXPORT_UNWRITABLE')))
    rmSync(notFolder)
    assert.deepEqual(await jobs(notFolder).runDue(), ['export.weekly', 'export.monthly'])
  })
})
