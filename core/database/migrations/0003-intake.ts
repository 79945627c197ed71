const statements = [
  // Who holds the lease: an answer that comes after the lease was lost must not overwrite the new holder's.
  'ALTER TABLE outbox ADD COLUMN lease_owner TEXT',
  // Retry-After of the intake: not before this time, whatever else makes the row due.
  'ALTER TABLE outbox ADD COLUMN not_before TEXT',
  `CREATE INDEX outbox_leased ON outbox (lease_owner) WHERE lease_owner IS NOT NULL`,

  // How far the intake's list of changes has been read.
  `CREATE TABLE intake_cursors (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    cursor TEXT NOT NULL,
    read_at TEXT NOT NULL
  ) STRICT`,

  // Each entry holds the hash of the one before it; the triggers stop all who forget that nothing may be changed here.
  `CREATE TABLE audit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE
  ) STRICT`,
  'CREATE INDEX audit_entries_subject ON audit_entries (subject, id)',
  `CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
   BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END`,
  `CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
   BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END`
]

export const intakeMigration = { version: 3, name: 'intake', statements }
