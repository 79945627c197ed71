// Changing the vault's key: every ciphertext is opened with the old key and sealed with the new one, some at a time. What was
// done is noted in the same transaction, so it can be killed at any point and goes on where it was. No instance may run
// meanwhile: it would not start (core/vault-check.ts), but one that runs already has to be stopped.
import { sql } from 'kysely'
import { resealAudit } from './audit.ts'
import type { Clock } from './clock.ts'
import type { Database, Db } from './database/index.ts'
import { AppError } from './errors.ts'
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts'
import { createVault, type Vault } from './vault.ts'
import { FINGERPRINT_KEY_CONTEXT, VAULT_CHECK_CONTEXT } from './vault-check.ts'

const BATCH = 500
const ROW_ID = 1

export interface RotationOptions {
  oldKey: Buffer
  newKey: Buffer
  suite: Vault['suite']
  /** The key of fingerprints in use (core/vault.ts); it stays. */
  fingerprintKey: Buffer
  clock: Clock
  /** Rows in one transaction. */
  batch?: number
  /** After each transaction: how many ciphertexts were sealed anew so far in this run. */
  onProgress?: (sealed: number) => void
}

interface Row {
  rowid: number
  key: string
  sealed: string
}

/** The ciphertext under the new key, or null where it is so already. Throws VAULT_OPEN_FAILED where neither key opens it. */
function resealed(row: Row, column: SealedColumn, from: Vault, to: Vault): string | null {
  const context = column.context(row.key)
  try {
    to.open(row.sealed, context)
    return null
  } catch {
    return to.seal(from.open(row.sealed, context), context)
  }
}

async function resealBatch(
  trx: Db,
  column: SealedColumn,
  after: number,
  limit: number,
  vaults: { from: Vault; to: Vault }
) {
  const { table, column: name, key } = column
  const { rows } = await sql<Row>`
    SELECT rowid AS rowid, ${sql.ref(key)} AS key, ${sql.ref(name)} AS sealed FROM ${sql.table(table)}
    WHERE rowid > ${after} AND ${sql.ref(name)} IS NOT NULL ORDER BY rowid LIMIT ${limit}`.execute(trx)
  let sealed = 0
  for (const row of rows) {
    const fresh = resealed(row, column, vaults.from, vaults.to)
    if (fresh === null) continue
    await sql`UPDATE ${sql.table(table)} SET ${sql.ref(name)} = ${fresh} WHERE rowid = ${row.rowid}`.execute(trx)
    sealed++
  }
  return { sealed, last: rows.at(-1)?.rowid ?? null, isEnd: rows.length < limit }
}

const rotationRow = (db: Db) => db.selectFrom('key_rotations').selectAll().where('id', '=', ROW_ID).executeTakeFirst()

function opensCheck(vault: Vault, sealed: string): boolean {
  try {
    return vault.open(sealed, VAULT_CHECK_CONTEXT) === VAULT_CHECK_CONTEXT
  } catch {
    return false
  }
}

/** Which key the database is at: `other` is neither of the two. */
export async function keyState(db: Db, oldVault: Vault, newVault: Vault): Promise<'old' | 'begun' | 'new' | 'other'> {
  const rotation = await rotationRow(db)
  if (rotation) return opensCheck(newVault, rotation.new_check_sealed) ? 'begun' : 'other'
  const check = await db.selectFrom('vault_checks').select('check_sealed').where('id', '=', ROW_ID).executeTakeFirst()
  if (check && opensCheck(newVault, check.check_sealed)) return 'new'
  return check && opensCheck(oldVault, check.check_sealed) ? 'old' : 'other'
}

/** The fingerprint key that this database keeps, or null where it is still that of its vault's key. */
export async function storedFingerprintKey(db: Db, vault: Vault): Promise<Buffer | null> {
  const check = await db.selectFrom('vault_checks').select('fingerprint_key_sealed').executeTakeFirst()
  const sealed = check?.fingerprint_key_sealed
  return sealed ? Buffer.from(vault.open(sealed, FINGERPRINT_KEY_CONTEXT), 'base64url') : null
}

/**
 * Begins, or goes on. Returns how many ciphertexts were sealed anew in this run.
 * Throws VAULT_KEY_INVALID where neither key is this database's or a change to another key is unfinished, VAULT_OPEN_FAILED
 * for a ciphertext that neither key opens (nothing of its batch is changed).
 */
export async function rotateKey(db: Database, options: RotationOptions): Promise<number> {
  const { suite, clock, batch = BATCH, onProgress = () => {} } = options
  const vaults = { from: createVault({ key: options.oldKey, suite }), to: createVault({ key: options.newKey, suite }) }
  const state = await keyState(db, vaults.from, vaults.to)
  if (state === 'new') return 0
  if (state === 'other') {
    throw new AppError('VAULT_KEY_INVALID', {
      detail: 'the database is at another key, or a change to another key is unfinished'
    })
  }
  if (state === 'old') {
    await db
      .insertInto('key_rotations')
      .values({
        id: ROW_ID,
        new_check_sealed: vaults.to.seal(VAULT_CHECK_CONTEXT, VAULT_CHECK_CONTEXT),
        fingerprint_key_sealed: vaults.to.seal(options.fingerprintKey.toString('base64url'), FINGERPRINT_KEY_CONTEXT),
        started_at: clock.now().toISOString(),
        column_index: 0,
        last_rowid: 0
      })
      .execute()
  }
  let total = 0
  for (;;) {
    const step = await db.transaction().execute(async trx => {
      const { column_index, last_rowid } = (await rotationRow(trx))!
      const column = SEALED_COLUMNS[column_index]
      if (!column) return null
      const { sealed, last, isEnd } = await resealBatch(trx, column, last_rowid, batch, vaults)
      await trx
        .updateTable('key_rotations')
        .set(isEnd ? { column_index: column_index + 1, last_rowid: 0 } : { last_rowid: last ?? last_rowid })
        .execute()
      return sealed
    })
    if (step === null) break
    total += step
    onProgress(total)
  }
  return total + (await finish(db, vaults, batch))
}

/** Looks at every row once more, then makes the new key the one of this database: all in one transaction. */
async function finish(db: Database, vaults: { from: Vault; to: Vault }, batch: number): Promise<number> {
  return db.transaction().execute(async trx => {
    let late = 0
    for (const column of SEALED_COLUMNS) {
      for (let after = 0, isEnd = false; !isEnd; ) {
        const done = await resealBatch(trx, column, after, batch, vaults)
        late += done.sealed
        after = done.last ?? after
        isEnd = done.isEnd
      }
    }
    await resealAudit(trx, vaults.from, vaults.to)
    const { new_check_sealed, fingerprint_key_sealed } = (await rotationRow(trx))!
    await trx
      .updateTable('vault_checks')
      .set({ check_sealed: new_check_sealed, fingerprint_key_sealed })
      .where('id', '=', ROW_ID)
      .execute()
    await trx.deleteFrom('key_rotations').execute()
    return late
  })
}
