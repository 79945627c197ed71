import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { createVault } from '../../../core/vault.ts'
import { firstImport, regressionList } from '../../../kb/index.ts'

describe('the first start', () => {
  const clock = fixedClock('2026-11-26T02:00:00Z')
  const vault = createVault({ key: Buffer.alloc(32, 5), suite: 'international' })
  let db: Database
  beforeEach(async () => {
    db = await openDatabase(':memory:', { clock })
  })
  afterEach(() => db.destroy())

  it('fills the base and the regression list together, or neither, and once', async () => {
    const deps = { db, vault, clock, offsetMinutes: 480 }
    const dies = sql`CREATE TRIGGER dies BEFORE INSERT ON kb_regression BEGIN SELECT RAISE(ABORT, 'dies here'); END`
    await dies.execute(db)
    await assert.rejects(firstImport(deps))
    assert.equal(await db.selectFrom('kb_articles').select('id').executeTakeFirst(), undefined)
    await sql`DROP TRIGGER dies`.execute(db)
    assert.equal(await firstImport(deps), true)
    assert.notDeepEqual(await regressionList(db), [])
    assert.equal(await firstImport(deps), false)
  })
})
