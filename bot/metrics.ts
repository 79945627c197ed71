// Prometheus metrics. Labels name channels and outcomes only, never people or conversations.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Route } from './middleware/http.ts'

export interface MetricSources {
  queueDepth: () => number
  streams: () => number
  outbox: () => Promise<{ pending: number; dead: number; oldestPendingAt: string | null }>
  nowMs: () => number
  /** Due dates of open tickets that have passed or come soon. */
  due: () => Promise<readonly { kind: string; stage: string; state: string; count: number }[]>
  /** Years that a due date needed and no calendar has. */
  unknownYears: () => number
}

export class Metrics {
  readonly #registry = new Registry()
  readonly turns = new Counter({
    name: 'hotline_turns_total',
    help: 'Turns by outcome',
    labelNames: ['outcome'] as const,
    registers: [this.#registry]
  })
  readonly turnSeconds = new Histogram({
    name: 'hotline_turn_seconds',
    help: 'Time from the start of a turn to its commit',
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.#registry]
  })
  readonly activities = new Counter({
    name: 'hotline_activities_total',
    help: 'Activities stored for clients',
    labelNames: ['direction', 'channel'] as const,
    registers: [this.#registry]
  })
  readonly tokens = new Counter({
    name: 'hotline_chat_tokens_total',
    help: 'Chat tokens given, resumed and refused by the rate limit',
    labelNames: ['outcome'] as const,
    registers: [this.#registry]
  })
  readonly callbacks = new Counter({
    name: 'hotline_intake_callbacks_total',
    help: 'Calls of the intake by what became of them: STORED, BAD_SIGNATURE, UNKNOWN_STATUS and so on',
    labelNames: ['outcome'] as const,
    registers: [this.#registry]
  })

  constructor(sources: MetricSources) {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry })
    new Gauge({
      name: 'hotline_turn_queue_depth',
      help: 'Conversations with a turn that is due or runs',
      registers,
      collect() {
        this.set(sources.queueDepth())
      }
    })
    new Gauge({
      name: 'hotline_streams',
      help: 'Open WebSocket streams',
      registers,
      collect() {
        this.set(sources.streams())
      }
    })
    new Gauge({
      name: 'hotline_due_dates',
      help: 'Due dates of open tickets that have passed (overdue) or come soon, by kind and stage',
      labelNames: ['kind', 'stage', 'state'] as const,
      registers,
      async collect() {
        const counts = await sources.due()
        this.reset()
        for (const { count, ...labels } of counts) this.set(labels, count)
      }
    })
    new Gauge({
      name: 'hotline_calendar_unknown_years',
      help: 'Years that a due date needed and whose holidays no calendar has: only weekends count as free',
      registers,
      collect() {
        this.set(sources.unknownYears())
      }
    })
    const oldest = new Gauge({
      name: 'hotline_outbox_oldest_pending_seconds',
      help: 'Age of the oldest row that still has to be sent; 0 where none waits',
      registers
    })
    new Gauge({
      name: 'hotline_outbox_rows',
      help: 'Rows of the outbox by state',
      labelNames: ['state'] as const,
      registers,
      async collect() {
        const { pending, dead, oldestPendingAt } = await sources.outbox()
        this.set({ state: 'pending' }, pending)
        this.set({ state: 'dead' }, dead)
        const ageMs = oldestPendingAt === null ? 0 : sources.nowMs() - Date.parse(oldestPendingAt)
        oldest.set(Math.max(0, ageMs / 1000))
      }
    })
  }

  route(): Route {
    return {
      method: 'GET',
      path: '/metrics',
      handle: async () => ({
        status: 200,
        headers: { 'content-type': this.#registry.contentType, 'cache-control': 'no-store' },
        body: await this.#registry.metrics()
      })
    }
  }
}
