// Who filed a ticket, told to one person for one reason; written down before it is told (DOMAIN.md section 5).
import { appendAudit } from '../../core/audit.ts'
import { type Clock, toOffsetIso } from '../../core/clock.ts'
import type { Database } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import type { Vault } from '../../core/vault.ts'
import { type Identity, openIdentity } from '../store/sealed-order.ts'
import { withoutPerson } from './scan-text.ts'

/** Who handles cases. Editors, auditors and administrators of the system have no part in them (GB/T 22239: separated roles). */
export const REVEAL_ROLES = ['agent', 'supervisor', 'operator'] as const

export interface RevealRequest {
  ticketNo: string
  actor: string
  role: string
  /** Why it is needed, so that somebody else understands. */
  reason: string
}

export interface Revealed {
  identity: Identity
  /** To stand across the screen or page: who, when, which ticket, which entry of the audit. */
  watermark: string
}

const REASON_MIN = 4

export interface RevealDependencies {
  vault: Vault
  clock: Clock
  offsetMinutes: number
}

/**
 * The requester's name, telephone and address. Refusals are audited too: who asks without the right is worth knowing.
 * Throws FORBIDDEN (role, or processing stopped at the person's wish), REVEAL_UNREASONED, TICKET_NOT_FOUND,
 * IDENTITY_UNKNOWN (an anonymous ticket has none).
 */
export async function revealIdentity(
  db: Database,
  { ticketNo, actor, role, reason }: RevealRequest,
  { vault, clock, offsetMinutes }: RevealDependencies
): Promise<Revealed> {
  const entry = { actor, role, subject: ticketNo, reason }
  const isAllowed = (REVEAL_ROLES as readonly string[]).includes(role)
  if (!isAllowed || [...reason.trim()].length < REASON_MIN) {
    await appendAudit(db, { ...entry, action: 'identity.reveal_refused' }, { vault, clock })
    if (!isAllowed) throw new AppError('FORBIDDEN', { detail: `the role ${role} may not see identities` })
    throw new AppError('REVEAL_UNREASONED')
  }
  return db.transaction().execute(async trx => {
    const ticket = await trx
      .selectFrom('tickets')
      .leftJoin('identities', 'identities.id', 'tickets.identity_id')
      .select(['identities.id', 'identities.identity_sealed', 'identities.restricted_at'])
      .where('ticket_no', '=', ticketNo)
      .executeTakeFirst()
    if (!ticket) throw new AppError('TICKET_NOT_FOUND', { detail: ticketNo })
    const { id, identity_sealed, restricted_at } = ticket
    if (id === null || identity_sealed === null) throw new AppError('IDENTITY_UNKNOWN', { detail: ticketNo })
    if (restricted_at !== null) {
      throw new AppError('FORBIDDEN', { detail: 'the person had it erased; it is kept for the record only' })
    }
    const identity = openIdentity(vault, { id, identity_sealed })
    const unnamed = { ...entry, reason: withoutPerson(reason, identity, []) }
    const { id: entryId, at } = await appendAudit(trx, { ...unnamed, action: 'identity.reveal' }, { vault, clock })
    const when = toOffsetIso(new Date(at), offsetMinutes)
    return {
      identity,
      watermark: `${actor} ${when} ${ticketNo} #${entryId}`
    }
  })
}
