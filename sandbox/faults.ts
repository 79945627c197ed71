// Faults that can be switched on: POST /faults {"mode": "503", "count": 3, "retryAfterSeconds": 2, "ms": 5000}.
import { z } from 'zod'
import { AppError } from '../core/errors.ts'

/** What goes wrong with requests. The `after-accept` ones and 422 touch only the filing of an order. */
export const REQUEST_FAULTS = [
  'none',
  '503',
  '429',
  '500',
  '422',
  'hang',
  'slow',
  'drop-after-accept',
  'hang-after-accept'
] as const
/** What goes wrong with callbacks. */
export const CALLBACK_FAULTS = [
  'none',
  'bad-callback-signature',
  'duplicate-events',
  'shuffle-events',
  'unknown-status'
] as const

export type RequestFault = (typeof REQUEST_FAULTS)[number]
export type CallbackFault = (typeof CALLBACK_FAULTS)[number]

const ONLY_FILING: readonly RequestFault[] = ['422', 'drop-after-accept', 'hang-after-accept']
const SLOW_MS = 5000

const faultSchema = z.strictObject({
  mode: z.enum([...REQUEST_FAULTS, ...CALLBACK_FAULTS]),
  /** Only for the next so many requests; for ever where not given. */
  count: z.int().min(1).optional(),
  retryAfterSeconds: z.int().min(0).max(3600).optional(),
  /** Of `slow`. */
  ms: z.int().min(0).max(120_000).optional()
})
export type FaultSetting = z.infer<typeof faultSchema>

export interface Fault {
  mode: RequestFault
  retryAfterSeconds?: number | undefined
  ms: number
}

export interface Faults {
  /** Throws SANDBOX_BAD_FAULT. */
  set(value: unknown): void
  show(): object
  /** The fault of a request that has just come. */
  take(isFiling: boolean): Fault
  callbacks(): CallbackFault
}

const isCallbackFault = (mode: string): mode is CallbackFault => (CALLBACK_FAULTS as readonly string[]).includes(mode)

export function createFaults(): Faults {
  let requests: FaultSetting = { mode: 'none' }
  let callbacks: CallbackFault = 'none'

  return {
    set(value) {
      const parsed = faultSchema.safeParse(value)
      if (!parsed.success) {
        const known = [...new Set([...REQUEST_FAULTS, ...CALLBACK_FAULTS])].join(' ')
        throw new AppError('SANDBOX_BAD_FAULT', { detail: `mode is one of ${known}; count, retryAfterSeconds, ms` })
      }
      const { mode } = parsed.data
      if (isCallbackFault(mode)) callbacks = mode
      if (!isCallbackFault(mode) || mode === 'none') requests = parsed.data
    },
    show: () => ({ requests, callbacks, known: { requests: REQUEST_FAULTS, callbacks: CALLBACK_FAULTS } }),
    take(isFiling) {
      const { mode, count, retryAfterSeconds, ms = SLOW_MS } = requests
      if (mode === 'none' || isCallbackFault(mode) || (ONLY_FILING.includes(mode) && !isFiling)) {
        return { mode: 'none', ms: 0 }
      }
      if (count !== undefined) requests = count > 1 ? { ...requests, count: count - 1 } : { mode: 'none' }
      return { mode, retryAfterSeconds, ms }
    },
    callbacks: () => callbacks
  }
}
