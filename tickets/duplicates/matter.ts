// What two tickets are compared by.
import type { Kind, WorkOrder } from '../contract/index.ts'

export interface Matter {
  kind: Kind
  categoryCode: string
  /** GB/T 2260; null where it is not known. */
  regionCode: string | null
  respondentName: string | null
  /** Guide or driver, as named. */
  person: string | null
  plateNo: string | null
  uscc: string | null
  /** Of the booking or contract: one for each customer. */
  orderNo: string | null
  place: string | null
  /** Half-open, ISO 8601; null where no time was said. */
  occurredAt: { start: string; end: string } | null
  /** The facts in the citizen's words; '' where they are not known yet. */
  content: string
  /** CNY; null where none is said. */
  amount: number | null
}

type Draft = Pick<WorkOrder, 'kind' | 'categoryCode' | 'content'> & Partial<WorkOrder>

export function matterOf(order: Draft): Matter {
  const { respondent, occurredAt } = order
  return {
    kind: order.kind,
    categoryCode: order.categoryCode,
    regionCode: order.regionCode ?? null,
    respondentName: respondent?.name ?? null,
    person: respondent?.person ?? null,
    plateNo: respondent?.plateNo ?? null,
    uscc: respondent?.uscc ?? null,
    orderNo: order.contract?.orderNo ?? null,
    place: order.place?.text ?? null,
    occurredAt: occurredAt ? { start: occurredAt.start, end: occurredAt.end } : null,
    content: order.content,
    amount: order.amountInvolved ?? order.claims?.find(claim => claim.amount !== undefined)?.amount ?? null
  }
}
