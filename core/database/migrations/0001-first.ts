// STRICT tables refuse a value of the wrong type; partial indexes stay small because finished rows leave them.
const statements = [
  `CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_activity_at TEXT NOT NULL,
    last_seq INTEGER NOT NULL DEFAULT 0,
    reference_sealed TEXT,
    state_sealed TEXT,
    state_version INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  'CREATE INDEX conversations_last_activity ON conversations (last_activity_at)',

  `CREATE TABLE activities (
    conversation_id TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    id TEXT NOT NULL UNIQUE,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    visible INTEGER NOT NULL CHECK (visible IN (0, 1)),
    client_activity_id TEXT,
    activity_sealed TEXT NOT NULL,
    created_at TEXT NOT NULL,
    turn_state TEXT CHECK (turn_state IN ('pending', 'done')),
    reply_to_id TEXT,
    delivered_at TEXT,
    PRIMARY KEY (conversation_id, seq),
    UNIQUE (conversation_id, client_activity_id)
  ) STRICT`,
  `CREATE INDEX activities_pending ON activities (conversation_id, seq) WHERE turn_state = 'pending'`,
  `CREATE INDEX activities_undelivered ON activities (created_at) WHERE direction = 'out' AND delivered_at IS NULL`,

  'CREATE TABLE ticket_numbers (day TEXT PRIMARY KEY, last INTEGER NOT NULL CHECK (last > 0)) STRICT',

  `CREATE TABLE identities (
    id TEXT PRIMARY KEY,
    identity_sealed TEXT NOT NULL,
    phone_fingerprint TEXT,
    created_at TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX identities_phone ON identities (phone_fingerprint) WHERE phone_fingerprint IS NOT NULL',

  `CREATE TABLE tickets (
    ticket_no TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    category_code TEXT NOT NULL,
    region_code TEXT NOT NULL,
    route_body TEXT NOT NULL,
    conversation_id TEXT,
    identity_id TEXT REFERENCES identities (id),
    body_sealed TEXT NOT NULL,
    status TEXT NOT NULL,
    status_seq INTEGER NOT NULL DEFAULT 0,
    status_message_sealed TEXT,
    department TEXT,
    work_order_no TEXT UNIQUE,
    due_at TEXT,
    anonymous INTEGER NOT NULL CHECK (anonymous IN (0, 1)),
    urgency TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX tickets_conversation ON tickets (conversation_id, created_at) WHERE conversation_id IS NOT NULL',
  'CREATE INDEX tickets_identity ON tickets (identity_id) WHERE identity_id IS NOT NULL',

  `CREATE TABLE ticket_links (
    ticket_no TEXT NOT NULL,
    other_ticket_no TEXT NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (ticket_no, other_ticket_no, relation)
  ) STRICT`,
  'CREATE INDEX ticket_links_other ON ticket_links (other_ticket_no)',

  `CREATE TABLE ticket_events (
    event_id TEXT PRIMARY KEY,
    ticket_no TEXT NOT NULL REFERENCES tickets (ticket_no),
    seq INTEGER NOT NULL,
    status TEXT NOT NULL,
    at TEXT NOT NULL,
    department TEXT,
    message_sealed TEXT,
    received_at TEXT NOT NULL,
    UNIQUE (ticket_no, seq)
  ) STRICT`,

  `CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket_no TEXT NOT NULL REFERENCES tickets (ticket_no),
    operation TEXT NOT NULL CHECK (operation IN ('create', 'supplement', 'urge', 'withdraw', 'evaluate')),
    idempotency_key TEXT NOT NULL UNIQUE,
    payload_sealed TEXT,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT NOT NULL,
    leased_until TEXT,
    unknown_outcome INTEGER NOT NULL DEFAULT 0 CHECK (unknown_outcome IN (0, 1)),
    last_error_code TEXT,
    last_error_detail TEXT,
    created_at TEXT NOT NULL,
    sent_at TEXT
  ) STRICT`,
  `CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state = 'pending'`,
  'CREATE INDEX outbox_ticket ON outbox (ticket_no, id)',
  `CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead'`,

  'CREATE TABLE nonces (nonce TEXT PRIMARY KEY, seen_at TEXT NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE INDEX nonces_seen ON nonces (seen_at)',

  `CREATE TABLE status_attempts (
    key TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    locked_until TEXT
  ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE vault_checks (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    check_sealed TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT`
]

export const firstMigration = { version: 1, name: 'first', statements }
