// A person puts right what the intake refused: the ticket as it is sent, or the text of a follow-up.
import type { z } from 'zod'
import type { Clock } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import type { Vault } from '../../core/vault.ts'
import {
  evaluationSchema,
  supplementSchema,
  urgeSchema,
  type WorkOrder,
  withdrawalSchema,
  workOrderSchema
} from '../contract/index.ts'
import { storeMatchKeys } from '../duplicates/match-keys.ts'
import { routeFor } from '../routing.ts'
import { phoneFingerprint } from '../store/phone.ts'
import {
  type Identity,
  joinIdentity,
  openBody,
  openIdentity,
  openPayload,
  sealBody,
  sealIdentity,
  sealPayload,
  splitIdentity
} from '../store/sealed-order.ts'
import type { OutboxRow } from './claims.ts'

/** One field to be set, e.g. `respondent.name`; `value` null takes an optional one away. */
export interface Correction {
  path: string
  value: unknown
}

/** What the row sends, parsed: a WorkOrder or the body of a follow-up. */
export interface RowContent {
  row: OutboxRow
  body: object
}

/** Numbers, times and consent are facts, no fields that somebody may have got wrong. */
const FIXED = /^(?:ticketNo|submittedAt|consent|channel|route|linked|provenance|at)(?:\.|$)/
const PATH = /^[A-Za-z][A-Za-z0-9]*(?:\.(?:[A-Za-z][A-Za-z0-9]*|\d{1,2}))*$/

const PAYLOADS: Record<Exclude<OutboxRow['operation'], 'create'>, z.ZodType<object>> = {
  supplement: supplementSchema,
  urge: urgeSchema,
  withdraw: withdrawalSchema,
  evaluate: evaluationSchema
}

async function rowOf(db: Db, id: number): Promise<OutboxRow> {
  const row = await db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('NOT_FOUND', { detail: `no outbox row ${id}` })
  return row
}

async function ticketOf(db: Db, ticketNo: string, vault: Vault) {
  const ticket = await db.selectFrom('tickets').selectAll().where('ticket_no', '=', ticketNo).executeTakeFirstOrThrow()
  const identityRow =
    ticket.identity_id === null
      ? null
      : await db.selectFrom('identities').selectAll().where('id', '=', ticket.identity_id).executeTakeFirstOrThrow()
  const identity: Identity | null = identityRow && openIdentity(vault, identityRow)
  return { identityId: ticket.identity_id, order: joinIdentity(openBody(vault, ticket), identity) }
}

/**
 * What a row sends. The requester's name, phone and address are left out unless `withIdentity`. Throws NOT_FOUND,
 * VAULT_OPEN_FAILED.
 */
export async function rowContent(db: Db, id: number, vault: Vault, withIdentity = false): Promise<RowContent> {
  const row = await rowOf(db, id)
  if (row.operation === 'create') {
    const { order } = await ticketOf(db, row.ticket_no, vault)
    return { row, body: withIdentity ? order : splitIdentity(order).body }
  }
  if (row.payload_sealed === null) throw new AppError('NOT_FOUND', { detail: `row ${id} has no payload` })
  return { row, body: openPayload(vault, { ...row, payload_sealed: row.payload_sealed }) as object }
}

type Container = Record<string, unknown>

/** A deep copy with one value set; objects on the way are made where they are missing. */
function withValue<T extends object>(body: T, { path, value }: Correction): T {
  if (!PATH.test(path)) throw new AppError('TICKET_INVALID', { detail: 'a field is written as respondent.name' })
  if (FIXED.test(path)) throw new AppError('TICKET_INVALID', { detail: `${path} is not for editing` })
  const copy = structuredClone(body)
  const names = path.split('.')
  const last = names.pop() as string
  let at = copy as Container
  for (const name of names) {
    if (typeof at[name] !== 'object' || at[name] === null) at[name] = {}
    at = at[name] as Container
  }
  if (value === null) delete at[last]
  else at[last] = value
  return copy
}

/** Throws TICKET_INVALID, whose detail names fields and rules, never values. */
function checked<S extends z.ZodType>(schema: S, body: object): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const detail = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')
  throw new AppError('TICKET_INVALID', { detail })
}

async function storeOrder(db: Db, order: WorkOrder, identityId: string | null, vault: Vault, clock: Clock) {
  const { body, identity } = splitIdentity(order)
  if (identity !== null && identityId === null) {
    throw new AppError('TICKET_INVALID', { detail: 'requester: this ticket was filed without a name; it stays so' })
  }
  if (identityId !== null) {
    await db
      .updateTable('identities')
      .set({
        identity_sealed: sealIdentity(vault, identityId, identity ?? {}),
        phone_fingerprint: identity?.phone === undefined ? null : phoneFingerprint(vault, identity.phone)
      })
      .where('id', '=', identityId)
      .execute()
  }
  await db
    .updateTable('tickets')
    .set({
      kind: order.kind,
      category_code: order.categoryCode,
      region_code: order.regionCode,
      route_body: order.route.body,
      urgency: order.urgency,
      body_sealed: sealBody(vault, body),
      updated_at: clock.now().toISOString()
    })
    .where('ticket_no', '=', order.ticketNo)
    .execute()
  await storeMatchKeys(db, order, vault)
}

/**
 * Sets fields of a dead row; all of them or, where the whole is not valid then, none. It stays dead: pushAgain sends it.
 * `db` is a transaction. Throws NOT_FOUND where the row is not dead, TICKET_INVALID, VAULT_OPEN_FAILED.
 */
export async function correctRow(
  db: Db,
  id: number,
  corrections: readonly Correction[],
  { vault, clock }: { vault: Vault; clock: Clock }
): Promise<void> {
  const row = await rowOf(db, id)
  if (row.state !== 'dead') throw new AppError('NOT_FOUND', { detail: `no dead outbox row ${id}` })
  if (row.operation === 'create') {
    const { identityId, order } = await ticketOf(db, row.ticket_no, vault)
    const edited = corrections.reduce(withValue, order)
    const routed = { ...edited, route: { ...edited.route, ...routeFor(edited.kind, edited.categoryCode) } }
    return storeOrder(db, checked(workOrderSchema, routed), identityId, vault, clock)
  }
  const { body } = await rowContent(db, id, vault)
  const payload = checked(PAYLOADS[row.operation], corrections.reduce(withValue, body))
  await db
    .updateTable('outbox')
    .set({ payload_sealed: sealPayload(vault, row.idempotency_key, payload) })
    .where('id', '=', id)
    .execute()
}
