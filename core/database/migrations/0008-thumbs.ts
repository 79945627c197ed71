// 是否解决, counted per version of an article: what is left of the citizens' thumbs when their questions are gone.
const statements = [
  `CREATE TABLE kb_thumbs (
    article_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    up INTEGER NOT NULL DEFAULT 0,
    down INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (article_id, version)
  ) STRICT`
]

export const thumbsMigration = { version: 8, name: 'thumbs', statements }
