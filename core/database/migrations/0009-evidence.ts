const statements = [
  // Files of citizens. The bytes lie in the store of files (disk or S3), sealed with a key of their own that is sealed here: a
  // change of the vault's key touches no file, and a row that is gone leaves nothing that could be read.
  `CREATE TABLE evidence_files (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('receiving', 'held', 'kept', 'infected')),
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    received INTEGER NOT NULL,
    original_sha256 TEXT,
    handling_sha256 TEXT,
    handling_size INTEGER,
    name_sealed TEXT NOT NULL,
    key_sealed TEXT NOT NULL,
    attachment_id TEXT,
    intake_refusal TEXT,
    created_at TEXT NOT NULL,
    dropped_at TEXT
  ) STRICT`,
  'CREATE INDEX evidence_files_conversation ON evidence_files (conversation_id)',
  "CREATE INDEX evidence_files_held ON evidence_files (state) WHERE state = 'held'",

  // Which ticket a file belongs to, and how it goes to the intake: with the order, or later by a supplement of its own.
  `CREATE TABLE evidence_links (
    file_id TEXT NOT NULL REFERENCES evidence_files (id),
    ticket_no TEXT NOT NULL,
    sent_with TEXT CHECK (sent_with IN ('order', 'supplement')),
    PRIMARY KEY (file_id, ticket_no)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX evidence_links_ticket ON evidence_links (ticket_no)'
]

export const evidenceMigration = { version: 9, name: 'evidence', statements }
