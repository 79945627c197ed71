// The `>` lines of a transcript, two blanks between the checks of one line:
//
//   kinds = report, complaint     respondent.name = 星空网吧     place ~ 人民路     content !~ 多久
//                                 the draft while there is one, then the tickets filed (all of them)
//   report: requester.anonymous = true     last: urgency = critical     of the ticket of that kind; of the newest
//   filed once · filed 2 · filed none      how many tickets there are in the house
//   linked · linked once · identity none   tickets point at each other; the later one at the earlier; nobody's name or phone is kept
//   grouped 4 · grouped none                tickets that stand together with the newest one of this citizen
//   asks = place     said !~ 别人     taps ~ 匿名            the last bot message
//   attached 2 · attached 2, 2              how many files each filed ticket carries
//   sent urge · sent supplement ~ 发票 · sent none     what was done to a filed ticket
//   log ~ emergency                        the log (alarms); it may never hold personal data
import { type FieldPath, given } from '../../dialogs/intake/frame.ts'
import { groupOf, type TicketDraft } from '../../tickets/index.ts'
import type { BotMessage, ChatHarness } from '../dialogs/chat-harness.ts'

const LOCAL_MS = 8 * 3_600_000

/** A field as a check writes it. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return value.map(shown).join(', ')
  if (typeof value !== 'object') return String(value)
  if ('start' in value && 'precision' in value) {
    const start = new Date(Date.parse(String(value.start)) + LOCAL_MS).toISOString()
    const isDay = ['day', 'week', 'month', 'year', 'range'].includes(String(value.precision))
    return isDay ? start.slice(0, 10) : `${start.slice(0, 10)} ${start.slice(11, 16)}`
  }
  if ('type' in value) return 'amount' in value ? `${value.type} ${value.amount}` : String(value.type)
  if ('name' in value) return String(value.name)
  if ('text' in value) return String(value.text)
  return JSON.stringify(value)
}

function ofDraft(draft: TicketDraft, path: string): unknown {
  if (path === 'respondent.name') return draft.respondent?.name
  if (path === 'category') return draft.categoryCode
  if (path === 'place') return draft.place?.text
  let value: unknown = draft
  for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key]
  return value
}

function compare(actual: string, operator: string, expected: string): boolean {
  if (operator === '~') return actual.includes(expected)
  if (operator === '!~') return !actual.includes(expected)
  return actual === expected
}

async function ofHouse(text: string, chat: ChatHarness): Promise<string | null | undefined> {
  const filed = /^filed (none|once|\d+)$/.exec(text)
  if (filed) {
    const expected = filed[1] === 'none' ? 0 : filed[1] === 'once' ? 1 : Number(filed[1])
    return chat.filed.length === expected ? null : `filed ${chat.filed.length}`
  }
  const attached = /^attached ([\d, ]+)$/.exec(text)?.[1]
  if (attached) {
    const counts = (await chat.orders()).map(order => order.attachments?.length ?? 0).join(', ')
    return counts === attached ? null : `attached ${counts}`
  }
  if (text === 'linked' || text === 'linked once') {
    const links = await chat.db.selectFrom('ticket_links').selectAll().execute()
    const isSo = text === 'linked' ? links.length >= 2 : links.length === 1
    return isSo ? null : `${links.length} links`
  }
  if (text === 'identity none') {
    const kept = await chat.db.selectFrom('identities').selectAll().execute()
    return kept.length === 0 ? null : `${kept.length} identities`
  }
  const grouped = /^grouped (none|\d+)$/.exec(text)
  if (grouped) {
    const group = await groupOf(chat.db, chat.own.at(-1)?.ticketNo ?? '')
    const members = group?.members.length ?? 0
    return members === (grouped[1] === 'none' ? 0 : Number(grouped[1])) ? null : `grouped ${members}`
  }
  const sent = /^sent (\w+)(?: (~|!~) (.*))?$/.exec(text)
  if (!sent) return undefined
  const [, operation, operator = '~', expected = ''] = sent
  if (operation === 'none') return chat.calls.length === 0 ? null : JSON.stringify(chat.calls)
  const calls = chat.calls.filter(call => call.operation === operation)
  return calls.some(call => compare(call.told, operator, expected)) ? null : JSON.stringify(chat.calls)
}

/** What is not as the check says; null where all is well. */
export async function check(text: string, chat: ChatHarness, last: readonly BotMessage[]): Promise<string | null> {
  const house = await ofHouse(text, chat)
  if (house !== undefined) return house
  const parts = /^(?:(report|complaint|inquiry|assistance|suggestion|last): )?([\w.]+) (=|~|!~) (.*)$/.exec(text)
  if (!parts) return 'not a check'
  const [, which, path = '', operator = '', expected = ''] = parts
  const differs = (actual: string) => (compare(actual, operator, expected) ? null : actual)
  if (path === 'asks') return differs(last.at(-1)?.hotline.asks ?? 'none')
  if (path === 'said') return differs(last.map(message => message.text).join('\n'))
  if (path === 'taps') return differs(last.at(-1)?.taps.join('|') ?? '')
  if (path === 'log') return differs(chat.log.join('\n'))
  const memory = await chat.memory()
  if (which === undefined && memory?.frame) {
    const { frame } = memory
    const value =
      path === 'kinds'
        ? frame.kinds
        : path === 'category'
          ? frame.category?.code
          : path === 'flags'
            ? frame.flags
            : given(frame, path as FieldPath)
    const slot = frame.slots[path as FieldPath]
    if (path === 'content') return differs(frame.words.map(words => words.text).join('\n'))
    return differs(value === null && slot ? slot.state : shown(value))
  }
  const { filed } = chat
  const tickets = which === 'last' ? filed.slice(-1) : filed.filter(item => !which || item.draft.kind === which)
  if (path === 'kinds') return differs(filed.map(item => item.draft.kind).join(', '))
  if (tickets.length === 0) return 'nothing filed'
  for (const { draft } of tickets) {
    const actual = shown(ofDraft(draft, path))
    if (!compare(actual, operator, expected)) return actual
  }
  return null
}
