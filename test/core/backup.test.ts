import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { verifyAudit } from '../../core/audit.ts'
import { type BackupDependencies, type BackupManifest, backUp, restore } from '../../core/backup.ts'
import { fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database/index.ts'
import { AppError, type ErrorCode } from '../../core/errors.ts'
import { randomIds } from '../../core/ids.ts'
import { projectRoot } from '../../core/paths.ts'
import { createVault, type Vault } from '../../core/vault.ts'
import { unlockVault } from '../../core/vault-check.ts'
import { createTicketDesk, EvidenceStore, exportPerson, openBlobs } from '../../tickets/index.ts'
import { photoNumber } from '../fakes/evidence-files.ts'
import { memoryBlobs } from '../fakes/memory-blobs.ts'
import { complaintDraft, inquiryDraft, NOW } from '../tickets/drafts.ts'
import { listeningLog } from '../tickets/world.ts'

const run = promisify(execFile)
const has = (code: ErrorCode) => (error: unknown) => error instanceof AppError && error.code === code
const key = { key: Buffer.alloc(32, 4), suite: 'international' as const }

describe('backup', function () {
  // A command starts in a process of its own.
  this.timeout(60_000)
  const clock = fixedClock(NOW)
  const vault = createVault(key)
  const desk = createTicketDesk({ vault, clock, ids: randomIds, offsetMinutes: 480 })
  let deps: BackupDependencies
  let dir: string
  let folder: string
  let url: string
  let backup: string
  let db: Database
  const file = async (draft = complaintDraft) =>
    (await db.transaction().execute(trx => desk.file(trx, [draft], { conversationId: 'c', userId: 'u' })))[0]!.ticketNo
  const back = (from = backup) => restore(from, url, { ...deps, offsetMinutes: 480 })
  const numbers = async () =>
    (await db.selectFrom('tickets').select('ticket_no').orderBy('ticket_no').execute()).map(row => row.ticket_no)

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'backup-'))
    dir = path.join(folder, 'live', 'evidence')
    deps = { key, clock, actor: 'lin', files: { dir } }
    url = `file:${path.join(folder, 'live', 'hotline.db')}`
    backup = path.join(folder, 'kept', 'monday.db')
    db = await openDatabase(url)
    await unlockVault(db, key, clock)
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  it('made under a working instance gives back every ticket, identity and audit entry', async () => {
    const first = await file()
    // In a process of its own, as an operator runs it, while this one goes on filing.
    const script = path.join(projectRoot, 'scripts', 'backup.ts')
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: url,
      DATA_DIR: path.join(folder, 'live'),
      DATA_KEY: key.key.toString('hex')
    }
    let isDone = false
    const copying = run(process.execPath, ['--import', 'tsx', script, 'create', '--out', backup], { env }).finally(
      () => {
        isDone = true
      }
    )
    let filedMeanwhile = 0
    for (; !isDone; filedMeanwhile++) {
      await file(inquiryDraft)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    const manifest = JSON.parse((await copying).stdout) as BackupManifest
    assert.ok(filedMeanwhile > 10 && manifest.tickets > 1, `${filedMeanwhile} were filed meanwhile`)
    await db.destroy()
    rmSync(path.join(folder, 'live'), { recursive: true })
    const restored = await back()
    assert.equal(restored.movedTo, null)
    assert.equal(restored.tickets, manifest.tickets)
    db = await openDatabase(url)
    assert.equal((await numbers()).length, manifest.tickets)
    const unlocked = await unlockVault(db, key, clock)
    const copy = await exportPerson(
      db,
      { phone: '13800001234', actor: 'lin', reason: 'test' },
      { vault: unlocked, clock, blobs: memoryBlobs() }
    )
    assert.deepEqual(
      copy.tickets.map(({ ticketNo }) => ticketNo),
      [first]
    )
    assert.equal(copy.identities[0]?.name, '王小满')
    assert.deepEqual((await verifyAudit(db, { vault: unlocked, noted: manifest.auditHead })).faults, [])
  })

  it('holds neither the key nor a readable name, and is for its owner only', async () => {
    await file()
    await backUp(url, backup, deps)
    assert.deepEqual(readdirSync(path.dirname(backup)).sort(), ['monday.db', 'monday.db.json'])
    for (const name of readdirSync(path.dirname(backup))) {
      const bytes = readFileSync(path.join(folder, 'kept', name))
      assert.equal(statSync(path.join(folder, 'kept', name)).mode & 0o077, 0)
      for (const secret of ['王小满', '13800001234', key.key.toString('hex')]) assert.ok(!bytes.includes(secret))
      assert.ok(!bytes.includes(key.key))
    }
  })

  it('restored, asks the intake before it sends again, and takes no number that a lost ticket may have', async () => {
    await file()
    await backUp(url, backup, deps)
    const lost = await file()
    await db.destroy()
    const { movedTo } = await back()
    assert.ok(movedTo !== null && existsSync(movedTo), 'what was there is kept')
    db = await openDatabase(url)
    const waiting = await db.selectFrom('outbox').select(['state', 'unknown_outcome']).execute()
    assert.deepEqual(waiting, [{ state: 'pending', unknown_outcome: 1 }])
    const next = await file(inquiryDraft)
    assert.ok(next > lost, `${next} after ${lost}`)
  })

  it('is refused where it was changed, damaged, or belongs to another key; then nothing is changed', async () => {
    await file()
    await backUp(url, backup, deps)
    await file(inquiryDraft)
    const before = await numbers()
    await db.destroy()
    const bytes = readFileSync(backup)
    const changed = path.join(folder, 'changed.db')
    writeFileSync(changed, bytes)
    writeFileSync(`${changed}.json`, readFileSync(`${backup}.json`, 'utf8').replace(/"sha256": "./, '"sha256": "x'))
    await assert.rejects(back(changed), has('BACKUP_INVALID'))
    const damaged = path.join(folder, 'damaged.db')
    writeFileSync(damaged, Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0x5a)]))
    await assert.rejects(back(damaged), has('BACKUP_INVALID'))
    writeFileSync(damaged, 'no database')
    await assert.rejects(back(damaged), has('BACKUP_INVALID'))
    await assert.rejects(back(path.join(folder, 'nowhere.db')), has('BACKUP_INVALID'))
    const stranger = { ...deps, key: { ...key, key: Buffer.alloc(32, 5) }, offsetMinutes: 480 }
    await assert.rejects(restore(backup, url, stranger), has('VAULT_KEY_INVALID'))
    db = await openDatabase(url)
    assert.deepEqual(await numbers(), before)
    assert.deepEqual(
      readdirSync(path.join(folder, 'live')).filter(name => /restor/.test(name)),
      []
    )
  })

  it('takes nothing from the log of a run that was killed', async () => {
    const live = path.join(folder, 'live', 'hotline.db')
    const kept = path.dirname(backup)
    mkdirSync(kept)
    await file()
    copyFileSync(`${live}-wal`, `${backup}.part-wal`)
    copyFileSync(`${live}-shm`, `${backup}.part-shm`)
    const log = readFileSync(`${live}-wal`)
    await file()
    assert.equal((await backUp(url, backup, deps)).tickets, 2)
    assert.deepEqual(readdirSync(kept).sort(), ['monday.db', 'monday.db.json'])
    const before = await numbers()
    await db.destroy()
    rmSync(path.dirname(live), { recursive: true })
    mkdirSync(path.dirname(live))
    writeFileSync(`${live}-wal`, log)
    await back()
    assert.ok(!existsSync(`${live}-wal`), 'the log of the lost database was moved aside')
    db = await openDatabase(url)
    assert.deepEqual(await numbers(), before)
  })

  it('leaves nothing half written where it could not be made', async () => {
    mkdirSync(`${backup}.json`, { recursive: true })
    await assert.rejects(backUp(url, backup, deps))
    assert.deepEqual(readdirSync(path.dirname(backup)), ['monday.db.json'])
  })

  describe('with files of citizens', () => {
    const { log } = listeningLog(clock)
    const store = () =>
      new EvidenceStore({
        db,
        vault: live,
        clock,
        ids: randomIds,
        log,
        blobs: openBlobs({ dir, s3: null }),
        scan: null
      })
    const send = (number: number) => store().keep('c', { name: `${number}.jpg`, bytes: photoNumber(number) })
    const below = (place: string) => readdirSync(place, { recursive: true }).map(String).sort()
    let live: Vault
    beforeEach(async () => {
      live = await unlockVault(db, key, clock)
    })

    it('gives them back, whole and sealed, and keeps those that came later aside', async () => {
      const file = await send(1)
      writeFileSync(path.join(dir, file.id, 'handling.00ff.part'), 'of a write under way')
      const { files } = await backUp(url, backup, deps)
      assert.ok(files && files !== 'bucket' && files.count === 2)
      assert.deepEqual(below(`${backup}.files`), [file.id, `${file.id}/handling`, `${file.id}/original`])
      assert.equal(statSync(path.join(`${backup}.files`, file.id, 'original')).mode & 0o077, 0)
      const later = await send(2)
      await store().remove('c', file.id)
      rmSync(path.join(dir, file.id), { recursive: true })
      await db.destroy()
      assert.deepEqual((await back()).files, files)
      db = await openDatabase(url)
      live = await unlockVault(db, key, clock)
      const { bytes } = await store().read('c', file.id)
      assert.ok(bytes.length > 100)
      assert.deepEqual(readdirSync(dir), [file.id])
      const aside = readdirSync(path.join(folder, 'live')).find(name => name.startsWith('evidence.before-restore-'))
      assert.deepEqual(readdirSync(path.join(folder, 'live', aside ?? '')), [later.id])
    })

    it('is refused where one is missing or changed; then nothing is changed', async () => {
      const file = await send(1)
      await backUp(url, backup, deps)
      const kept = path.join(`${backup}.files`, file.id, 'original')
      const bytes = readFileSync(kept)
      writeFileSync(kept, Buffer.concat([bytes, Buffer.from('x')]))
      await db.destroy()
      const before = below(path.join(folder, 'live'))
      await assert.rejects(back(), has('BACKUP_INVALID'))
      rmSync(kept)
      await assert.rejects(back(), has('BACKUP_INVALID'))
      rmSync(`${backup}.files`, { recursive: true })
      await assert.rejects(back(), has('BACKUP_INVALID'))
      assert.deepEqual(below(path.join(folder, 'live')), before)
    })

    it('says that a bucket is its owner’s to back up, and touches none', async () => {
      await send(1)
      deps = { ...deps, files: 'bucket' }
      assert.equal((await backUp(url, backup, deps)).files, 'bucket')
      assert.ok(!existsSync(`${backup}.files`))
      await db.destroy()
      assert.equal((await back()).files, 'bucket')
      assert.equal(readdirSync(dir).length, 1)
    })

    it('of a disk is not put into a bucket', async () => {
      await send(1)
      await backUp(url, backup, deps)
      await db.destroy()
      deps = { ...deps, files: 'bucket' }
      await assert.rejects(back(), has('BACKUP_INVALID'))
    })
  })

  it('replaces no other, and needs a database that is there', async () => {
    await backUp(url, backup, deps)
    await assert.rejects(backUp(url, backup, deps), has('BACKUP_INVALID'))
    await assert.rejects(backUp(':memory:', `${backup}2`, deps), has('BACKUP_INVALID'))
    await assert.rejects(backUp(`file:${folder}/none.db`, `${backup}2`, deps), has('BACKUP_INVALID'))
  })
})
