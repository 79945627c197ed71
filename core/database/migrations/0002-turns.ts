const statements = [
  // Grows with each turn that failed or that the process died in: a message that ends the process must not do it for ever.
  'ALTER TABLE activities ADD COLUMN turn_attempts INTEGER NOT NULL DEFAULT 0',

  // The password of `admin` where ADMIN_PASSWORD is empty: made and printed on the first start, kept as a hash.
  `CREATE TABLE staff_passwords (
    user_name TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT`
]

export const turnsMigration = { version: 2, name: 'turns', statements }
