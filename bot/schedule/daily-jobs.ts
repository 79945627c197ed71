// What an instance does by itself once a day, week or month, by the city's clock: retention, and files for the national platform;
// and at each look, files that the virus scanner has not seen yet.
import path from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { Database, Db } from '../../core/database/index.ts'
import { toAppError } from '../../core/errors.ts'
import type { Ids } from '../../core/ids.ts'
import type { Log } from '../../core/log.ts'
import type { Vault } from '../../core/vault.ts'
import {
  type BlobStore,
  dueTickets,
  exportTickets,
  loadMapping,
  loadRetention,
  monthOf,
  type Period,
  retain,
  type Scan,
  scanHeldFiles,
  type TimeLimits,
  weekOf
} from '../../tickets/index.ts'
import { countDues } from './due-watch.ts'

export interface DailyJobsDependencies {
  db: Database
  vault: Vault
  clock: Clock
  ids: Ids
  log: Log
  blobs: BlobStore
  /** Null where files are not scanned. */
  scan: Scan | null
  /** As those of `scanHeldFiles`. */
  onRefused?: (db: Db, conversationId: string) => Promise<void>
  afterRefused?: (conversationId: string) => void
  offsetMinutes: number
  limits: TimeLimits
  /** Folder of the weekly and monthly files; null: none are written. */
  exportDir: string | null
}

export interface DailyJobs {
  start(): void
  /** Does what is due and not done yet; also those of a time when nothing ran. Returns the jobs done now. */
  runDue(): Promise<string[]>
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

const LOOK_MS = 10 * 60_000
const DAY_MS = 86_400_000
/** Jobs of a day wait until this hour of the city, when few people chat. */
const QUIET_HOUR = 3
const LISTED_MAX = 20
const DECEMBER = 11

interface Job {
  name: string
  /** What it is done once for. */
  period: string
  run: () => Promise<object>
}

export function createDailyJobs(deps: DailyJobsDependencies): DailyJobs {
  const { db, vault, clock, ids, log, blobs, offsetMinutes, limits, exportDir } = deps
  let timer: NodeJS.Timeout | null = null
  let running: Promise<unknown> | null = null

  function exportJob(name: string, label: string, period: Period, folder: string): Job {
    const out = path.join(folder, `hotline-${label}.xlsx`)
    const request = {
      period,
      format: 'xlsx',
      out,
      mapping: loadMapping(),
      actor: 'system/schedule',
      role: 'system'
    } as const
    return {
      name,
      period: label,
      run: async () => {
        const { rows, sha256 } = await exportTickets(db, request, { vault, clock, ids, offsetMinutes, limits })
        return { rows, sha256 }
      }
    }
  }

  /** The ticket numbers stand in the log, not in the table of jobs: staff look them up there or by `npm run -s summary -- --due`. */
  async function reportDues(): Promise<object> {
    const tickets = await dueTickets(db, { limits, clock })
    const late = tickets.filter(({ due }) => due.state === 'overdue')
    if (late.length > 0) {
      const ticketNos = [...new Set(late.map(({ ticketNo }) => ticketNo))]
      log.warn('tickets are overdue', { overdue: ticketNos.length, first: ticketNos.slice(0, LISTED_MAX) })
    }
    const local = new Date(clock.now().getTime() + offsetMinutes * 60_000)
    // Next year's holidays are published in November: missed now, not when the first limit runs into them.
    if (local.getUTCMonth() === DECEMBER) limits.calendar.knows(local.getUTCFullYear() + 1)
    return { counts: countDues(tickets), unknownYears: limits.unknownYears() }
  }

  function jobsAt(now: Date): Job[] {
    const local = new Date(now.getTime() + offsetMinutes * 60_000)
    // Before the quiet hour it is still yesterday's turn.
    const day = new Date(local.getTime() - QUIET_HOUR * 3_600_000)
    const today = day.toISOString().slice(0, 10)
    const jobs: Job[] = [
      { name: 'retention', period: today, run: () => retain(db, loadRetention(), { vault, clock, blobs }) },
      { name: 'due-dates', period: today, run: reportDues }
    ]
    if (exportDir === null) return jobs
    const at = new Date(now.getTime() - QUIET_HOUR * 3_600_000)
    const week = weekOf('last', at, offsetMinutes)
    const month = monthOf('last', at, offsetMinutes)
    const lastDay = new Date(Date.parse(week.to) - DAY_MS).toISOString().slice(0, 10)
    jobs.push(exportJob('export.weekly', `week-${week.from}-${lastDay}`, week, exportDir))
    jobs.push(exportJob('export.monthly', `month-${month.from.slice(0, 7)}`, month, exportDir))
    return jobs
  }

  async function isDone({ name, period }: Job): Promise<boolean> {
    const row = await db
      .selectFrom('scheduled_runs')
      .select('job')
      .where('job', '=', name)
      .where('period', '=', period)
      .executeTakeFirst()
    return row !== undefined
  }

  async function scanHeld(): Promise<boolean> {
    try {
      const result = await scanHeldFiles(db, deps)
      const isChanged = result.released + result.refused > 0
      if (isChanged) log.info('held files were scanned', { result })
      return isChanged
    } catch (error) {
      log.error('held files could not be scanned; it is tried again', { error: toAppError(error) })
      return false
    }
  }

  async function runDue(): Promise<string[]> {
    const done: string[] = (await scanHeld()) ? ['held-files'] : []
    for (const job of jobsAt(clock.now())) {
      const about = { job: job.name, period: job.period }
      try {
        if (await isDone(job)) continue
        const result = await job.run()
        await db
          .insertInto('scheduled_runs')
          .values({ ...about, finished_at: clock.now().toISOString(), result: JSON.stringify(result) })
          .onConflict(conflict => conflict.doNothing())
          .execute()
        log.info('a scheduled job is done', { ...about, result })
        done.push(job.name)
      } catch (error) {
        log.error('a scheduled job failed; it is tried again', { ...about, error: toAppError(error) })
      }
    }
    return done
  }

  const look = () => {
    running ??= runDue()
      .catch(error => log.error('scheduled jobs could not be looked for', { error: toAppError(error) }))
      .finally(() => {
        running = null
      })
  }

  return {
    start() {
      timer = setInterval(look, LOOK_MS)
      timer.unref()
      look()
    },
    runDue,
    async stop() {
      if (timer) clearInterval(timer)
      await running
    }
  }
}
