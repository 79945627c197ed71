import type { Clock } from './clock.ts'
import type { Db } from './database/index.ts'
import { AppError } from './errors.ts'
import { type CipherSuite, createVault, type Vault } from './vault.ts'

export const VAULT_CHECK_CONTEXT = 'vault-check'
export const FINGERPRINT_KEY_CONTEXT = 'fingerprint-key'
const ROW_ID = 1

/**
 * Stops the start where the vault's key or suite is not the one that this database was begun with: otherwise a lost
 * data.key would be replaced by a new one without a word, and everything stored would turn unreadable later.
 * The first call on a new database leaves the mark. Throws VAULT_KEY_INVALID, also while a change of the key is unfinished.
 */
export async function checkVaultKey(db: Db, vault: Vault, clock: Clock): Promise<void> {
  const rotation = await db.selectFrom('key_rotations').select('id').executeTakeFirst()
  if (rotation) {
    throw new AppError('VAULT_KEY_INVALID', {
      detail: 'a change of the key was begun and is not finished; run npm run -s keys -- rotate again'
    })
  }
  await db
    .insertInto('vault_checks')
    .values({
      id: ROW_ID,
      check_sealed: vault.seal(VAULT_CHECK_CONTEXT, VAULT_CHECK_CONTEXT),
      created_at: clock.now().toISOString()
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .execute()
  const { check_sealed } = await db
    .selectFrom('vault_checks')
    .select('check_sealed')
    .where('id', '=', ROW_ID)
    .executeTakeFirstOrThrow()
  try {
    vault.open(check_sealed, VAULT_CHECK_CONTEXT)
  } catch (cause) {
    throw new AppError('VAULT_KEY_INVALID', {
      cause,
      detail: 'this database was begun with another DATA_KEY (or data.key), or another CIPHER_SUITE'
    })
  }
}

/** The vault of this database, with the fingerprint key that belongs to it. Throws VAULT_KEY_INVALID, as checkVaultKey. */
export async function unlockVault(db: Db, options: { key: Buffer; suite: CipherSuite }, clock: Clock): Promise<Vault> {
  const vault = createVault(options)
  await checkVaultKey(db, vault, clock)
  const { fingerprint_key_sealed: sealed } = await db
    .selectFrom('vault_checks')
    .select('fingerprint_key_sealed')
    .where('id', '=', ROW_ID)
    .executeTakeFirstOrThrow()
  if (sealed === null) return vault
  return createVault({
    ...options,
    fingerprintKey: Buffer.from(vault.open(sealed, FINGERPRINT_KEY_CONTEXT), 'base64url')
  })
}
