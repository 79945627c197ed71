// What two tickets are compared by.
import type { Kind, WorkOrder } from '../contract/index.ts'
import { type FoundFacets, facetsOf } from './facets.ts'
import { type RespondentName, readRespondentName } from './respondent-name.ts'
import { piecesOf, tellingPieces } from './text-likeness.ts'

export interface Matter {
  kind: Kind
  categoryCode: string
  /** GB/T 2260; null where it is not known. */
  regionCode: string | null
  /** Null where nobody is named (名称不详). */
  respondent: RespondentName | null
  /** Guide or driver, as named. */
  person: string | null
  plateNo: string | null
  uscc: string | null
  /** Of the booking or contract: one for each customer. */
  orderNo: string | null
  /** Null where none is known (地点不详). */
  place: string | null
  /** Half-open, milliseconds; null where no time was said. */
  time: { from: number; to: number } | null
  /** The facts in the citizen's words; '' where they are not known yet. */
  content: string
  /** What the facts say that not every text says (text-likeness.ts). */
  pieces: ReadonlySet<string>
  /** Pieces of the names and places, which are compared by themselves. */
  known: ReadonlySet<string>
  /** What sort of things the facts are; see facets.yaml. */
  facets: FoundFacets
  /** CNY; null where none is said. */
  amount: number | null
}

type Draft = Pick<WorkOrder, 'kind' | 'categoryCode' | 'content'> & Partial<WorkOrder>

const DAY_MS = 86_400_000
/** A longer span stands for 时间不详. */
const SPAN_DAYS_MAX = 62

function timeOf({ occurredAt }: Draft): Matter['time'] {
  if (!occurredAt) return null
  const [from, to] = [Date.parse(occurredAt.start), Date.parse(occurredAt.end)]
  return to - from > SPAN_DAYS_MAX * DAY_MS ? null : { from, to }
}

const isKnown = (text: string | undefined): text is string =>
  text !== undefined && !/^(?:地点|地址|位置)?(?:不详|不明|未知|不清楚)$/u.test(text)

export function matterOf(order: Draft): Matter {
  const { respondent, place, content, categoryCode } = order
  const name = respondent ? readRespondentName(respondent.name) : null
  const person = respondent?.person ?? null
  const spot = isKnown(place?.text) ? place.text : null
  return {
    kind: order.kind,
    categoryCode,
    regionCode: order.regionCode ?? null,
    respondent: name?.isNamed ? name : null,
    person,
    plateNo: respondent?.plateNo ?? null,
    uscc: respondent?.uscc ?? null,
    orderNo: order.contract?.orderNo ?? null,
    place: spot,
    time: timeOf(order),
    content,
    pieces: tellingPieces(content),
    known: piecesOf([respondent?.name ?? '', spot ?? '', person ?? ''].join(' ')),
    facets: facetsOf(content, categoryCode),
    amount: order.amountInvolved ?? order.claims?.find(claim => claim.amount !== undefined)?.amount ?? null
  }
}
