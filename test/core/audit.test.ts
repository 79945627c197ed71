import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { type AuditEntry, appendAudit, auditEntries, auditHead, resealAudit, verifyAudit } from '../../core/audit.ts'
import { fixedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { createVault } from '../../core/vault.ts'

const vault = createVault({ key: Buffer.alloc(32, 3), suite: 'international' })
const clock = fixedClock('2026-11-23T02:00:00Z')
const reveal = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: 'lin.agent',
  role: 'agent',
  action: 'identity.reveal',
  subject: 'WL20261123000001',
  reason: '核实退款账户',
  ...more
})

/** Whoever owns the file can drop the triggers: the chain must tell all the same. */
async function byForce(db: Database, ...statements: string[]): Promise<void> {
  for (const trigger of ['audit_entries_no_update', 'audit_entries_no_delete', 'audit_heads_only_grow']) {
    await sql.raw(`DROP TRIGGER ${trigger}`).execute(db)
  }
  for (const statement of statements) await sql.raw(statement).execute(db)
}

describe('audit chain', () => {
  let db: Database
  const add = (entry: Partial<AuditEntry> = {}) => appendAudit(db, reveal(entry), { vault, clock })
  const faults = async (more: object = {}) => (await verifyAudit(db, { vault, ...more })).faults

  beforeEach(async () => {
    db = await openDatabase(':memory:')
    for (const number of [1, 2, 3, 4, 5]) {
      clock.advance(1000)
      await add({ subject: `WL2026112300000${number}` })
    }
  })
  afterEach(() => db.destroy())

  it('keeps who, role, action, subject, reason and time, and verifies', async () => {
    assert.deepEqual(await faults(), [])
    const [last] = await auditEntries(db, { limit: 1 })
    assert.deepEqual(last, {
      id: 5,
      at: clock.now().toISOString(),
      ...reveal({ subject: 'WL20261123000005' }),
      detail: {}
    })
  })

  it('is refused by the database to whoever would change or delete an entry or shorten the head', async () => {
    for (const statement of [
      "UPDATE audit_entries SET reason = '' WHERE id = 2",
      'DELETE FROM audit_entries WHERE id = 2',
      'UPDATE audit_heads SET entries = 1',
      'DELETE FROM audit_heads'
    ]) {
      await assert.rejects(sql.raw(statement).execute(db), (error: unknown) => error instanceof AppError, statement)
    }
    assert.deepEqual(await faults(), [])
  })

  for (const column of ['at', 'actor', 'role', 'action', 'subject', 'reason', 'detail', 'hash', 'previous_hash']) {
    it(`names the entry whose ${column} was changed`, async () => {
      await byForce(db, `UPDATE audit_entries SET ${column} = 'x' WHERE id = 3`)
      const found = await faults()
      assert.ok(found[0]?.startsWith('entry 3 was changed'), found.join(' | '))
    })
  }

  it('names an entry that was removed from the middle, and one from the beginning', async () => {
    await byForce(db, 'DELETE FROM audit_entries WHERE id IN (1, 3)')
    const found = await faults()
    assert.ok(found.includes('entry 1 is missing') && found.includes('entry 3 is missing'), found.join(' | '))
  })

  it('finds a removed entry though the others were numbered anew', async () => {
    await byForce(
      db,
      'DELETE FROM audit_entries WHERE id = 3',
      'UPDATE audit_entries SET id = id - 1 WHERE id > 3',
      'UPDATE audit_heads SET entries = 4'
    )
    const found = await faults()
    assert.ok(found.includes('what was written before entry 3 was removed or changed'), found.join(' | '))
    assert.ok(found.includes('the head was changed'))
  })

  it('finds an end that was cut off, also where the head was set back with it', async () => {
    await byForce(db, 'DELETE FROM audit_entries WHERE id > 3')
    assert.deepEqual(await faults(), ['entries 4 to 5 are missing'])
    await sql
      .raw('UPDATE audit_heads SET entries = 3, hash = (SELECT hash FROM audit_entries WHERE id = 3)')
      .execute(db)
    assert.deepEqual(await faults(), ['the head was changed'])
  })

  it('names entries whose places were exchanged', async () => {
    await byForce(
      db,
      'UPDATE audit_entries SET id = 99 WHERE id = 2',
      'UPDATE audit_entries SET id = 2 WHERE id = 3',
      'UPDATE audit_entries SET id = 3 WHERE id = 99'
    )
    const found = await faults()
    assert.ok(
      found.some(fault => fault.startsWith('entry 2 was moved')),
      found.join(' | ')
    )
    assert.ok(
      found.some(fault => fault.startsWith('entry 3 was moved')),
      found.join(' | ')
    )
  })

  it('finds an entry that somebody without the key put at the end', async () => {
    const { entries, hash } = await auditHead(db)
    await byForce(
      db,
      `INSERT INTO audit_entries (id, at, actor, role, action, subject, reason, detail, previous_hash, hash)
       VALUES (${entries + 1}, '2026-11-23T03:00:00.000Z', 'a', 'b', 'c', 'd', 'e', '{}', '${hash}', 'forged')`
    )
    const found = await faults()
    assert.ok(
      found.some(fault => fault.startsWith('entry 6 was changed')),
      found.join(' | ')
    )
    assert.ok(found.includes('entry 6 stands behind the end of the chain'), found.join(' | '))
  })

  it('finds a head or all entries that are gone', async () => {
    await byForce(db, 'DROP TRIGGER audit_heads_no_delete', 'DELETE FROM audit_heads')
    assert.deepEqual(await faults(), ['the head is missing, though there are 5 entries'])
  })

  it('finds a database put back to an older state by a head that was noted down', async () => {
    const noted = await auditHead(db)
    await add()
    assert.deepEqual(await faults({ noted }), [], 'the chain has grown since')
    const older = await openDatabase(':memory:')
    await appendAudit(older, reveal(), { vault, clock })
    assert.deepEqual((await verifyAudit(older, { vault })).faults, [])
    assert.deepEqual((await verifyAudit(older, { vault, noted })).faults, ['entry 5 is not the one that was noted'])
    await older.destroy()
  })

  it('is written with what it is about, or neither is', async () => {
    await assert.rejects(
      db.transaction().execute(async trx => {
        await appendAudit(trx, reveal(), { vault, clock })
        throw new AppError('INTERNAL')
      })
    )
    assert.equal((await auditHead(db)).entries, 5)
    await Promise.all([add(), add(), add()])
    assert.equal((await auditHead(db)).entries, 8)
    assert.deepEqual(await faults(), [])
  })

  it('masks what is personal in the reason and the detail', async () => {
    const entry = await add({ reason: '回访举报人,电话13800001234', detail: { note: '我叫王小满', count: 2 } })
    assert.ok(!JSON.stringify(entry).includes('13800001234') && !JSON.stringify(entry).includes('王小满'))
    assert.equal(entry.detail.count, 2)
  })

  it('refuses an entry without actor, role, action or subject', async () => {
    for (const field of ['actor', 'role', 'action', 'subject']) {
      await assert.rejects(
        add({ [field]: ' ' }),
        (error: unknown) => error instanceof AppError && error.code === 'AUDIT_INVALID'
      )
    }
  })

  it('stands after its key was sealed anew, in either suite, and with the old key no more', async () => {
    for (const suite of ['international', 'sm'] as const) {
      const [old, fresh] = [1, 2].map(byte => createVault({ key: Buffer.alloc(32, byte), suite }))
      const other = await openDatabase(':memory:')
      await appendAudit(other, reveal(), { vault: old!, clock })
      await resealAudit(other, old!, fresh!)
      await appendAudit(other, reveal(), { vault: fresh!, clock })
      assert.deepEqual(await verifyAudit(other, { vault: fresh! }), { ...(await auditHead(other)), faults: [] })
      assert.notDeepEqual((await verifyAudit(other, { vault: old! })).faults, [])
      await other.destroy()
    }
  })
})
