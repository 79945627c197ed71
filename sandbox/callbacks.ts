// Tells the assistant of status changes, in the words of the dialect. At least once, in any order.
import type { Clock } from '../core/clock.ts'
import { toAppError } from '../core/errors.ts'
import type { Ids } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { SigningAlgorithm } from '../core/signing.ts'
import type { StatusEvent } from '../tickets/contract/index.ts'
import type { Faults } from './faults.ts'

const TIMEOUT_MS = 5000
/** Until the next try, after each one that was not taken. */
const RETRY_MS = [500, 1000, 2000, 5000, 10_000, 30_000]
/** Shuffled events wait for others so long. */
const SHUFFLE_MS = 300
const NONCE_BYTES = 18

/** A call to the assistant, before it is sent. */
interface Call {
  event: StatusEvent
  url: URL
  credentials: { appId: string; secret: string; algorithm: SigningAlgorithm }
  nowMs: number
  nonce: string
  offsetMinutes: number
  /** It names a status that no table knows. */
  isStrange: boolean
}

/** How an intake calls. */
export interface Speech {
  /** Where, below PUBLIC_URL. */
  path: string
  message(call: Call): { body: string; headers: Record<string, string> }
  isTaken(httpStatus: number, text: string): boolean
}

export interface CallbackOptions {
  /** Null: nobody is told. */
  callbackUrl: string | null
  appId: string
  secret: string
  algorithm: SigningAlgorithm
  clock: Clock
  ids: Ids
  log: Log
  faults: Faults
  offsetMinutes: number
  /** Null: it calls nobody. */
  speech: Speech | null
}

export interface Callbacks {
  /** Sends the event, again and again until it is taken; returns at once. */
  tell(event: StatusEvent): void
  /** Stops trying. */
  close(): void
}

export function createCallbacks(options: CallbackOptions): Callbacks {
  const { callbackUrl, clock, ids, log, faults, speech } = options
  const timers = new Set<NodeJS.Timeout>()
  const abort = new AbortController()
  let shuffled: StatusEvent[] = []

  const later = (ms: number, work: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer)
  }

  /** Null where it was taken; else what the answer was. */
  async function post(url: URL, event: StatusEvent): Promise<number | null> {
    if (!speech) return null
    const fault = faults.callbacks()
    const { appId, secret, algorithm, offsetMinutes } = options
    const { body, headers } = speech.message({
      event,
      url,
      credentials: { appId, algorithm, secret: fault === 'bad-callback-signature' ? `not ${secret}` : secret },
      nowMs: clock.now().getTime(),
      nonce: ids.token(NONCE_BYTES),
      offsetMinutes,
      isStrange: fault === 'unknown-status'
    })
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), abort.signal])
    const response = await fetch(url, { method: 'POST', body, headers, signal })
    return speech.isTaken(response.status, await response.text()) ? null : response.status
  }

  async function send(url: URL, event: StatusEvent, attempt: number): Promise<void> {
    let outcome: number | string | null
    try {
      outcome = await post(url, event)
    } catch (error) {
      if (abort.signal.aborted) return
      outcome = toAppError(error).code
    }
    if (outcome === null) return
    const retryMs = RETRY_MS[attempt]
    const about = { workOrderNo: event.workOrderNo, seq: event.seq, outcome }
    if (retryMs === undefined) {
      log.warn('sandbox: nobody takes this event; it can still be asked for', about)
      return
    }
    log.debug('sandbox: an event was not taken; it is sent again', about)
    later(retryMs, () => void send(url, event, attempt + 1))
  }

  function sendShuffled(url: URL): void {
    const events = shuffled.reverse()
    shuffled = []
    for (const event of events) void send(url, event, 0)
  }

  return {
    tell(event) {
      if (callbackUrl === null || speech === null || abort.signal.aborted) return
      const url = new URL(callbackUrl)
      if (faults.callbacks() === 'shuffle-events') {
        if (shuffled.length === 0) later(SHUFFLE_MS, () => sendShuffled(url))
        shuffled.push(event)
        return
      }
      void send(url, event, 0)
      if (faults.callbacks() === 'duplicate-events') void send(url, event, 0)
    },
    close() {
      abort.abort()
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    }
  }
}
