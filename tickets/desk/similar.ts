// The same person's open tickets about the same matter: asked about before a second one is filed.
import type { Db } from '../../core/database/index.ts'
import type { WorkOrder } from '../contract/index.ts'
import { relate } from '../duplicates/compare-matters.ts'
import { type Matter, matterOf } from '../duplicates/matter.ts'
import { currentDues } from '../limits/load-dues.ts'
import { phoneFingerprint } from '../store/phone.ts'
import { openBody } from '../store/sealed-order.ts'
import { isEnded, summaryOf } from '../store/summaries.ts'
import type { SimilarQuery, SimilarTicket } from '../ticket-desk.ts'
import type { DeskDependencies } from './dependencies.ts'

/** The respondent's details that the rest of the query leaves open. */
type Respondent = NonNullable<WorkOrder['respondent']>

function askedMatter(query: SimilarQuery): Matter {
  const { kind, categoryCode, content = '', occurredAt, amountInvolved, contract, respondentName, place } = query
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

export async function similarTickets(db: Db, query: SimilarQuery, deps: DeskDependencies): Promise<SimilarTicket[]> {
  const fingerprint = query.phone === null ? null : phoneFingerprint(deps.vault, query.phone)
  const rows = await db
    .selectFrom('tickets')
    .selectAll('tickets')
    .where(eb =>
      eb.or([
        eb('conversation_id', '=', query.conversationId),
        ...(fingerprint === null
          ? []
          : [
              eb(
                'identity_id',
                'in',
                eb.selectFrom('identities').select('id').where('phone_fingerprint', '=', fingerprint)
              )
            ])
      ])
    )
    .where('kind', '=', query.kind)
    .orderBy('created_at', 'desc')
    .orderBy('ticket_no', 'desc')
    .execute()
  const asked = askedMatter(query)
  const found = rows
    .filter(row => !isEnded(row.status))
    .map(row => ({ row, likeness: relate(asked, matterOf(openBody(deps.vault, row)), true) }))
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
