// An intake in memory that keeps the contract and fails as it is told to: before it takes something, after, or by refusing.
import { AppError } from '../../core/errors.ts'
import type { IntakeClient, Status, StatusEvent, WorkOrder } from '../../tickets/index.ts'
import { IntakeFailure } from '../../tickets/intake/intake-client.ts'

export type Mishap =
  | 'none'
  /** 503: it took nothing. */
  | 'not_taken'
  /** The connection broke, or nothing was heard in time. */
  | 'lost_before'
  | 'lost_after'
  | 'refused'
  /** Whoever asks dies. */
  | 'dies_before'
  | 'dies_after'

interface Order {
  ticketNo: string
  workOrderNo: string
  body: string
  status: Status
  events: StatusEvent[]
  followUps: { key: string; operation: string }[]
}

const failure = (outcome: 'not_taken' | 'unknown' | 'refused') =>
  new IntakeFailure(
    outcome === 'refused' ? 'INTAKE_REFUSED' : outcome === 'unknown' ? 'INTAKE_UNREACHABLE' : 'INTAKE_BUSY',
    { detail: 'mishap' },
    { outcome, ...(outcome === 'refused' && { answerStatus: 422, intakeCode: 'INVALID_FIELDS' }) }
  )

export class UnreliableIntake {
  readonly orders = new Map<string, Order>()
  /** All events in the order in which they came about. */
  readonly events: StatusEvent[] = []
  /** Creations that it took for a ticket it already had: what must never be. */
  doubled = 0
  #serial = 0

  move(ticketNo: string, status: Status): StatusEvent | null {
    const order = this.orders.get(ticketNo)
    if (!order) return null
    const seq = order.events.length + 1
    const { workOrderNo } = order
    const at = new Date(Date.UTC(2026, 10, 23, 2, 0, this.events.length)).toISOString()
    const event: StatusEvent = { eventId: `e${this.events.length}`, seq, workOrderNo, ticketNo, status, at }
    order.events.push(event)
    order.status = status
    this.events.push(event)
    return event
  }

  #create(body: WorkOrder, key: string) {
    const known = this.orders.get(key)
    if (!known) {
      if ([...this.orders.values()].some(order => order.ticketNo === body.ticketNo)) this.doubled++
      const workOrderNo = `20261123${String(++this.#serial).padStart(10, '0')}`
      const { ticketNo } = body
      this.orders.set(key, {
        ticketNo,
        workOrderNo,
        body: JSON.stringify(body),
        status: 'submitted',
        events: [],
        followUps: []
      })
      this.move(ticketNo, 'submitted')
    } else if (known.body !== JSON.stringify(body)) {
      throw new IntakeFailure(
        'INTAKE_REFUSED',
        { detail: 'KEY_REUSED' },
        { outcome: 'refused', answerStatus: 409, intakeCode: 'KEY_REUSED' }
      )
    }
    return this.#receipt(key)
  }

  #receipt(ticketNo: string) {
    const order = this.orders.get(ticketNo)
    if (!order) return null
    const { workOrderNo, status } = order
    return { workOrderNo, ticketNo, status, receivedAt: '2026-11-23T10:00:00+08:00' }
  }

  #followUp(workOrderNo: string, key: string, operation: string): void {
    const order = [...this.orders.values()].find(one => one.workOrderNo === workOrderNo)
    if (!order) throw failure('refused')
    if (order.followUps.some(one => one.key === key)) return
    const conflict = order.status === 'withdrawn' ? 'WITHDRAWN' : null
    if (conflict) {
      throw new IntakeFailure(
        'INTAKE_REFUSED',
        { detail: conflict },
        { outcome: 'refused', answerStatus: 409, intakeCode: conflict }
      )
    }
    order.followUps.push({ key, operation })
    if (operation === 'withdraw') this.move(order.ticketNo, 'withdrawn')
  }

  /** @param mishap decides about each request; @param onDeath is called where the caller dies in it */
  client(mishap: (what: string) => Mishap, onDeath: () => void): IntakeClient {
    const never = new Promise<never>(() => {})
    const call = async <T>(what: string, work: () => T): Promise<T> => {
      // Requests under way at the same time interleave.
      await new Promise(resolve => setImmediate(resolve))
      const fate = mishap(what)
      if (fate === 'not_taken') throw failure('not_taken')
      if (fate === 'lost_before') throw failure('unknown')
      if (fate === 'refused' && what !== 'find' && what !== 'list') throw failure('refused')
      if (fate === 'dies_before') {
        onDeath()
        return never
      }
      const result = work()
      if (fate === 'lost_after') throw failure('unknown')
      if (fate === 'dies_after') {
        onDeath()
        return never
      }
      return result
    }
    return {
      host: 'unreliable',
      createWorkOrder: async (order, key) => {
        const receipt = await call('create', () => this.#create(order, key))
        if (!receipt) throw new AppError('INTERNAL')
        return receipt
      },
      findByTicketNo: ticketNo => call('find', () => this.#receipt(ticketNo)),
      getWorkOrder: async () => null,
      listChanges: ({ after = '0', limit = 100 }) =>
        call('list', () => {
          const events = this.events.slice(Number(after), Number(after) + limit)
          return { events, cursor: String(Number(after) + events.length) }
        }),
      supplement: (no, _body, key) => call('supplement', () => this.#followUp(no, key, 'supplement')),
      urge: (no, _body, key) => call('urge', () => this.#followUp(no, key, 'urge')),
      withdraw: (no, _body, key) => call('withdraw', () => this.#followUp(no, key, 'withdraw')),
      evaluate: (no, _body, key) => call('evaluate', () => this.#followUp(no, key, 'evaluate'))
    }
  }
}
