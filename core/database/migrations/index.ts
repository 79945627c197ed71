import { firstMigration } from './0001-first.ts'
import { turnsMigration } from './0002-turns.ts'
import { intakeMigration } from './0003-intake.ts'
import { auditMigration } from './0004-audit.ts'
import { groupsMigration } from './0005-groups.ts'
import { privacyMigration } from './0006-privacy.ts'
import { knowledgeMigration } from './0007-knowledge.ts'
import { thumbsMigration } from './0008-thumbs.ts'
import { evidenceMigration } from './0009-evidence.ts'
import { matchKeysMigration } from './0010-match-keys.ts'

/** One step of the schema. Once released it is never edited, only followed by another one. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  version: number
  name: string
  statements: readonly string[]
}

export const migrations: readonly Migration[] = [
  firstMigration,
  turnsMigration,
  intakeMigration,
  auditMigration,
  groupsMigration,
  privacyMigration,
  knowledgeMigration,
  thumbsMigration,
  evidenceMigration,
  matchKeysMigration
]
