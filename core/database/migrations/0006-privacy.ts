const statements = [
  // Set where a person had their data erased but the law keeps the record: stored, and used for nothing else (PIPL article 47).
  'ALTER TABLE identities ADD COLUMN restricted_at TEXT',

  // Fingerprints outlive a change of the vault's key: theirs is kept here from the first change on.
  'ALTER TABLE vault_checks ADD COLUMN fingerprint_key_sealed TEXT',

  // One row while the vault's key is being changed: how far it has come, and a mark that only the new key opens.
  `CREATE TABLE key_rotations (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    new_check_sealed TEXT NOT NULL,
    fingerprint_key_sealed TEXT NOT NULL,
    started_at TEXT NOT NULL,
    column_index INTEGER NOT NULL,
    last_rowid INTEGER NOT NULL
  ) STRICT`,

  // Jobs of a day, week or month that are done: each is done once, whoever starts how often.
  `CREATE TABLE scheduled_runs (
    job TEXT NOT NULL,
    period TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (job, period)
  ) STRICT, WITHOUT ROWID`
]

export const privacyMigration = { version: 6, name: 'privacy', statements }
