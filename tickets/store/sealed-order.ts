// A ticket is stored in two places: the order without who filed it, and the identity apart (DOMAIN.md section 5).
import type { Vault } from '../../core/vault.ts'
import type { WorkOrder } from '../contract/index.ts'

/** What identities.identity_sealed holds. */
export interface Identity {
  name?: string
  phone?: string
  address?: string
}

const bodyContext = (ticketNo: string) => `ticket/${ticketNo}`
const identityContext = (identityId: string) => `identity/${identityId}`

/** The order without the identity, and the identity, null where the requester gave nothing. */
export function splitIdentity(order: WorkOrder): { body: WorkOrder; identity: Identity | null } {
  const { name, phone, address, ...requester } = order.requester
  const identity: Identity = {
    ...(name !== undefined && { name }),
    ...(phone !== undefined && { phone }),
    ...(address !== undefined && { address })
  }
  return { body: { ...order, requester }, identity: Object.keys(identity).length > 0 ? identity : null }
}

export function sealBody(vault: Vault, body: WorkOrder): string {
  return vault.seal(JSON.stringify(body), bodyContext(body.ticketNo))
}

/** The order without its requester's name, phone and address. Throws VAULT_OPEN_FAILED. */
export function openBody(vault: Vault, row: { ticket_no: string; body_sealed: string }): WorkOrder {
  return JSON.parse(vault.open(row.body_sealed, bodyContext(row.ticket_no))) as WorkOrder
}

export function sealIdentity(vault: Vault, id: string, identity: Identity): string {
  return vault.seal(JSON.stringify(identity), identityContext(id))
}

/** Throws VAULT_OPEN_FAILED. */
export function openIdentity(vault: Vault, row: { id: string; identity_sealed: string }): Identity {
  return JSON.parse(vault.open(row.identity_sealed, identityContext(row.id))) as Identity
}

/** The whole order again, as the intake is to have it. */
export function joinIdentity(body: WorkOrder, identity: Identity | null): WorkOrder {
  return identity ? { ...body, requester: { ...body.requester, ...identity } } : body
}

export function sealMessage(vault: Vault, ticketNo: string, message: string): string {
  return vault.seal(message, `message/${ticketNo}`)
}

export function openMessage(vault: Vault, ticketNo: string, sealed: string): string {
  return vault.open(sealed, `message/${ticketNo}`)
}

export function sealPayload(vault: Vault, key: string, payload: object): string {
  return vault.seal(JSON.stringify(payload), `outbox/${key}`)
}

/** Parsed JSON; the caller checks it against the operation's schema. */
export function openPayload(vault: Vault, row: { idempotency_key: string; payload_sealed: string }): unknown {
  return JSON.parse(vault.open(row.payload_sealed, `outbox/${row.idempotency_key}`))
}
