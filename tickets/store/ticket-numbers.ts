import { localDay } from '../../core/clock.ts'
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'

const DIGITS = 6

/**
 * `count` numbers in a row: WL + the citizens' day + 6 digits. Taken in the caller's transaction, so one that is rolled
 * back leaves no gap, and two at once wait for each other.
 */
export async function nextTicketNumbers(db: Db, count: number, now: Date, offsetMinutes: number): Promise<string[]> {
  const day = localDay(now, offsetMinutes)
  const { last } = await db
    .insertInto('ticket_numbers')
    .values({ day, last: count })
    .onConflict(conflict => conflict.column('day').doUpdateSet(eb => ({ last: eb('ticket_numbers.last', '+', count) })))
    .returning('last')
    .executeTakeFirstOrThrow()
  if (last >= 10 ** DIGITS) throw new AppError('INTERNAL', { detail: `the numbers of ${day} are used up` })
  return Array.from(
    { length: count },
    (_, index) => `WL${day}${String(last - count + 1 + index).padStart(DIGITS, '0')}`
  )
}
