// The rules that openapi.yaml gives in words (descriptions of WorkOrder) and that a schema cannot say.
import { isLeaf } from '../categories/index.ts'
import { holdsIdNumber } from './id-number.ts'
import { isRegionCode } from './regions.ts'
import type { WorkOrder } from './work-order-shape.ts'

export type IssueCode =
  | 'REQUIRED'
  | 'NOT_ALLOWED'
  | 'INVALID'
  | 'IDENTITY_IN_TITLE'
  | 'UNKNOWN_CATEGORY'
  | 'UNKNOWN_REGION'

export interface WorkOrderIssue {
  path: readonly (string | number)[]
  code: IssueCode
  message: string
}

/** Clocks differ and filing takes a while: so much later than submittedAt is not yet the future. */
const FUTURE_TOLERANCE_MS = 600_000

const bare = (text: string) => text.replace(/[\s-]/g, '')

function* identityInTitle(order: WorkOrder): Generator<string> {
  const { phone, name } = order.requester
  if (phone && bare(order.title).includes(bare(phone))) yield 'holds the phone of the requester'
  // One character is part of too many words to be told apart from a name.
  if (name && [...name].length >= 2 && order.title.includes(name)) yield 'holds the name of the requester'
  if (holdsIdNumber(order.title)) yield 'holds an ID number'
}

function* presence(order: WorkOrder): Generator<WorkOrderIssue> {
  const required = (path: string[], message: string): WorkOrderIssue => ({ path, code: 'REQUIRED', message })
  const { kind, requester } = order
  if (kind === 'report' || kind === 'complaint') {
    for (const field of ['occurredAt', 'place', 'respondent'] as const) {
      if (order[field] === undefined) yield required([field], `required for ${kind}`)
    }
  }
  if (kind === 'complaint' && !order.claims?.length) yield required(['claims'], 'at least one for complaint')
  if (requester.phone === undefined) {
    if (kind === 'complaint') yield required(['requester', 'phone'], 'required for complaint')
    else if (requester.wantsReply && !requester.anonymous) {
      yield required(['requester', 'phone'], 'required where a reply is wanted and the requester is not anonymous')
    }
  }
  if (order.interest !== undefined && kind !== 'complaint') {
    yield { path: ['interest'], code: 'NOT_ALLOWED', message: 'complaint only' }
  }
}

function* times(order: WorkOrder): Generator<WorkOrderIssue> {
  if (order.occurredAt === undefined) return
  const start = Date.parse(order.occurredAt.start)
  if (Date.parse(order.occurredAt.end) <= start) {
    yield { path: ['occurredAt', 'end'], code: 'INVALID', message: 'must be after start (half-open span)' }
  }
  const isDispute = order.kind === 'report' || order.kind === 'complaint'
  if (isDispute && start > Date.parse(order.submittedAt) + FUTURE_TOLERANCE_MS) {
    yield { path: ['occurredAt', 'start'], code: 'INVALID', message: 'is in the future' }
  }
}

/** Everything in which a well-formed order breaks a rule in words. */
export function* workOrderIssues(order: WorkOrder): Generator<WorkOrderIssue> {
  yield* presence(order)
  yield* times(order)
  for (const message of identityInTitle(order)) yield { path: ['title'], code: 'IDENTITY_IN_TITLE', message }
  if (!isLeaf(order.categoryCode)) {
    yield { path: ['categoryCode'], code: 'UNKNOWN_CATEGORY', message: 'is not a leaf of the category tree' }
  }
  if (!isRegionCode(order.regionCode)) {
    yield { path: ['regionCode'], code: 'UNKNOWN_REGION', message: 'is not a code of GB/T 2260' }
  }
  for (const [index, { ticketNo }] of (order.linked ?? []).entries()) {
    if (ticketNo === order.ticketNo) {
      yield { path: ['linked', index, 'ticketNo'], code: 'INVALID', message: 'is the ticket itself' }
    }
  }
  for (const [index, { start, end }] of (order.provenance ?? []).entries()) {
    if (start !== undefined && end !== undefined && end < start) {
      yield { path: ['provenance', index, 'end'], code: 'INVALID', message: 'is before start' }
    }
  }
}
