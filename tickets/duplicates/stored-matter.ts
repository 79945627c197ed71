// Matters of stored tickets. When many tell of one event, each new ticket is compared with the same few dozen: those that were
// opened lately are kept, in memory alone.
import type { Vault } from '../../core/vault.ts'
import { openBody } from '../store/sealed-order.ts'
import { type Matter, matterOf } from './matter.ts'

interface Kept {
  /** What the matter was read from: a body that was changed is read again. */
  sealed: string
  matter: Matter
}

/** Candidates of a few events; about 10 kB each. */
const KEPT_MAX = 200

const keptBy = new WeakMap<Vault, Map<string, Kept>>()

/** Throws VAULT_OPEN_FAILED. */
export function storedMatter(vault: Vault, row: { ticket_no: string; body_sealed: string }): Matter {
  const kept = keptBy.get(vault) ?? new Map<string, Kept>()
  keptBy.set(vault, kept)
  const before = kept.get(row.ticket_no)
  kept.delete(row.ticket_no)
  const matter = before?.sealed === row.body_sealed ? before.matter : matterOf(openBody(vault, row))
  kept.set(row.ticket_no, { sealed: row.body_sealed, matter })
  if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!)
  return matter
}
