import { toOffsetIso } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { MASK } from '../../core/masking.ts'
import { codePoints, maskIdNumbers } from '../contract/index.ts'
import { linkFiles, wholeFiles } from '../evidence/ticket-files.ts'
import { sealPayload } from '../store/sealed-order.ts'
import { isEnded, type TicketRow } from '../store/summaries.ts'
import type { EvaluationInput } from '../ticket-desk.ts'
import type { DeskDependencies } from './dependencies.ts'

const URGE_INTERVAL_MS = 24 * 3_600_000
const SUPPLEMENT_TEXT_MAX = 2000
const SHORT_TEXT_MAX = 500

type Operation = 'supplement' | 'urge' | 'withdraw' | 'evaluate'

async function ticketOf(db: Db, ticketNo: string): Promise<TicketRow> {
  const row = await db.selectFrom('tickets').selectAll().where('ticket_no', '=', ticketNo).executeTakeFirst()
  if (!row) throw new AppError('TICKET_NOT_FOUND', { detail: ticketNo })
  return row
}

/** Key: the ticket's number, the operation and its place among the ticket's rows; two can't be equal. */
export async function queueFollowUp(
  db: Db,
  ticketNo: string,
  operation: Operation,
  payload: object,
  deps: DeskDependencies
): Promise<void> {
  const { rows } = await db
    .selectFrom('outbox')
    .select(eb => eb.fn.countAll<number>().as('rows'))
    .where('ticket_no', '=', ticketNo)
    .executeTakeFirstOrThrow()
  const key = `${ticketNo}-${operation}-${rows}`
  const now = deps.clock.now().toISOString()
  await db
    .insertInto('outbox')
    .values({
      ticket_no: ticketNo,
      operation,
      idempotency_key: key,
      payload_sealed: sealPayload(deps.vault, key, payload),
      next_attempt_at: now,
      created_at: now
    })
    .execute()
}

function pieces(text: string, max: number): string[] {
  const points = [...text]
  return Array.from({ length: Math.ceil(points.length / max) }, (_, index) =>
    points.slice(index * max, (index + 1) * max).join('')
  )
}

function shortText(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const masked = maskIdNumbers(text, MASK)
  return codePoints(masked) <= SHORT_TEXT_MAX ? masked : `${[...masked].slice(0, SHORT_TEXT_MAX - 1).join('')}…`
}

const at = (deps: DeskDependencies) => toOffsetIso(deps.clock.now(), deps.offsetMinutes)

/**
 * A text over the intake's 2000 characters becomes several supplements, of which the first carries the files. Throws
 * TICKET_INVALID for an empty one.
 */
export async function supplement(
  db: Db,
  ticketNo: string,
  text: string,
  files: { conversationId: string; fileIds: readonly string[] } | undefined,
  deps: DeskDependencies
): Promise<void> {
  await ticketOf(db, ticketNo)
  if (text.trim() === '') throw new AppError('TICKET_INVALID', { detail: 'text must have 1 character or more' })
  const rows = files ? await wholeFiles(db, files.conversationId, files.fileIds) : []
  const attachments = await linkFiles(db, ticketNo, rows, 'supplement')
  for (const [index, piece] of pieces(maskIdNumbers(text, MASK), SUPPLEMENT_TEXT_MAX).entries()) {
    const carried = index === 0 && attachments.length > 0 ? { attachments } : {}
    await queueFollowUp(db, ticketNo, 'supplement', { text: piece, ...carried, at: at(deps) }, deps)
  }
}

export async function urge(
  db: Db,
  ticketNo: string,
  text: string | undefined,
  deps: DeskDependencies
): Promise<'queued' | 'too_soon' | 'closed'> {
  const ticket = await ticketOf(db, ticketNo)
  if (isEnded(ticket.status)) return 'closed'
  const since = new Date(deps.clock.now().getTime() - URGE_INTERVAL_MS).toISOString()
  const earlier = await db
    .selectFrom('outbox')
    .select('id')
    .where('ticket_no', '=', ticketNo)
    .where('operation', '=', 'urge')
    .where('created_at', '>', since)
    .executeTakeFirst()
  if (earlier) return 'too_soon'
  const short = shortText(text)
  await queueFollowUp(db, ticketNo, 'urge', { ...(short !== undefined && { text: short }), at: at(deps) }, deps)
  return 'queued'
}

export async function withdraw(
  db: Db,
  ticketNo: string,
  reason: string | undefined,
  deps: DeskDependencies
): Promise<'queued' | 'closed'> {
  const ticket = await ticketOf(db, ticketNo)
  if (isEnded(ticket.status)) return 'closed'
  const earlier = await db
    .selectFrom('outbox')
    .select('id')
    .where('ticket_no', '=', ticketNo)
    .where('operation', '=', 'withdraw')
    .where('state', '=', 'pending')
    .executeTakeFirst()
  if (earlier) return 'queued'
  const short = shortText(reason)
  await queueFollowUp(db, ticketNo, 'withdraw', { ...(short !== undefined && { reason: short }), at: at(deps) }, deps)
  return 'queued'
}

/** Throws TICKET_INVALID for a satisfaction that is not 1 to 5. */
export async function evaluate(
  db: Db,
  ticketNo: string,
  { comment, ...evaluation }: EvaluationInput,
  deps: DeskDependencies
): Promise<void> {
  await ticketOf(db, ticketNo)
  const { satisfaction } = evaluation
  if (satisfaction !== undefined && ![1, 2, 3, 4, 5].includes(satisfaction)) {
    throw new AppError('TICKET_INVALID', { detail: 'satisfaction must be 1 to 5' })
  }
  const short = shortText(comment)
  const payload = { ...evaluation, ...(short !== undefined && { comment: short }), at: at(deps) }
  await queueFollowUp(db, ticketNo, 'evaluate', payload, deps)
}
