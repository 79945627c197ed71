// One row to the intake. Nothing is written here: the result says what is to be written.
import type { z } from 'zod'
import type { Db } from '../../core/database/index.ts'
import type { Vault } from '../../core/vault.ts'
import {
  type Attachment,
  evaluationSchema,
  type Receipt,
  supplementSchema,
  urgeSchema,
  type WorkOrder,
  withdrawalSchema
} from '../contract/index.ts'
import type { HandIn } from '../evidence/hand-in.ts'
import { type CallOptions, type IntakeClient, IntakeFailure } from '../intake/intake-client.ts'
import { openPayload } from '../store/sealed-order.ts'
import type { OutboxRow } from './claims.ts'

/** A claimed row with what is needed to send it. */
export interface Delivery {
  row: OutboxRow
  /** As the intake has numbered it; null while it has not. */
  workOrderNo: string | null
  /** For `create` only. */
  order: WorkOrder | null
}

/** A claimed row as the database has it; sealed parts are opened when it is sent. */
export interface Claimed {
  row: OutboxRow
  /** Undefined where the ticket is gone. */
  ticket: SealedTicket | undefined
}

interface SealedTicket {
  ticket_no: string
  work_order_no: string | null
  body_sealed: string
  identity_id: string | null
  identity_sealed: string | null
}

export async function withTickets(db: Db, rows: readonly OutboxRow[]): Promise<Claimed[]> {
  if (rows.length === 0) return []
  const tickets = await db
    .selectFrom('tickets')
    .leftJoin('identities', 'identities.id', 'tickets.identity_id')
    .select(['ticket_no', 'work_order_no', 'body_sealed', 'identity_id', 'identity_sealed'])
    .where(
      'ticket_no',
      'in',
      rows.map(row => row.ticket_no)
    )
    .execute()
  const byNo = new Map(tickets.map(ticket => [ticket.ticket_no, ticket]))
  return rows.map(row => ({ row, ticket: byNo.get(row.ticket_no) }))
}

/** Answers to a follow-up after which nobody can do more: the intake knows, and says that it changes nothing. */
const SETTLING_CODES = new Set(['TOO_SOON', 'CLOSED', 'WITHDRAWN'])

export type Sent = { receipt: Receipt | null; note: string | null }

export interface DeliverOptions extends CallOptions {
  /** Gives the intake the files that go with it. */
  handIn: HandIn
}

/** The body with its files as the intake knows them. */
async function withFiles<T extends { attachments?: Attachment[] | undefined }>(
  { attachments = [], ...body }: T,
  { handIn, ...options }: DeliverOptions
) {
  const taken = attachments.length === 0 ? [] : await handIn(attachments, options)
  return { ...body, ...(taken.length > 0 && { attachments: taken }) }
}

/** Throws IntakeFailure, EVIDENCE_STORE_FAILED, or VAULT_OPEN_FAILED. */
export async function deliver(
  { row, workOrderNo, order }: Delivery,
  client: IntakeClient,
  vault: Vault,
  options: DeliverOptions
): Promise<Sent> {
  if (row.operation === 'create') return create(row, workOrderNo, order, client, options)
  // claims.ts lets a follow-up go only after its creation.
  if (workOrderNo === null) throw refused('the work order has no number yet')
  try {
    await followUp(row, workOrderNo, client, vault, options)
    return { receipt: null, note: null }
  } catch (error) {
    const code = error instanceof IntakeFailure && error.answerStatus === 409 ? error.intakeCode : undefined
    if (code !== undefined && SETTLING_CODES.has(code)) return { receipt: null, note: code }
    throw error
  }
}

async function create(
  row: OutboxRow,
  workOrderNo: string | null,
  order: WorkOrder | null,
  client: IntakeClient,
  options: DeliverOptions
): Promise<Sent> {
  // A callback has told its number before our receipt came: it was filed.
  if (workOrderNo !== null) return { receipt: null, note: 'KNOWN_BY_CALLBACK' }
  if (!order) throw refused('the ticket is gone')
  const ticketNo = row.ticket_no
  const isFiled = row.unknown_outcome === 1 ? await client.findByTicketNo(ticketNo, options) : null
  const receipt =
    isFiled ?? (await client.createWorkOrder(await withFiles(order, options), row.idempotency_key, options))
  if (receipt.ticketNo !== ticketNo) {
    const detail = 'the receipt is for another ticket'
    throw new IntakeFailure('INTAKE_BAD_RESPONSE', { detail }, { outcome: 'unknown' })
  }
  return { receipt, note: null }
}

async function followUp(
  row: OutboxRow,
  workOrderNo: string,
  client: IntakeClient,
  vault: Vault,
  options: DeliverOptions
): Promise<void> {
  const payload = <S extends z.ZodType>(schema: S): z.infer<S> => {
    if (row.payload_sealed === null) throw refused('the payload is gone')
    return schema.parse(openPayload(vault, { ...row, payload_sealed: row.payload_sealed }))
  }
  const key = row.idempotency_key
  switch (row.operation) {
    case 'supplement':
      return client.supplement(workOrderNo, await withFiles(payload(supplementSchema), options), key, options)
    case 'urge':
      return client.urge(workOrderNo, payload(urgeSchema), key, options)
    case 'withdraw':
      return client.withdraw(workOrderNo, payload(withdrawalSchema), key, options)
    case 'evaluate':
      return client.evaluate(workOrderNo, payload(evaluationSchema), key, options)
    case 'create':
      throw refused('a creation is no follow-up')
  }
}

function refused(detail: string): IntakeFailure {
  return new IntakeFailure('INTAKE_REFUSED', { detail }, { outcome: 'refused' })
}
