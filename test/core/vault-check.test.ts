import assert from 'node:assert/strict'
import { fixedClock } from '../../core/clock.ts'
import { openDatabase } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { createVault } from '../../core/vault.ts'
import { checkVaultKey } from '../../core/vault-check.ts'

describe('checkVaultKey', () => {
  it('lets the key and suite that the database was begun with pass, and stops any other', async () => {
    const db = await openDatabase(':memory:')
    const clock = fixedClock('2026-11-23T02:00:00Z')
    const key = Buffer.alloc(32, 1)
    const stops = (other: { key: Buffer; suite: 'international' | 'sm' }) =>
      assert.rejects(
        checkVaultKey(db, createVault(other), clock),
        (error: unknown) => error instanceof AppError && error.code === 'VAULT_KEY_INVALID'
      )
    await checkVaultKey(db, createVault({ key, suite: 'international' }), clock)
    await checkVaultKey(db, createVault({ key, suite: 'international' }), clock)
    await stops({ key: Buffer.alloc(32, 2), suite: 'international' })
    await stops({ key, suite: 'sm' })
    await checkVaultKey(db, createVault({ key, suite: 'international' }), clock)
    await db.destroy()
  })
})
