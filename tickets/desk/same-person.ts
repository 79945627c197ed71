// The same person's other tickets: open ones about the same matter are asked about before a second one is filed, the other side
// of the matter (举报 and 投诉) is linked.
import type { Db } from '../../core/database/index.ts'
import type { Kind, TicketLink, WorkOrder } from '../contract/index.ts'
import { relate } from '../duplicates/compare-matters.ts'
import { type Matter, matterOf } from '../duplicates/matter.ts'
import { storedMatter } from '../duplicates/stored-matter.ts'
import { currentDues } from '../limits/load-dues.ts'
import { phoneFingerprint } from '../store/phone.ts'
import { isEnded, summaryOf } from '../store/summaries.ts'
import type { Origin, SimilarQuery, SimilarTicket, TicketDraft } from '../ticket-desk.ts'
import type { DeskDependencies } from './dependencies.ts'

/** The respondent's details that the rest of the query leaves open. */
type Respondent = NonNullable<WorkOrder['respondent']>

/** Newest first; nobody's older tickets are asked about. */
const OWN_TICKETS_MAX = 50
const OTHER_SIDE: Partial<Record<Kind, Kind>> = { report: 'complaint', complaint: 'report' }

function askedMatter(query: SimilarQuery): Matter {
  const { kind, categoryCode, content, occurredAt, amountInvolved, contract, respondentName, place } = query
  const respondent: Respondent | undefined =
    respondentName === null ? undefined : { kind: 'other', ...query.respondent, name: respondentName }
  return matterOf({
    kind,
    categoryCode,
    content,
    ...(respondent && { respondent }),
    ...(occurredAt && { occurredAt }),
    ...(place && { place }),
    ...(amountInvolved !== undefined && { amountInvolved }),
    ...(contract && { contract })
  })
}

/** By telephone or conversation, whichever is known; of one kind. */
async function ticketsOf(
  db: Db,
  person: { conversationId: string; phone: string | null },
  kind: Kind,
  { vault }: DeskDependencies
) {
  const byConversation = db
    .selectFrom('tickets')
    .select('ticket_no')
    .where('conversation_id', '=', person.conversationId)
    .where('kind', '=', kind)
  const byPhone = db
    .selectFrom('identities')
    .innerJoin('tickets', 'tickets.identity_id', 'identities.id')
    .select('ticket_no')
    .where('phone_fingerprint', '=', person.phone === null ? '' : phoneFingerprint(vault, person.phone))
    .where('kind', '=', kind)
  return db
    .selectFrom('tickets')
    .selectAll()
    .where('ticket_no', 'in', person.phone === null ? byConversation : byConversation.union(byPhone))
    .orderBy('created_at', 'desc')
    .orderBy('ticket_no', 'desc')
    .limit(OWN_TICKETS_MAX)
    .execute()
}

export async function similarTickets(db: Db, query: SimilarQuery, deps: DeskDependencies): Promise<SimilarTicket[]> {
  const asked = askedMatter(query)
  const found = (await ticketsOf(db, query, query.kind, deps))
    .filter(row => !isEnded(row.status))
    .map(row => ({ row, likeness: relate(asked, storedMatter(deps.vault, row), true) }))
    .filter(({ likeness }) => likeness.relation === 'repeat')
  const dueOf = await currentDues(
    db,
    found.map(({ row }) => row),
    deps
  )
  return found.map(({ row, likeness: { score, reasons } }) => ({
    ...summaryOf(deps.vault, row, dueOf(row.ticket_no)),
    likeness: { score, reasons }
  }))
}

/**
 * The same person's report about the event that this complaint is about, or the other way round: who handles one should know
 * of the other. Nothing of it is said in the chat, since anybody can type a telephone.
 */
export async function otherSides(
  db: Db,
  draft: TicketDraft,
  { conversationId }: Origin,
  deps: DeskDependencies
): Promise<TicketLink[]> {
  const kind = OTHER_SIDE[draft.kind]
  if (!kind) return []
  const matter = matterOf(draft)
  const person = { conversationId, phone: draft.requester.phone ?? null }
  return (await ticketsOf(db, person, kind, deps))
    .filter(row => relate(matter, storedMatter(deps.vault, row), true).relation === 'linked')
    .map(row => ({ ticketNo: row.ticket_no, relation: 'split_of' as const }))
}
