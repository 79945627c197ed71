// Removes what is no longer needed, by the schedule (PIPL articles 19 and 47; DOMAIN.md section 9).
import { sql } from 'kysely'
import { appendAudit } from '../../core/audit.ts'
import type { Clock } from '../../core/clock.ts'
import type { Database, Db } from '../../core/database/index.ts'
import type { Vault } from '../../core/vault.ts'
import { ENDED_STATUSES } from '../contract/index.ts'
import { forgetMembers } from '../duplicates/group-store.ts'
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
}

export interface RetentionDependencies {
  vault: Vault
  clock: Clock
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

function withoutTicket(db: Db, cutoff: string) {
  return idleConversations(db, cutoff).where(({ not, exists, selectFrom }) =>
    not(
      exists(
        selectFrom('tickets').select('tickets.ticket_no').whereRef('tickets.conversation_id', '=', 'conversations.id')
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
 * told, if not who. `db` is a transaction. Returns how many messages went.
 */
export async function removeConversations(db: Db, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  await db.deleteFrom('kb_questions').where('conversation_id', 'in', ids).execute()
  const { numDeletedRows } = await db.deleteFrom('activities').where('conversation_id', 'in', ids).executeTakeFirst()
  await db.deleteFrom('conversations').where('id', 'in', ids).execute()
  return Number(numDeletedRows)
}

async function removeTickets(
  db: Db,
  tickets: readonly { ticket_no: string; identity_id: string | null }[]
): Promise<void> {
  const numbers = tickets.map(ticket => ticket.ticket_no)
  if (numbers.length === 0) return
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
}

function dueOf(schedule: RetentionSchedule, now: Date): Due {
  return {
    drafts: before(now, schedule.drafts.days),
    transcripts: before(now, schedule.transcripts.days),
    questions: before(now, schedule.questions.days),
    attempts: before(now, schedule.attempts.days),
    tickets: before(now, schedule.tickets.days)
  }
}

/** By the question's own day. What editors still have in their queue goes too: a year without an answer is answer enough. */
const oldQuestions = (db: Db, cutoff: string) =>
  db.selectFrom('kb_questions').select('id').where('asked_at', '<', cutoff)

const staleStates = (db: Db, cutoff: string) => idleConversations(db, cutoff).where('state_sealed', 'is not', null)

/** What the next run would remove. Changes nothing. */
export async function retentionDue(db: Db, schedule: RetentionSchedule, now: Date): Promise<RetentionResult> {
  const due = dueOf(schedule, now)
  const ids = due.transcripts === null ? [] : (await withoutTicket(db, due.transcripts).execute()).map(row => row.id)
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
    tickets: due.tickets === null ? 0 : await count(endedTickets(db, due.tickets))
  }
}

/** Old questions outside these conversations. */
async function questionsLeft(db: Db, cutoff: string, ids: readonly string[]): Promise<number> {
  const old = oldQuestions(db, cutoff)
  return count(ids.length === 0 ? old : old.where('conversation_id', 'not in', ids))
}

/** Tries that never led to a lock have no time: they go with the next run, which only makes guessing a little longer. */
const lockedBefore = (cutoff: string) => sql<boolean>`coalesce(locked_until, '') < ${cutoff}`

/** Removes it, some at a time, and writes the counts into the audit. Removed rows are overwritten (secure_delete). */
export async function retain(
  db: Database,
  schedule: RetentionSchedule,
  { vault, clock }: RetentionDependencies
): Promise<RetentionResult> {
  const now = clock.now()
  const due = dueOf(schedule, now)
  const result: RetentionResult = { drafts: 0, transcripts: 0, messages: 0, questions: 0, attempts: 0, tickets: 0 }
  await sql`PRAGMA secure_delete = ON`.execute(db)
  if (due.tickets !== null) {
    await inBatches(await endedTickets(db, due.tickets).execute(), async batch => {
      await db.transaction().execute(trx => removeTickets(trx, batch))
      result.tickets += batch.length
    })
  }
  if (due.transcripts !== null) {
    await inBatches(await withoutTicket(db, due.transcripts).execute(), async batch => {
      const ids = batch.map(row => row.id)
      result.messages += await db.transaction().execute(trx => removeConversations(trx, ids))
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
  const entry = { actor: 'system/retention', role: 'system', action: 'retention.run', subject: 'schedule', reason: '' }
  await appendAudit(db, { ...entry, detail: { ...result } }, { vault, clock })
  return result
}
