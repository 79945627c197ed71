const statements = [
  // Keyed fingerprints of what tickets about one respondent have in common (tickets/duplicates/match-keys.ts): a ticket has a
  // few, and whoever looks for others like it reads the newest of each key, in the order of the index.
  `CREATE TABLE ticket_match_keys (
    key_fingerprint TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ticket_no TEXT NOT NULL REFERENCES tickets (ticket_no),
    PRIMARY KEY (key_fingerprint, created_at, ticket_no)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX ticket_match_keys_ticket ON ticket_match_keys (ticket_no)',
  'DROP INDEX tickets_respondent',
  'ALTER TABLE tickets DROP COLUMN respondent_fingerprint',

  'CREATE INDEX ticket_groups_created ON ticket_groups (created_at, id)',
  'CREATE INDEX ticket_groups_master ON ticket_groups (master_ticket_no)'
]

export const matchKeysMigration = { version: 10, name: 'match-keys', statements }
