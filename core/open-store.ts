import { existsSync } from 'node:fs'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { loadOrCreateDataKey } from './data-key.ts'
import { type Database, openDatabase } from './database/index.ts'
import { databaseLocation } from './database/location.ts'
import { AppError } from './errors.ts'
import type { Vault } from './vault.ts'
import { unlockVault } from './vault-check.ts'

export interface Store {
  db: Database
  vault: Vault
  dataKey: Buffer
}

export interface OpenStoreOptions {
  clock: Clock
  /** True for commands that only make sense on what is there: a mistyped DATABASE_URL must not become a new database. */
  mustExist?: boolean
}

/**
 * The database of this instance and the vault that opens it. Throws CONFIG_INVALID, VAULT_KEY_INVALID, DATABASE_FAILED,
 * DATABASE_BUSY, DATABASE_TOO_NEW or MIGRATION_FAILED.
 */
export async function openStore(config: Config, { clock, mustExist = false }: OpenStoreOptions): Promise<Store> {
  const location = databaseLocation(config.databaseUrl)
  if (mustExist && !existsSync(location)) {
    throw new AppError('DATABASE_FAILED', { detail: 'there is no database at DATABASE_URL yet' })
  }
  const dataKey = loadOrCreateDataKey(config)
  const db = await openDatabase(config.databaseUrl, { clock })
  try {
    const vault = await unlockVault(db, { key: dataKey, suite: config.cipherSuite }, clock)
    return { db, vault, dataKey }
  } catch (error) {
    await db.destroy()
    throw error
  }
}
