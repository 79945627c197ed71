// Removes what is no longer needed, by the schedule (PIPL articles 19 and 47; DOMAIN.md section 9).
import { sql } from 'kysely'
import { appendAudit } from '../../core/audit.ts'
import type { Clock } from '../../core/clock.ts'
import type { Database, Db } from '../../core/database/index.ts'
import type { Vault } from '../../core/vault.ts'
import { ENDED_STATUSES } from '../contract/index.ts'
import { forgetMembers } from '../duplicates/group-store.ts'
import type { BlobStore } from '../evidence/blob-store.ts'
import {
  deleteBytes,
  type ForgottenFile,
  filesOnlyOf,
  forgetFilesOf,
  forgetLeftFiles,
  forgetLooseFiles,
  leftFiles,
  looseFiles,
  strayKeys
} from '../evidence/remove-files.ts'
import type { RetentionSchedule } from './retention-schedule.ts'

/** Rows of each kind that are past their time (dry run) or were removed. */
export interface RetentionResult {
  drafts: number
  transcripts: number
  /** Messages in those transcripts. */
  messages: number
  /** Logged questions of conversations that stay; those of removed ones go with them, uncounted. */
  questions: number
  attempts: number
  tickets: number
  /** Files of citizens: of those tickets and transcripts, taken back, or left with a draft. */
  files: number
  /** What lies in the store of files and no row names: of a crash, or where the store was away. */
  strays: number
}

const NOTHING: RetentionResult = {
  drafts: 0,
  transcripts: 0,
  messages: 0,
  questions: 0,
  attempts: 0,
  tickets: 0,
  files: 0,
  strays: 0
}

export interface RetentionDependencies {
  vault: Vault
  clock: Clock
  blobs: BlobStore
}

/** Conversations removed in one transaction: chats wait for it. */
const BATCH = 50
const DAY_MS = 86_400_000

const before = (now: Date, days: number | null): string | null =>
  days === null ? null : new Date(now.getTime() - days * DAY_MS).toISOString()

/** Nobody waits for an answer there, and nothing waits to be delivered. */
function idleConversations(db: Db, cutoff: string) {
  return db
    .selectFrom('conversations')
    .select('id')
    .where('last_activity_at', '<', cutoff)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('activities')
            .select('activities.id')
            .whereRef('activities.conversation_id', '=', 'conversations.id')
            .where('activities.turn_state', '=', 'pending')
        )
      )
    )
}

/** `gone`: tickets that this run removes first. */
function withoutTicket(db: Db, cutoff: string, gone: readonly string[] = []) {
  return idleConversations(db, cutoff).where(({ not, exists, selectFrom }) =>
    not(
      exists(
        selectFrom('tickets')
          .select('tickets.ticket_no')
          .whereRef('tickets.conversation_id', '=', 'conversations.id')
          .where('tickets.ticket_no', 'not in', gone)
      )
    )
  )
}

function endedTickets(db: Db, cutoff: string) {
  return db
    .selectFrom('tickets')
    .select(['ticket_no', 'identity_id', 'conversation_id'])
    .where('status', 'in', [...ENDED_STATUSES])
    .where('updated_at', '<', cutoff)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox')
            .select('outbox.id')
            .whereRef('outbox.ticket_no', '=', 'tickets.ticket_no')
            .where('outbox.state', '!=', 'sent')
        )
      )
    )
}

async function count(query: { execute(): Promise<unknown[]> }): Promise<number> {
  return (await query.execute()).length
}

async function messagesOf(db: Db, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const { rows } = await db
    .selectFrom('activities')
    .select(eb => eb.fn.countAll<number>().as('rows'))
    .where('conversation_id', 'in', ids)
    .executeTakeFirstOrThrow()
  return rows
}

/**
 * Removes conversations whole, with the questions that were kept of them for the editors: masking leaves what somebody
 * told, if not who. Files that went with a ticket stay with it. `db` is a transaction; the bytes of the files are the caller's to
 * delete after it.
 */
export async function removeConversations(
  db: Db,
  ids: readonly string[]
): Promise<{ messages: number; files: ForgottenFile[] }> {
  if (ids.length === 0) return { messages: 0, files: [] }
  const files = await forgetLooseFiles(db, ids)
  await db.deleteFrom('kb_questions').where('conversation_id', 'in', ids).execute()
  const { numDeletedRows } = await db.deleteFrom('activities').where('conversation_id', 'in', ids).executeTakeFirst()
  await db.deleteFrom('conversations').where('id', 'in', ids).execute()
  return { messages: Number(numDeletedRows), files }
}

async function removeTickets(
  db: Db,
  tickets: readonly { ticket_no: string; identity_id: string | null }[]
): Promise<ForgottenFile[]> {
  const numbers = tickets.map(ticket => ticket.ticket_no)
  if (numbers.length === 0) return []
  const files = await forgetFilesOf(db, numbers)
  await forgetMembers(db, numbers)
  await db.deleteFrom('ticket_match_keys').where('ticket_no', 'in', numbers).execute()
  await db.deleteFrom('ticket_events').where('ticket_no', 'in', numbers).execute()
  await db.deleteFrom('outbox').where('ticket_no', 'in', numbers).execute()
  await db
    .deleteFrom('ticket_links')
    .where(eb => eb.or([eb('ticket_no', 'in', numbers), eb('other_ticket_no', 'in', numbers)]))
    .execute()
  await db.deleteFrom('tickets').where('ticket_no', 'in', numbers).execute()
  const identities = tickets.flatMap(({ identity_id }) => (identity_id === null ? [] : [identity_id]))
  if (identities.length > 0) await db.deleteFrom('identities').where('id', 'in', identities).execute()
  return files
}

async function inBatches<T>(rows: readonly T[], work: (batch: readonly T[]) => Promise<void>): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) await work(rows.slice(at, at + BATCH))
}

interface Due {
  drafts: string | null
  transcripts: string | null
  questions: string | null
  attempts: string | null
  tickets: string | null
  files: string | null
}

function dueOf(schedule: RetentionSchedule, now: Date): Due {
  return {
    drafts: before(now, schedule.drafts.days),
    transcripts: before(now, schedule.transcripts.days),
    questions: before(now, schedule.questions.days),
    attempts: before(now, schedule.attempts.days),
    tickets: before(now, schedule.tickets.days),
    files: before(now, schedule.files.days)
  }
}

/** By the question's own day. What editors still have in their queue goes too: a year without an answer is answer enough. */
const oldQuestions = (db: Db, cutoff: string) =>
  db.selectFrom('kb_questions').select('id').where('asked_at', '<', cutoff)

const staleStates = (db: Db, cutoff: string) => idleConversations(db, cutoff).where('state_sealed', 'is not', null)

/** What the next run would remove. Changes nothing. Throws EVIDENCE_STORE_FAILED. */
export async function retentionDue(
  db: Db,
  schedule: RetentionSchedule,
  { clock, blobs }: Pick<RetentionDependencies, 'clock' | 'blobs'>
): Promise<RetentionResult> {
  const now = clock.now()
  const due = dueOf(schedule, now)
  const tickets = due.tickets === null ? [] : (await endedTickets(db, due.tickets).execute()).map(row => row.ticket_no)
  const ids =
    due.transcripts === null ? [] : (await withoutTicket(db, due.transcripts, tickets).execute()).map(row => row.id)
  const attempts =
    due.attempts === null
      ? 0
      : (await count(db.selectFrom('status_attempts').select('key').where(lockedBefore(due.attempts)))) +
        (await count(db.selectFrom('nonces').select('nonce').where('seen_at', '<', due.attempts)))
  return {
    drafts: due.drafts === null ? 0 : await count(staleStates(db, due.drafts)),
    transcripts: ids.length,
    messages: await messagesOf(db, ids),
    questions: due.questions === null ? 0 : await questionsLeft(db, due.questions, ids),
    attempts,
    tickets: tickets.length,
    files: await filesDue(db, { tickets, conversations: ids, cutoff: due.files }),
    strays: (await strayKeys(db, blobs, now)).length
  }
}

/** Each file once, whatever takes it away. */
async function filesDue(
  db: Db,
  { tickets, conversations, cutoff }: { tickets: string[]; conversations: string[]; cutoff: string | null }
): Promise<number> {
  const files = [
    ...(await filesOnlyOf(db, tickets).execute()),
    ...(await looseFiles(db, conversations).execute()),
    ...(await leftFiles(db, cutoff).execute())
  ]
  return new Set(files.map(({ id }) => id)).size
}

/** Old questions outside these conversations. */
async function questionsLeft(db: Db, cutoff: string, ids: readonly string[]): Promise<number> {
  const old = oldQuestions(db, cutoff)
  return count(ids.length === 0 ? old : old.where('conversation_id', 'not in', ids))
}

/** Tries that never led to a lock have no time: they go with the next run, which only makes guessing a little longer. */
const lockedBefore = (cutoff: string) => sql<boolean>`coalesce(locked_until, '') < ${cutoff}`

/**
 * Removes it, some at a time, and writes the counts into the audit. Removed rows are overwritten (secure_delete), and with them
 * the keys of files. Throws EVIDENCE_STORE_FAILED after everything else was done: what is left then goes with the next run.
 */
export async function retain(
  db: Database,
  schedule: RetentionSchedule,
  { vault, clock, blobs }: RetentionDependencies
): Promise<RetentionResult> {
  const now = clock.now()
  const due = dueOf(schedule, now)
  const result: RetentionResult = { ...NOTHING }
  const files: ForgottenFile[] = []
  await sql`PRAGMA secure_delete = ON`.execute(db)
  if (due.tickets !== null) {
    await inBatches(await endedTickets(db, due.tickets).execute(), async batch => {
      files.push(...(await db.transaction().execute(trx => removeTickets(trx, batch))))
      result.tickets += batch.length
    })
  }
  if (due.transcripts !== null) {
    await inBatches(await withoutTicket(db, due.transcripts).execute(), async batch => {
      const ids = batch.map(row => row.id)
      const removed = await db.transaction().execute(trx => removeConversations(trx, ids))
      result.messages += removed.messages
      files.push(...removed.files)
      result.transcripts += ids.length
    })
  }
  if (due.questions !== null) {
    const { numDeletedRows } = await db
      .deleteFrom('kb_questions')
      .where('id', 'in', oldQuestions(db, due.questions))
      .executeTakeFirst()
    result.questions = Number(numDeletedRows)
  }
  if (due.drafts !== null) {
    const { numUpdatedRows } = await db
      .updateTable('conversations')
      .set(eb => ({ state_sealed: null, state_version: eb('state_version', '+', 1) }))
      .where('id', 'in', staleStates(db, due.drafts))
      .executeTakeFirst()
    result.drafts = Number(numUpdatedRows)
  }
  if (due.attempts !== null) {
    const tries = await db.deleteFrom('status_attempts').where(lockedBefore(due.attempts)).executeTakeFirst()
    const nonces = await db.deleteFrom('nonces').where('seen_at', '<', due.attempts).executeTakeFirst()
    result.attempts = Number(tries.numDeletedRows + nonces.numDeletedRows)
  }
  files.push(...(await db.transaction().execute(trx => forgetLeftFiles(trx, due.files))))
  result.files = files.length
  await deleteBytes(blobs, files)
  try {
    result.strays = await sweepStrays(db, blobs, now)
  } finally {
    await note(db, result, { vault, clock })
  }
  return result
}

async function sweepStrays(db: Db, blobs: BlobStore, now: Date): Promise<number> {
  const strays = await strayKeys(db, blobs, now)
  for (const key of strays) await blobs.delete(key)
  return strays.length
}

async function note(db: Db, result: RetentionResult, deps: Omit<RetentionDependencies, 'blobs'>): Promise<void> {
  const entry = { actor: 'system/retention', role: 'system', action: 'retention.run', subject: 'schedule', reason: '' }
  await appendAudit(db, { ...entry, detail: { ...result } }, deps)
}
