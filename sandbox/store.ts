// What the sandbox keeps: a small schema of its own. It stands for the 12345 centre, which knows who filed what, so
// nothing is sealed here; the file is readable by its owner only and is meant for trying out.
import { closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { type Generated, Kysely } from 'kysely'
import type { Clock } from '../core/clock.ts'
import { databaseLocation } from '../core/database/location.ts'
import { migrate } from '../core/database/migrate.ts'
import { SqliteHandle, SqliteHandleDialect } from '../core/database/sqlite-handle.ts'

export interface SandboxTables {
  orders: {
    work_order_no: string
    ticket_no: string
    idempotency_key: string
    /** The body with sorted keys: what "the same body" is compared by. */
    canonical: string
    status: string
    /** Of its latest event. */
    seq: number
    department: string | null
    due_at: string | null
    received_at: string
  }
  events: {
    /** Grows with each event: the cursor of listChanges. */
    id: Generated<number>
    work_order_no: string
    ticket_no: string
    seq: number
    /** StatusEvent as JSON. */
    event: string
  }
  follow_ups: {
    work_order_no: string
    operation: string
    idempotency_key: string
    canonical: string
    received_at_ms: number
  }
  uploads: { attachment_id: string; sha256: string; size: number; content_type: string; name: string; data: Uint8Array }
  nonces: { nonce: string; seen_at_ms: number }
  serials: { day: string; last: number }
}

export type SandboxStore = Kysely<SandboxTables>

const first = {
  version: 1,
  name: 'sandbox',
  statements: [
    `CREATE TABLE orders (
      work_order_no TEXT PRIMARY KEY, ticket_no TEXT NOT NULL UNIQUE, idempotency_key TEXT NOT NULL UNIQUE,
      canonical TEXT NOT NULL, status TEXT NOT NULL, seq INTEGER NOT NULL, department TEXT, due_at TEXT,
      received_at TEXT NOT NULL
    ) STRICT`,
    `CREATE TABLE events (
      id INTEGER PRIMARY KEY AUTOINCREMENT, work_order_no TEXT NOT NULL REFERENCES orders (work_order_no),
      ticket_no TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, UNIQUE (work_order_no, seq)
    ) STRICT`,
    `CREATE TABLE follow_ups (
      work_order_no TEXT NOT NULL REFERENCES orders (work_order_no), operation TEXT NOT NULL,
      idempotency_key TEXT NOT NULL, canonical TEXT NOT NULL, received_at_ms INTEGER NOT NULL,
      PRIMARY KEY (work_order_no, operation, idempotency_key)
    ) STRICT`,
    `CREATE TABLE uploads (
      attachment_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, content_type TEXT NOT NULL,
      name TEXT NOT NULL, data BLOB NOT NULL
    ) STRICT`,
    'CREATE TABLE nonces (nonce TEXT PRIMARY KEY, seen_at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID',
    'CREATE INDEX nonces_seen ON nonces (seen_at_ms)',
    'CREATE TABLE serials (day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT'
  ]
}

/** Opens `file:…` (made where missing) or `:memory:`. Throws as openDatabase of core does. */
export function openSandboxStore(url: string, clock: Clock): SandboxStore {
  const location = databaseLocation(url)
  if (location !== ':memory:') {
    mkdirSync(path.dirname(location), { recursive: true, mode: 0o700 })
    closeSync(openSync(location, 'a', 0o600))
  }
  const handle = new SqliteHandle(location)
  handle.value('PRAGMA busy_timeout = 5000')
  handle.value('PRAGMA journal_mode = WAL')
  // Not each commit to the disk: a power cut may cost a trial its last orders, and nobody anything else.
  handle.value('PRAGMA synchronous = NORMAL')
  handle.value('PRAGMA foreign_keys = ON')
  migrate(handle, [first], clock)
  return new Kysely<SandboxTables>({ dialect: new SqliteHandleDialect(handle) })
}
