const statements = [
  // As which role somebody acted, and why: revealing an identity needs both (DOMAIN.md section 5).
  `ALTER TABLE audit_entries ADD COLUMN role TEXT NOT NULL DEFAULT ''`,
  `ALTER TABLE audit_entries ADD COLUMN reason TEXT NOT NULL DEFAULT ''`,
  'CREATE INDEX audit_entries_action ON audit_entries (action, id)',

  // How long the chain is and how it ends, sealed: without the vault's key nobody can cut its end off unseen.
  `CREATE TABLE audit_heads (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    entries INTEGER NOT NULL CHECK (entries >= 0),
    hash TEXT NOT NULL,
    key_sealed TEXT NOT NULL,
    head_sealed TEXT NOT NULL
  ) STRICT`,
  `CREATE TRIGGER audit_heads_only_grow BEFORE UPDATE ON audit_heads WHEN NEW.entries < OLD.entries
   BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END`,
  `CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads
   BEGIN SELECT RAISE(ABORT, 'the audit head is never deleted'); END`
]

export const auditMigration = { version: 4, name: 'audit', statements }
