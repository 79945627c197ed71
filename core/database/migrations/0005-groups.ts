const statements = [
  // Keyed fingerprint of how the respondent's name sounds without region, trade and branch: finds tickets about one business.
  'ALTER TABLE tickets ADD COLUMN respondent_fingerprint TEXT',
  `CREATE INDEX tickets_respondent ON tickets (respondent_fingerprint, created_at)
   WHERE respondent_fingerprint IS NOT NULL`,

  // 群体事件: several people about one event. A row stays when a ticket is taken out, so that it is not put back by itself.
  'CREATE TABLE ticket_groups (id TEXT PRIMARY KEY, master_ticket_no TEXT NOT NULL, created_at TEXT NOT NULL) STRICT',
  `CREATE TABLE ticket_group_members (
    ticket_no TEXT PRIMARY KEY REFERENCES tickets (ticket_no),
    group_id TEXT NOT NULL REFERENCES ticket_groups (id),
    score REAL NOT NULL,
    reasons TEXT NOT NULL,
    joined_at TEXT NOT NULL,
    left_at TEXT,
    left_reason TEXT
  ) STRICT`,
  'CREATE INDEX ticket_group_members_group ON ticket_group_members (group_id)'
]

export const groupsMigration = { version: 5, name: 'groups', statements }
