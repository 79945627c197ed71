// By what tickets about one respondent find each other in the database, while their bodies stay sealed.
import type { Db } from '../../core/database/index.ts'
import type { Vault } from '../../core/vault.ts'
import type { WorkOrder } from '../contract/index.ts'
import { readRespondentName } from './respondent-name.ts'

const bare = (text: string) =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/**
 * How the name begins and how it ends, two syllables each: 康途 and 康图国际, 三叶草 and 束河三叶草 have one in common. A
 * number plate and a code of registration stand for themselves. None where nobody is named.
 */
function keysOf(respondent: WorkOrder['respondent']): string[] {
  if (!respondent) return []
  const name = readRespondentName(respondent.name)
  const syllables = name.isNamed ? name.looseSound.split(' ') : []
  const keys = [
    ...(syllables.length > 0
      ? [`head ${syllables.slice(0, 2).join(' ')}`, `tail ${syllables.slice(-2).join(' ')}`]
      : []),
    ...(respondent.plateNo ? [`plate ${bare(respondent.plateNo)}`] : []),
    ...(respondent.uscc ? [`uscc ${bare(respondent.uscc)}`] : [])
  ]
  return keys
}

/** Fingerprints of the keys of an order's respondent. */
export function matchKeys(vault: Vault, order: Pick<WorkOrder, 'respondent'>): string[] {
  return keysOf(order.respondent).map(key => vault.fingerprint(key, 'respondent'))
}

/** Stores the keys of a ticket, in place of those it had. */
export async function storeMatchKeys(db: Db, order: WorkOrder, vault: Vault): Promise<void> {
  const { ticketNo } = order
  await db.deleteFrom('ticket_match_keys').where('ticket_no', '=', ticketNo).execute()
  const keys = matchKeys(vault, order)
  if (keys.length === 0) return
  const { created_at } = await db
    .selectFrom('tickets')
    .select('created_at')
    .where('ticket_no', '=', ticketNo)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('ticket_match_keys')
    .values(keys.map(key_fingerprint => ({ key_fingerprint, created_at, ticket_no: ticketNo })))
    .execute()
}

/** Newest first; more tickets about one business in two weeks than this are looked at by people anyway. */
const CANDIDATES_MAX = 40

/** Numbers of tickets that have a key in common with the order and are not older than `since` (ISO 8601 UTC), newest first. */
export async function ticketsWithKeys(db: Db, keys: readonly string[], since: string): Promise<string[]> {
  const found = new Map<string, string>()
  for (const key of keys) {
    const rows = await db
      .selectFrom('ticket_match_keys')
      .select(['ticket_no', 'created_at'])
      .where('key_fingerprint', '=', key)
      .where('created_at', '>=', since)
      .orderBy('created_at', 'desc')
      .orderBy('ticket_no', 'desc')
      .limit(CANDIDATES_MAX)
      .execute()
    for (const { ticket_no, created_at } of rows) found.set(ticket_no, created_at)
  }
  return [...found]
    .sort(([a, at], [b, bt]) => (at === bt ? (a < b ? 1 : -1) : at < bt ? 1 : -1))
    .slice(0, CANDIDATES_MAX)
    .map(([ticketNo]) => ticketNo)
}
