import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createDailyJobs } from '../../../bot/schedule/daily-jobs.ts'
import { auditEntries } from '../../../core/audit.ts'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { randomIds } from '../../../core/ids.ts'
import { inquiryDraft } from '../../tickets/drafts.ts'
import { deskOn, listeningLog, vault } from '../../tickets/world.ts'

const HOUR_MS = 3_600_000

describe('daily jobs', () => {
  const clock = fixedClock('2026-11-22T20:00:00+08:00')
  let db: Database
  let folder: string
  const { lines, log } = listeningLog()
  const jobs = (exportDir: string | null) =>
    createDailyJobs({ db, vault, clock, ids: randomIds, log, offsetMinutes: 480, exportDir })
  const at = (time: string) => clock.advance(Date.parse(time) - clock.now().getTime())

  beforeEach(async () => {
    at('2026-11-22T20:00:00+08:00')
    db = await openDatabase(':memory:')
    folder = mkdtempSync(path.join(os.tmpdir(), 'jobs-'))
    await db.transaction().execute(trx => deskOn(clock).file(trx, [inquiryDraft], { conversationId: 'c', userId: 'u' }))
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  it('run retention once a day, in the small hours of the city, whoever asks how often', async () => {
    assert.deepEqual(await jobs(null).runDue(), ['retention'])
    assert.deepEqual(await jobs(null).runDue(), [])
    at('2026-11-23T02:59:00+08:00')
    assert.deepEqual(await jobs(null).runDue(), [])
    clock.advance(HOUR_MS)
    assert.deepEqual(await jobs(null).runDue(), ['retention'])
    assert.equal((await auditEntries(db, { action: 'retention.run', limit: 9 })).length, 2)
  })

  it('write the last whole week and month once each, without identities', async () => {
    at('2026-11-23T03:00:00+08:00')
    assert.deepEqual(await jobs(folder).runDue(), ['retention', 'export.weekly', 'export.monthly'])
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
    assert.deepEqual(await jobs(folder).runDue(), ['retention', 'export.weekly', 'export.monthly'])
  })

  it('keep to last week until the small hours of Monday', async () => {
    assert.deepEqual(await jobs(folder).runDue(), ['retention', 'export.weekly', 'export.monthly'])
    assert.ok(readdirSync(folder).includes('hotline-week-2026-11-09-2026-11-15.xlsx'))
    at('2026-11-23T02:59:00+08:00')
    assert.deepEqual(await jobs(folder).runDue(), [])
    at('2026-11-23T03:00:00+08:00')
    assert.deepEqual(await jobs(folder).runDue(), ['retention', 'export.weekly'])
    assert.ok(readdirSync(folder).includes('hotline-week-2026-11-16-2026-11-22.xlsx'))
  })

  it('are looked for as soon as an instance starts, and are over when it has stopped', async () => {
    const started = jobs(null)
    started.start()
    await started.stop()
    assert.equal((await auditEntries(db, { action: 'retention.run', limit: 9 })).length, 1)
  })

  it('are tried again where they failed, and the others are done all the same', async () => {
    const notFolder = path.join(folder, 'file')
    writeFileSync(notFolder, '')
    assert.deepEqual(await jobs(notFolder).runDue(), ['retention'])
    assert.ok(lines.some(line => line.includes('EXPORT_UNWRITABLE')))
    rmSync(notFolder)
    assert.deepEqual(await jobs(notFolder).runDue(), ['export.weekly', 'export.monthly'])
  })
})
