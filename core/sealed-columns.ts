// Every column that holds a ciphertext, and what each is bound to. A change of the vault's key goes through this list; a test
// compares it with the schema.
import type { Tables } from './database/index.ts'

export interface SealedColumn {
  table: keyof Tables
  column: string
  /** Column that the context is made of. */
  key: string
  context: (key: string) => string
}

export const activityContext = (id: string): string => `activity/${id}`

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'identities', column: 'identity_sealed', key: 'id', context: id => `identity/${id}` },
  { table: 'tickets', column: 'body_sealed', key: 'ticket_no', context: no => `ticket/${no}` },
  { table: 'tickets', column: 'status_message_sealed', key: 'ticket_no', context: no => `message/${no}` },
  { table: 'ticket_events', column: 'message_sealed', key: 'ticket_no', context: no => `message/${no}` },
  { table: 'outbox', column: 'payload_sealed', key: 'idempotency_key', context: key => `outbox/${key}` },
  { table: 'conversations', column: 'reference_sealed', key: 'id', context: id => `reference/${id}` },
  { table: 'conversations', column: 'state_sealed', key: 'id', context: id => `state/${id}` },
  { table: 'activities', column: 'activity_sealed', key: 'id', context: activityContext },
  { table: 'evidence_files', column: 'name_sealed', key: 'id', context: id => `evidence-name/${id}` },
  { table: 'evidence_files', column: 'key_sealed', key: 'id', context: id => `evidence-key/${id}` }
]
