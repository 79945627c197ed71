import type { Generated } from 'kysely'
import type { EvidenceTables } from './evidence-tables.ts'
import type { KnowledgeTables } from './knowledge-tables.ts'

// All *_at are ISO 8601 UTC texts (they sort as they follow); all *_sealed are ciphertexts of core/vault.ts; flags are 0/1.

export interface ConversationsTable {
  id: string
  channel: string
  user_id: string
  created_at: string
  last_activity_at: string
  /** Highest activity `seq` given out: the Direct Line watermark. */
  last_seq: Generated<number>
  /** Bot Framework ConversationReference, for messages that the bot starts. */
  reference_sealed: string | null
  state_sealed: string | null
  /** Grows by one with each stored state: a writer that read an older one must not win. */
  state_version: Generated<number>
}

export interface ActivitiesTable {
  conversation_id: string
  /** 1, 2, 3 … within the conversation. */
  seq: number
  id: string
  direction: 'in' | 'out'
  /** 1 where Direct Line clients see it. */
  visible: number
  /** channelData.clientActivityID: a resend is the same message. */
  client_activity_id: string | null
  activity_sealed: string
  created_at: string
  /** Inbound only: 'pending' until the turn that answers it is committed. */
  turn_state: 'pending' | 'done' | null
  /** Inbound only: turns that failed on it so far. */
  turn_attempts: Generated<number>
  reply_to_id: string | null
  /** Outbound only: null until a channel that must be called (Bot Framework) has taken it. */
  delivered_at: string | null
}

export interface TicketNumbersTable {
  /** yyyyMMdd where the citizens live. */
  day: string
  last: number
}

/** Name, phone and address of requesters: the one place that holds them. */
export interface IdentitiesTable {
  id: string
  identity_sealed: string
  phone_fingerprint: string | null
  created_at: string
  /** Since when it is only kept, because the person had it erased and the law wants the record. */
  restricted_at: string | null
}

export interface TicketsTable {
  ticket_no: string
  kind: string
  category_code: string
  region_code: string
  route_body: string
  conversation_id: string | null
  identity_id: string | null
  body_sealed: string
  status: string
  /** `seq` of the status event that `status` comes from; 0 before the first. */
  status_seq: Generated<number>
  status_message_sealed: string | null
  department: string | null
  work_order_no: string | null
  due_at: string | null
  anonymous: number
  urgency: string
  created_at: string
  updated_at: string
}

export interface TicketLinksTable {
  ticket_no: string
  other_ticket_no: string
  relation: string
}

/** What tickets about one respondent have in common, fingerprinted; see tickets/duplicates/match-keys.ts. */
export interface TicketMatchKeysTable {
  key_fingerprint: string
  /** Of the ticket. */
  created_at: string
  ticket_no: string
}

/** 群体事件: tickets of several people about one event. */
export interface TicketGroupsTable {
  id: string
  /** The ticket that stands for the others; the oldest unless a person chose. */
  master_ticket_no: string
  created_at: string
}

export interface TicketGroupMembersTable {
  ticket_no: string
  group_id: string
  score: number
  /** Reason[] of tickets/duplicates/reasons.ts as JSON; no words of the tickets. */
  reasons: string
  joined_at: string
  /** Set where a person took the ticket out again. */
  left_at: string | null
  left_reason: string | null
}

export interface TicketEventsTable {
  event_id: string
  ticket_no: string
  seq: number
  status: string
  at: string
  department: string | null
  message_sealed: string | null
  received_at: string
}

export interface OutboxTable {
  id: Generated<number>
  ticket_no: string
  operation: 'create' | 'supplement' | 'urge' | 'withdraw' | 'evaluate'
  idempotency_key: string
  payload_sealed: string | null
  state: Generated<'pending' | 'sent' | 'dead'>
  attempts: Generated<number>
  next_attempt_at: string
  leased_until: string | null
  /** Worker that holds the lease. */
  lease_owner: string | null
  /** The intake's Retry-After. */
  not_before: string | null
  /** 1 after a timeout or a broken connection: ask whether it was filed before sending again. */
  unknown_outcome: Generated<number>
  last_error_code: string | null
  last_error_detail: string | null
  created_at: string
  sent_at: string | null
}

/** Nonces of signed requests that were accepted: none is taken twice. */
export interface NoncesTable {
  nonce: string
  seen_at: string
}

/** Wrong tries at status look-up. */
export interface StatusAttemptsTable {
  key: string
  failures: number
  locked_until: string | null
}

/** One sealed row that only the right DATA_KEY opens; see core/vault-check.ts. */
export interface VaultChecksTable {
  id: number
  check_sealed: string
  created_at: string
  /** Null until the vault's key was changed for the first time. */
  fingerprint_key_sealed: string | null
}

/** One row while the vault's key is being changed; see core/key-rotation.ts. */
export interface KeyRotationsTable {
  id: number
  new_check_sealed: string
  fingerprint_key_sealed: string
  started_at: string
  /** Place in SEALED_COLUMNS, and the last rowid of it that is done. */
  column_index: number
  last_rowid: number
}

/** Jobs that are done once for each day, week or month. */
export interface ScheduledRunsTable {
  job: string
  period: string
  finished_at: string
  /** Counts as JSON. */
  result: string
}

/** One row: how far the intake's list of changes has been read. */
export interface IntakeCursorsTable {
  id: number
  cursor: string
  read_at: string
}

/** Append-only (triggers); each entry is chained to the one before it by its hash. Written by core/audit.ts alone. */
export interface AuditEntriesTable {
  /** 1, 2, 3 … without gaps. */
  id: number
  at: string
  actor: string
  action: string
  subject: string
  /** JSON; no personal data. */
  detail: string
  previous_hash: string
  hash: string
  role: string
  reason: string
}

/** One row: where the chain of audit entries ends. */
export interface AuditHeadsTable {
  id: number
  entries: number
  hash: string
  /** The key of the hashes. */
  key_sealed: string
  head_sealed: string
}

/** Passwords that were made on the first start. */
export interface StaffPasswordsTable {
  user_name: string
  /** scrypt: salt and hash, base64url, joined by a dot. */
  password_hash: string
  created_at: string
}

export interface Tables extends KnowledgeTables, EvidenceTables {
  conversations: ConversationsTable
  activities: ActivitiesTable
  ticket_numbers: TicketNumbersTable
  identities: IdentitiesTable
  tickets: TicketsTable
  ticket_links: TicketLinksTable
  ticket_match_keys: TicketMatchKeysTable
  ticket_groups: TicketGroupsTable
  ticket_group_members: TicketGroupMembersTable
  ticket_events: TicketEventsTable
  outbox: OutboxTable
  nonces: NoncesTable
  status_attempts: StatusAttemptsTable
  vault_checks: VaultChecksTable
  key_rotations: KeyRotationsTable
  scheduled_runs: ScheduledRunsTable
  staff_passwords: StaffPasswordsTable
  intake_cursors: IntakeCursorsTable
  audit_entries: AuditEntriesTable
  audit_heads: AuditHeadsTable
}
