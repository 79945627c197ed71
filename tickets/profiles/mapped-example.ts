// An invented ticket as a profile puts it on the wire, for people who check a mapping.
import type { WorkOrder } from '../contract/index.ts'
import { mapOut } from './map-fields.ts'
import type { Profile } from './profile.ts'

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

/** Each operation with its address and the fields of its request. @param offsetMinutes minutes east of UTC */
export function mappedExample(profile: Profile, offsetMinutes: number): { what: string; lines: string[] }[] {
  const context = { tables: profile.tables, dateFormat: profile.dateFormat, offsetMinutes }
  const more = {
    key: 'WL20260501000001-supplement-1',
    workOrderNo: '202605010000000001',
    text: 'Example of a supplement',
    at: '2026-05-02T10:00:00+08:00',
    contacted: true,
    resolved: false,
    satisfaction: 3
  }
  return Object.entries(profile.operations)
    .filter(([, operation]) => operation !== undefined)
    .map(([name, operation]) => ({
      what: `${name}: ${operation.method} ${operation.path}`,
      lines: JSON.stringify(mapOut(operation.request, { ...EXAMPLE, ...more }, context), null, 2).split('\n')
    }))
}
