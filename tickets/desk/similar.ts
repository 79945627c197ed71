import type { Db } from '../../core/database/index.ts'
import { categoryByCode } from '../categories/index.ts'
import type { Kind } from '../contract/index.ts'
import { phoneFingerprint } from '../store/phone.ts'
import { isEnded, summaryOf } from '../store/summaries.ts'
import type { TicketSummary } from '../ticket-desk.ts'
import type { DeskDependencies } from './dependencies.ts'

export interface SimilarQuery {
  conversationId: string
  phone: string | null
  respondentName: string | null
  kind: Kind
  categoryCode: string
}

/** What company names have in common with each other, so that it says nothing. */
const COMMON_PARTS = /有限责任公司|股份有限公司|有限公司|[\s()()·.,。、“”"'「」《》-]/gu

const essence = (name: string) => name.normalize('NFKC').toLowerCase().replace(COMMON_PARTS, '')

/** One name is the other, or its beginning or end cut off: 康途 and 康途旅行社. */
export function isSameRespondent(one: string, other: string): boolean {
  const [a, b] = [essence(one), essence(other)]
  if (a === '' || b === '') return a === b && one === other
  return a.includes(b) || b.includes(a)
}

function isSameMatter(ticket: TicketSummary, query: SimilarQuery): boolean {
  if (ticket.kind !== query.kind) return false
  const [mine, asked] = [categoryByCode(ticket.categoryCode), categoryByCode(query.categoryCode)]
  if (ticket.respondentName !== null && query.respondentName !== null) {
    return isSameRespondent(ticket.respondentName, query.respondentName)
  }
  if (ticket.respondentName !== query.respondentName) return false
  return mine !== null && mine.groupCode === asked?.groupCode
}

export async function similarTickets(db: Db, query: SimilarQuery, deps: DeskDependencies): Promise<TicketSummary[]> {
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
  return rows
    .filter(row => !isEnded(row.status))
    .map(row => summaryOf(deps.vault, row))
    .filter(ticket => isSameMatter(ticket, query))
}
