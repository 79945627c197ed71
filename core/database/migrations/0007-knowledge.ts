const statements = [
  // One row an article; what it says stands in its versions. live_version is what citizens are told, null: nothing.
  `CREATE TABLE kb_articles (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    head_version INTEGER NOT NULL,
    live_version INTEGER,
    created_at TEXT NOT NULL
  ) STRICT`,

  // Never deleted, and what a version says is never changed: an old answer can be shown as it stood.
  `CREATE TABLE kb_article_versions (
    article_id TEXT NOT NULL REFERENCES kb_articles (id),
    version INTEGER NOT NULL CHECK (version > 0),
    based_on INTEGER,
    restores INTEGER,
    state TEXT NOT NULL CHECK (state IN
      ('draft', 'in_review', 'returned', 'approved', 'scheduled', 'held', 'published', 'superseded', 'retired', 'set_aside')),
    content TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL,
    reviewer TEXT,
    review_note TEXT,
    reviewed_at TEXT,
    publish_at TEXT,
    published_by TEXT,
    publish_reason TEXT,
    published_at TEXT,
    ended_at TEXT,
    held_because TEXT,
    PRIMARY KEY (article_id, version)
  ) STRICT`,
  'CREATE INDEX kb_article_versions_state ON kb_article_versions (state, publish_at)',
  `CREATE TRIGGER kb_article_versions_stay BEFORE UPDATE OF article_id, version, content, author, created_at ON kb_article_versions
   BEGIN SELECT RAISE(ABORT, 'what a version says is never changed'); END`,
  `CREATE TRIGGER kb_article_versions_no_delete BEFORE DELETE ON kb_article_versions
   BEGIN SELECT RAISE(ABORT, 'versions are never deleted'); END`,

  // One row: grows with each change of what citizens are told; instances poll it.
  `CREATE TABLE kb_revisions (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    changed_at TEXT NOT NULL
  ) STRICT`,

  // The editors' regression list: question → articles that answer it (JSON array of ids), or none.
  `CREATE TABLE kb_regression (
    id INTEGER PRIMARY KEY,
    question TEXT NOT NULL UNIQUE,
    article_ids TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT`,

  `CREATE TABLE kb_hit_tests (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    run_by TEXT NOT NULL,
    run_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    questions INTEGER NOT NULL,
    figures TEXT NOT NULL,
    misses TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX kb_hit_tests_name ON kb_hit_tests (name, id)',

  // What citizens asked, masked, and which version answered.
  `CREATE TABLE kb_questions (
    id INTEGER PRIMARY KEY,
    asked_at TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    question TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('answer', 'clarify', 'none')),
    article_id TEXT,
    version INTEGER,
    thumb TEXT CHECK (thumb IN ('up', 'down')),
    handled_as TEXT CHECK (handled_as IN ('ask', 'article', 'training', 'dismissed')),
    handled_by TEXT,
    handled_at TEXT
  ) STRICT`,
  'CREATE INDEX kb_questions_open ON kb_questions (handled_as, outcome, id)',
  'CREATE INDEX kb_questions_conversation ON kb_questions (conversation_id, id)',

  // Sentences that editors want the classifier to learn; exported into nlu/data/train.
  `CREATE TABLE kb_training_sentences (
    id INTEGER PRIMARY KEY,
    sentence TEXT NOT NULL UNIQUE,
    intent TEXT NOT NULL,
    kinds TEXT NOT NULL,
    category TEXT,
    in_scope INTEGER NOT NULL CHECK (in_scope IN (0, 1)),
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT`,

  // Law texts that an operator has loaded (原文); the product brings none.
  `CREATE TABLE laws (
    name TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    aliases TEXT NOT NULL,
    kind TEXT NOT NULL,
    effective TEXT NOT NULL,
    current TEXT NOT NULL CHECK (current IN ('yes', 'no', 'unknown')),
    articles INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    changed_at TEXT
  ) STRICT`,
  `CREATE TABLE law_articles (
    law TEXT NOT NULL REFERENCES laws (name),
    n INTEGER NOT NULL,
    no TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (law, n)
  ) STRICT`
]

export const knowledgeMigration = { version: 7, name: 'knowledge', statements }
