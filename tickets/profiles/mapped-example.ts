// An invented ticket as a profile puts it on the wire, for people who check a mapping.
import type { WorkOrder } from '../contract/index.ts'
import { mapOut } from './map-fields.ts'
import type { FieldRule, Profile, Rules } from './profile.ts'

const EXAMPLE: WorkOrder = {
  ticketNo: 'WL20260501000001',
  kind: 'complaint',
  categoryCode: 'WL200204',
  title: 'Example: forced shopping on a day tour',
  content: 'Example text of the citizen, in their own words, as long as it has to be.',
  regionCode: '530702',
  occurredAt: {
    text: '2026-04-30',
    start: '2026-04-30T00:00:00+08:00',
    end: '2026-05-01T00:00:00+08:00',
    precision: 'day'
  },
  place: { text: 'Example Street 1' },
  respondent: { name: 'Example Travel', kind: 'travel_agency', person: 'guide A' },
  claims: [{ type: 'refund', amount: 380 }],
  amountInvolved: 380,
  requester: { anonymous: false, confidential: true, wantsReply: true, name: 'Example', phone: '13800001234' },
  urgency: 'normal',
  route: { body: 'tourism_complaint' },
  channel: 'web',
  consent: { noticeVersion: 'example', at: '2026-05-01T09:00:00+08:00' },
  submittedAt: '2026-05-01T09:01:00+08:00'
}

export interface MappedPart {
  what: string
  lines: string[]
}

const more = {
  key: 'WL20260501000001-supplement-1',
  workOrderNo: '202605010000000001',
  text: 'Example of a supplement',
  at: '2026-05-02T10:00:00+08:00',
  reason: 'Example of a reason',
  contacted: true,
  resolved: false,
  satisfaction: 3
}

/** Where a field of ours is read from, with the codes of its table. */
function readingOf(ours: string, { from, value, text, table, as }: FieldRule, tables: Profile['tables']): string {
  const source = from ?? text ?? JSON.stringify(value)
  const codes = Object.entries(tables[table ?? ''] ?? {}).map(([mine, theirs]) => `${theirs} = ${mine}`)
  const how = codes.length > 0 ? `  (${codes.join(', ')})` : as === undefined ? '' : `  (${as})`
  return `${source} → ${ours}${how}`
}

function readings(rules: Rules, tables: Profile['tables']): string[] {
  return Object.entries(rules).map(([ours, rule]) =>
    ours === '*' ? 'as our contract has it' : readingOf(ours, rule, tables)
  )
}

/**
 * Each operation with its address, the fields of its request and how its answer is read; then how callbacks are.
 * @param offsetMinutes minutes east of UTC
 */
export function mappedExample(profile: Profile, offsetMinutes: number): MappedPart[] {
  const { tables, callback } = profile
  const context = { tables, dateFormat: profile.dateFormat, offsetMinutes }
  const parts: MappedPart[] = []
  for (const [name, operation] of Object.entries(profile.operations)) {
    if (!operation) continue
    const source = name === 'create' ? EXAMPLE : { ...EXAMPLE, ...more }
    const request = operation.request['*'] && name !== 'create' ? {} : mapOut(operation.request, source, context, more)
    const answer = readings(operation.response, tables)
    if ('event' in operation)
      answer.push(...readings(operation.event, tables).map(line => `${operation.events}: ${line}`))
    parts.push({
      what: `${name}: ${operation.method} ${operation.path}`,
      lines: [
        ...JSON.stringify(request, null, 2).split('\n'),
        ...(answer.length > 0 ? ['answer:', ...answer.map(line => `  ${line}`)] : [])
      ]
    })
  }
  if (callback) {
    const signing = (callback.signing ?? profile.signing).scheme
    parts.push({
      what: `callback: POST {PUBLIC_URL}${callback.path} (${callback.body ?? profile.body}, ${signing})`,
      lines: readings(callback.event, tables)
    })
  }
  return parts
}
