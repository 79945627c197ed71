// The one login of staff until the console has accounts of its own: user `admin`.
import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Clock } from '../../core/clock.ts'
import type { Database } from '../../core/database/index.ts'
import type { Ids } from '../../core/ids.ts'

const hash = promisify<string, Buffer, number, Buffer>(scrypt)

const USER = 'admin'
const PASSWORD_BYTES = 12
const SALT_BYTES = 16
const HASH_BYTES = 32

export interface StaffPassword {
  /** True where these are the credentials; takes the same time wherever they differ. */
  isRight(user: string, password: string): Promise<boolean>
  /** The password where it was made just now, to be printed once; null otherwise. */
  made: string | null
}

async function hashOf(password: string, salt: Buffer): Promise<string> {
  return `${salt.toString('base64url')}.${(await hash(password, salt, HASH_BYTES)).toString('base64url')}`
}

/** ADMIN_PASSWORD where it is set; else the one made on the first start, of which only a hash is kept. */
export async function loadStaffPassword(
  given: string | null,
  { db, ids, clock }: { db: Database; ids: Ids; clock: Clock }
): Promise<StaffPassword> {
  const made = given === null ? ids.token(PASSWORD_BYTES) : null
  const row = { user_name: USER, password_hash: '', created_at: clock.now().toISOString() }
  let isMade = false
  let stored: string
  if (made === null) stored = await hashOf(given ?? '', randomBytes(SALT_BYTES))
  else {
    const existing = await db.selectFrom('staff_passwords').selectAll().where('user_name', '=', USER).executeTakeFirst()
    stored = existing?.password_hash ?? (await hashOf(made, randomBytes(SALT_BYTES)))
    if (!existing) {
      await db
        .insertInto('staff_passwords')
        .values({ ...row, password_hash: stored })
        .execute()
      isMade = true
    }
  }

  const salt = Buffer.from(stored.split('.')[0] ?? '', 'base64url')
  // scrypt is slow on purpose: what was right once is remembered, as a digest under a key of this process.
  const key = randomBytes(32)
  const quick = (text: string) => createHmac('sha256', key).update(text).digest()
  let known: Buffer | null = null

  return {
    made: isMade ? made : null,
    async isRight(user, password) {
      const digest = quick(password)
      const isUser = timingSafeEqual(quick(user), quick(USER))
      if (known && timingSafeEqual(digest, known)) return isUser
      const isPassword = timingSafeEqual(quick(await hashOf(password, salt)), quick(stored))
      if (isPassword) known = digest
      return isPassword && isUser
    }
  }
}
