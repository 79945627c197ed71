// 查询码: what the requester of a ticket without a phone proves to be its requester with (FEATURES.md row 15).
import type { Vault } from '../../core/vault.ts'

const DIGITS = 6

/** Six digits that only this instance can work out from the number; nothing is stored. Tries are counted as for phones. */
export function queryCode(vault: Vault, ticketNo: string): string {
  const bytes = Buffer.from(vault.fingerprint(ticketNo, 'query-code'), 'base64url')
  return String(bytes.readUIntBE(0, 6) % 10 ** DIGITS).padStart(DIGITS, '0')
}
