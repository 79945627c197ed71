// Who took identities out, when and why, in each row: one copied line still tells where it came from.
import type { Ids } from '../../core/ids.ts'
import { maskNumbers } from '../../core/masking.ts'
import type { Vault } from '../../core/vault.ts'
import type { Column } from './mapping-sheet.ts'

/** Stands behind all columns of a file with identities. */
export const WATERMARK_COLUMN: Column = { header: '导出水印', field: 'ticketNo', type: 'text', width: 50 }

const CODE_BYTES = 9
const SEAL_LENGTH = 10

/** Of one file: 12 letters and digits. */
export function watermarkCode(ids: Ids): string {
  return ids.token(CODE_BYTES).replace(/[-_]/g, 'x').slice(0, 12)
}

/** Only the vault's key makes it: a row cannot be blamed on another file. */
function sealOf(vault: Vault, code: string, ticketNo: string): string {
  return vault.fingerprint(`${code}/${ticketNo}`, 'export-watermark').slice(0, SEAL_LENGTH)
}

export function watermarkOf(
  vault: Vault,
  { code, actor, at, reason }: { code: string; actor: string; at: string; reason: string },
  ticketNo: string
): string {
  return `${code}.${sealOf(vault, code, ticketNo)} ${actor} ${at} ${maskNumbers(reason)}`
}

/** Code of the file that a row came from; null where the mark was not made by us for this ticket. */
export function readWatermark(vault: Vault, mark: string, ticketNo: string): string | null {
  const [, code, seal] = /^'?([\w]{12})\.([\w-]{10})(?:\s|$)/.exec(mark) ?? []
  return code !== undefined && seal === sealOf(vault, code, ticketNo) ? code : null
}
