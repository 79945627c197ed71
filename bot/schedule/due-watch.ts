// How many due dates have passed or come soon, for /metrics: looked up at most once in some minutes, since it reads all open tickets.
import type { Clock } from '../../core/clock.ts'
import type { Database } from '../../core/database/index.ts'
import { type DueTicket, dueTickets, type TimeLimits } from '../../tickets/index.ts'

const KEPT_MS = 5 * 60_000

export interface DueCount {
  kind: string
  stage: string
  state: 'overdue' | 'soon'
  count: number
}

/** Most urgent first, each kind, stage and state once. */
export function countDues(tickets: readonly DueTicket[]): DueCount[] {
  const counts = new Map<string, DueCount>()
  for (const { kind, due } of tickets) {
    const state = due.state === 'overdue' ? 'overdue' : 'soon'
    const key = `${kind} ${due.stage} ${state}`
    const known = counts.get(key)
    counts.set(key, { kind, stage: due.stage, state, count: (known?.count ?? 0) + 1 })
  }
  return [...counts.values()].sort((a, b) => (a.state < b.state ? -1 : a.state > b.state ? 1 : b.count - a.count))
}

export interface DueWatch {
  counts(): Promise<DueCount[]>
}

export function createDueWatch(deps: { db: Database; clock: Clock; limits: TimeLimits }): DueWatch {
  let kept: { at: number; counts: Promise<DueCount[]> } | null = null
  return {
    counts() {
      const now = deps.clock.now().getTime()
      if (kept && now - kept.at < KEPT_MS) return kept.counts
      const counts = dueTickets(deps.db, deps).then(countDues)
      kept = { at: now, counts }
      // What failed is not kept.
      counts.catch(() => {
        kept = null
      })
      return counts
    }
  }
}
