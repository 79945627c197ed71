import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { ActivityStore } from '../../bot/turn/activity-store.ts'
import { appendAudit, verifyAudit } from '../../core/audit.ts'
import { fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { randomIds } from '../../core/ids.ts'
import { rotateKey } from '../../core/key-rotation.ts'
import { createLog } from '../../core/log.ts'
import { SEALED_COLUMNS } from '../../core/sealed-columns.ts'
import { createVault, fingerprintKeyOf, type Vault } from '../../core/vault.ts'
import { unlockVault } from '../../core/vault-check.ts'
import { createTicketDesk, EvidenceStore } from '../../tickets/index.ts'
import { photo } from '../fakes/evidence-files.ts'
import { memoryBlobs } from '../fakes/memory-blobs.ts'
import { complaintDraft, NOW, reportDraft } from '../tickets/drafts.ts'

const worker = path.join(path.dirname(fileURLToPath(import.meta.url)), 'rotate-until-killed.ts')
const clock = fixedClock(NOW)
const suite = 'international'
const [oldKey, newKey, thirdKey] = [1, 2, 3].map(byte => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer]
const fingerprintKey = fingerprintKeyOf({ key: oldKey, suite })
const isInvalid = (error: unknown) => error instanceof AppError && error.code === 'VAULT_KEY_INVALID'

/** Tickets, talk, status and follow-ups, so that every sealed column holds something; all through their own modules. */
async function fill(db: Database, vault: Vault): Promise<void> {
  const desk = createTicketDesk({ vault, clock, ids: randomIds, offsetMinutes: 480 })
  const store = new ActivityStore({ vault, clock })
  await store.createConversation(db, { id: 'c1', channel: 'web', userId: 'dl_1' })
  for (let count = 0; count < 4; count++) await store.addEvent(db, 'c1', { name: 'said', value: count })
  const sealed = { state_sealed: vault.seal('{}', 'state/c1'), reference_sealed: vault.seal('{}', 'reference/c1') }
  await db.updateTable('conversations').set(sealed).execute()
  const filed = await db
    .transaction()
    .execute(trx => desk.file(trx, [reportDraft, complaintDraft], { conversationId: 'c1', userId: 'dl_1' }))
  for (const { ticketNo } of filed) {
    await desk.supplement(db, ticketNo, '补充一句')
    const message_sealed = vault.seal('已经受理', `message/${ticketNo}`)
    const event = { event_id: ticketNo, ticket_no: ticketNo, seq: 1, status: 'accepted', at: NOW, received_at: NOW }
    await db
      .insertInto('ticket_events')
      .values({ ...event, message_sealed })
      .execute()
    await db
      .updateTable('tickets')
      .set({ status_message_sealed: message_sealed })
      .where('ticket_no', '=', ticketNo)
      .execute()
  }
  const log = createLog({ level: 'error', clock, write: () => {} })
  const evidence = new EvidenceStore({ db, vault, clock, ids: randomIds, log, blobs: memoryBlobs(), scan: null })
  await evidence.keep('c1', { name: 'a.jpg', bytes: photo() })
  await appendAudit(db, { actor: 'a', role: 'operator', action: 'x.y', subject: 's', reason: '' }, { vault, clock })
}

/** Opens every ciphertext; returns how many there are. */
async function openAll(db: Database, vault: Vault): Promise<number> {
  let count = 0
  for (const { table, column, key, context } of SEALED_COLUMNS) {
    const { rows } = await sql<{ key: string; sealed: string }>`
      SELECT ${sql.ref(key)} AS key, ${sql.ref(column)} AS sealed FROM ${sql.table(table)}
      WHERE ${sql.ref(column)} IS NOT NULL`.execute(db)
    assert.ok(rows.length > 0, `${table}.${column} is filled`)
    for (const row of rows) vault.open(row.sealed, context(row.key))
    count += rows.length
  }
  return count
}

describe('change of the vault’s key', function () {
  this.timeout(60_000)
  let folder: string
  let url: string
  let db: Database

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rotation-'))
    url = `file:${path.join(folder, 'h.db')}`
    db = await openDatabase(url)
    await fill(db, await unlockVault(db, { key: oldKey, suite }, clock))
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  const rotate = (from: Buffer, to: Buffer) =>
    rotateKey(db, { oldKey: from, newKey: to, suite, fingerprintKey, clock, batch: 2 })

  it('knows every sealed column of the schema', async () => {
    const { rows } = await sql<{ name: string }>`
      SELECT m.name || '.' || c.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c
      WHERE m.type = 'table' AND c.name LIKE '%sealed'`.execute(db)
    const special = ['audit_heads.head_sealed', 'audit_heads.key_sealed', 'vault_checks.check_sealed']
    const own = [
      'vault_checks.fingerprint_key_sealed',
      'key_rotations.new_check_sealed',
      'key_rotations.fingerprint_key_sealed'
    ]
    const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`)
    assert.deepEqual(rows.map(({ name }) => name).sort(), [...known, ...special, ...own].sort())
  })

  it('seals everything anew; the old key opens nothing more, and fingerprints stay', async () => {
    const before = createVault({ key: oldKey, suite })
    const sealed = await rotate(oldKey, newKey)
    const after = await unlockVault(db, { key: newKey, suite }, clock)
    assert.equal(await openAll(db, after), sealed)
    await assert.rejects(openAll(db, before), (error: unknown) => error instanceof AppError)
    await assert.rejects(unlockVault(db, { key: oldKey, suite }, clock), isInvalid)
    assert.equal(after.fingerprint('13800001234', 'phone'), before.fingerprint('13800001234', 'phone'))
    assert.deepEqual((await verifyAudit(db, { vault: after })).faults, [])
    assert.equal(await rotate(oldKey, newKey), 0, 'done is done')
    await rotate(newKey, thirdKey)
    const third = await unlockVault(db, { key: thirdKey, suite }, clock)
    assert.equal(await openAll(db, third), sealed)
    assert.equal(third.fingerprint('13800001234', 'phone'), before.fingerprint('13800001234', 'phone'))
  })

  for (const [killAt, batch] of [
    [1, 1],
    [6, 1],
    [8, 3],
    [13, 2]
  ] as const) {
    it(`goes on after SIGKILL at ciphertext ${killAt}, ${batch} in a transaction, and no instance starts in between`, async () => {
      await db.destroy()
      const child = spawnSync(process.execPath, ['--import', 'tsx', worker, url, String(killAt), String(batch)], {
        encoding: 'utf8'
      })
      assert.equal(child.signal, 'SIGKILL', child.stderr)
      db = await openDatabase(url)
      for (const key of [oldKey, newKey]) await assert.rejects(unlockVault(db, { key, suite }, clock), isInvalid)
      await assert.rejects(rotate(oldKey, thirdKey), isInvalid)
      const rest = await rotate(oldKey, newKey)
      const after = await unlockVault(db, { key: newKey, suite }, clock)
      const all = await openAll(db, after)
      assert.ok(rest > 0 && rest < all, `${rest} of ${all} were left`)
      assert.deepEqual((await verifyAudit(db, { vault: after })).faults, [])
    })
  }

  it('takes along what somebody wrote with the old key behind its back', async () => {
    await db
      .insertInto('key_rotations')
      .values({
        id: 1,
        new_check_sealed: createVault({ key: newKey, suite }).seal('vault-check', 'vault-check'),
        fingerprint_key_sealed: createVault({ key: newKey, suite }).seal(
          fingerprintKey.toString('base64url'),
          'fingerprint-key'
        ),
        started_at: NOW,
        column_index: SEALED_COLUMNS.length,
        last_rowid: 0
      })
      .execute()
    await rotate(oldKey, newKey)
    await openAll(db, await unlockVault(db, { key: newKey, suite }, clock))
  })

  it('refuses a key that is not this database’s', async () => {
    await assert.rejects(rotate(thirdKey, newKey), isInvalid)
    await openAll(db, await unlockVault(db, { key: oldKey, suite }, clock))
  })
})
