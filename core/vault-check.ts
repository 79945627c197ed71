import type { Clock } from './clock.ts'
import type { Db } from './database/index.ts'
import { AppError } from './errors.ts'
import type { Vault } from './vault.ts'

const CONTEXT = 'vault-check'
const ROW_ID = 1

/**
 * Stops the start where the vault's key or suite is not the one that this database was begun with: otherwise a lost
 * data.key would be replaced by a new one without a word, and everything stored would turn unreadable later.
 * The first call on a new database leaves the mark. Throws VAULT_KEY_INVALID.
 */
export async function checkVaultKey(db: Db, vault: Vault, clock: Clock): Promise<void> {
  await db
    .insertInto('vault_checks')
    .values({ id: ROW_ID, check_sealed: vault.seal(CONTEXT, CONTEXT), created_at: clock.now().toISOString() })
    .onConflict(conflict => conflict.column('id').doNothing())
    .execute()
  const { check_sealed } = await db
    .selectFrom('vault_checks')
    .select('check_sealed')
    .where('id', '=', ROW_ID)
    .executeTakeFirstOrThrow()
  try {
    vault.open(check_sealed, CONTEXT)
  } catch (cause) {
    throw new AppError('VAULT_KEY_INVALID', {
      cause,
      detail: 'this database was begun with another DATA_KEY (or data.key), or another CIPHER_SUITE'
    })
  }
}
