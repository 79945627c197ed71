// For cities without callbacks, and for callbacks that were lost: asks the intake what has changed.
import type { Database } from '../../core/database/index.ts'
import { toAppError } from '../../core/errors.ts'
import type { IntakeClient } from '../intake/intake-client.ts'
import { applyEvent, type ChangedTicket, type MirrorDependencies } from './apply-event.ts'
import { createOrderAsker } from './poll-orders.ts'
import { readEvent } from './read-event.ts'

const PAGE_EVENTS = 200
const INTERVAL_MS = 60_000

export interface PollerDependencies extends MirrorDependencies {
  db: Database
  client: IntakeClient
  intervalMs?: number
  /** Events asked for at once; the contract allows 500. */
  pageEvents?: number
  /** After the commit, for each ticket that moved on. */
  afterCommit?: (changed: ChangedTicket) => void
}

export interface Poller {
  start(): void
  /** Reads all pages after the cursor; returns the tickets that moved on. Throws IntakeFailure. */
  pollOnce(): Promise<ChangedTicket[]>
  stop(): Promise<void>
}

export function createPoller(deps: PollerDependencies): Poller {
  const { db, client, clock, log, intervalMs = INTERVAL_MS, pageEvents = PAGE_EVENTS } = deps
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> = Promise.resolve()

  async function readCursor(): Promise<string | undefined> {
    return (await db.selectFrom('intake_cursors').select('cursor').where('id', '=', 1).executeTakeFirst())?.cursor
  }

  /** Events and cursor in one transaction: a crash reads the page again, which changes nothing. */
  async function storePage(events: readonly unknown[], cursor: string): Promise<ChangedTicket[]> {
    const read_at = clock.now().toISOString()
    return db.transaction().execute(async trx => {
      const changes: ChangedTicket[] = []
      for (const event of events) {
        const read = await readEvent(trx, event, log)
        if ('refused' in read) continue
        const applied = await applyEvent(trx, read.event, deps)
        if (applied.outcome === 'changed') changes.push(applied.changed)
      }
      await trx
        .insertInto('intake_cursors')
        .values({ id: 1, cursor, read_at })
        .onConflict(conflict => conflict.column('id').doUpdateSet({ cursor, read_at }))
        .execute()
      return changes
    })
  }

  const asker = client.askStatus ? createOrderAsker(deps, client.askStatus) : null

  async function pollOnce(): Promise<ChangedTicket[]> {
    if (asker) {
      const asked = await asker.askOnce()
      for (const changed of asked) deps.afterCommit?.(changed)
      return asked
    }
    const changes: ChangedTicket[] = []
    for (;;) {
      const after = await readCursor()
      const page = await client.listChanges({ ...(after !== undefined && { after }), limit: pageEvents })
      if (page.events.length === 0 && page.cursor === after) return changes
      const stored = await storePage(page.events, page.cursor)
      for (const changed of stored) deps.afterCommit?.(changed)
      changes.push(...stored)
      if (page.events.length < pageEvents || page.cursor === after) return changes
    }
  }

  async function pollAndReport(): Promise<void> {
    try {
      await pollOnce()
    } catch (error) {
      const { code, detail } = toAppError(error)
      log.warn('the intake could not be asked for changes', { code, detail })
    }
  }

  return {
    start() {
      timer ??= setInterval(() => {
        running = running.then(pollAndReport)
      }, intervalMs).unref()
    },
    pollOnce,
    async stop() {
      if (timer) clearInterval(timer)
      await running
    }
  }
}
