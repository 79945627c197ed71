// The load mode: POST /load {"changesPerSecond": 50, "latencyMs": {"p50": 30, "p95": 200}}. Orders move along their usual way by
// themselves, so many a second over all of them, and each answer takes its time.
import { z } from 'zod'
import { AppError, toAppError } from '../core/errors.ts'
import type { Status, StatusEvent } from '../tickets/contract/index.ts'
import type { RouteContext } from './dialects/dialect.ts'
import { addEvent } from './events.ts'
import { NEXT_STATUS } from './labels.ts'

const CHANGES_PER_SECOND_MAX = 1000
const LATENCY_MS_MAX = 60_000
const TICK_MS = 50
/** The 95th percentile of the standard normal distribution. */
const Z95 = 1.6449

const latencySchema = z.strictObject({
  p50: z.number().min(0).max(LATENCY_MS_MAX),
  p95: z.number().min(0).max(LATENCY_MS_MAX)
})
const loadSchema = z.strictObject({
  /** 0: orders move by hand again. */
  changesPerSecond: z.number().min(0).max(CHANGES_PER_SECOND_MAX).default(0),
  /** Of each answer to the assistant, log-normal; without it they come at once. */
  latencyMs: latencySchema.refine(({ p50, p95 }) => p50 <= p95 && (p50 > 0 || p95 === 0)).optional()
})
type LoadSetting = z.infer<typeof loadSchema>

/** Milliseconds, log-normal with these percentiles. @param random 0 to 1 */
export function latencyMs({ p50, p95 }: z.infer<typeof latencySchema>, random: () => number): number {
  if (p50 === 0) return 0
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return p50 * Math.exp((Math.log(p95 / p50) / Z95) * normal)
}

export interface SandboxLoad {
  /** Throws SANDBOX_BAD_FAULT. */
  set(value: unknown): void
  show(): object
  /** How long the next answer takes. */
  nextLatencyMs(): number
  /** Resolves when nothing moves any more. */
  close(): Promise<void>
}

/** Closed ones are opened again, so that it never runs dry. */
const nextOf = (status: string): Status => NEXT_STATUS[status as Status] ?? 'reopened'

export function createLoad(context: RouteContext, fail: (error: AppError) => void, random = Math.random): SandboxLoad {
  let setting: LoadSetting = { changesPerSecond: 0 }
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> = Promise.resolve()
  let moved = 0
  let owed = 0
  let lastNo = ''

  async function nextOrder(): Promise<{ work_order_no: string; status: string } | undefined> {
    const orders = context.store
      .selectFrom('orders')
      .select(['work_order_no', 'status'])
      .orderBy('work_order_no')
      .limit(1)
    return (await orders.where('work_order_no', '>', lastNo).executeTakeFirst()) ?? (await orders.executeTakeFirst())
  }

  async function moveOne(): Promise<StatusEvent | null> {
    const order = await nextOrder()
    if (!order) return null
    lastNo = order.work_order_no
    const status = nextOf(order.status)
    const change = { status, department: '试验单位', message: `试验进展:${status}` }
    return context.store.transaction().execute(trx => addEvent(trx, order.work_order_no, change, context))
  }

  async function tick(): Promise<void> {
    owed += (setting.changesPerSecond * TICK_MS) / 1000
    for (; owed >= 1; owed--) {
      const event = await moveOne()
      if (!event) {
        owed = 0
        return
      }
      moved++
      context.callbacks.tell(event)
    }
  }

  function stop(): void {
    if (timer) clearInterval(timer)
    timer = null
    owed = 0
  }

  return {
    set(value) {
      const parsed = loadSchema.safeParse(value)
      if (!parsed.success) {
        const detail = `changesPerSecond is 0 to ${CHANGES_PER_SECOND_MAX}; latencyMs is {p50, p95}, at most ${LATENCY_MS_MAX}`
        throw new AppError('SANDBOX_BAD_FAULT', { detail })
      }
      stop()
      setting = parsed.data
      if (setting.changesPerSecond === 0) return
      timer = setInterval(() => {
        running = running.then(tick).catch(error => fail(toAppError(error)))
      }, TICK_MS)
    },
    show: () => ({ ...setting, moved }),
    nextLatencyMs: () => (setting.latencyMs ? latencyMs(setting.latencyMs, random) : 0),
    async close() {
      stop()
      await running
    }
  }
}
