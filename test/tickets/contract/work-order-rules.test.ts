import assert from 'node:assert/strict'
import { type WorkOrder, workOrderSchema } from '../../../tickets/index.ts'
import { workOrder } from '../drafts.ts'

type Change = (order: WorkOrder) => void

/** `path code` of each issue of the changed order. */
function issuesOf(change: Change): string[] {
  const order = structuredClone(workOrder)
  change(order)
  const result = workOrderSchema.safeParse(order)
  return (result.error?.issues ?? []).map(
    issue => `${issue.path.join('.')} ${issue.code === 'custom' ? issue.params?.code : issue.code}`
  )
}

const report: Change = order => {
  order.kind = 'report'
  delete order.interest
}

const cases: [string, Change, string[]][] = [
  ['a whole complaint is right', () => {}, []],
  [
    'a report without claims and interest is right',
    order => {
      report(order)
      delete order.claims
    },
    []
  ],
  [
    'a complaint needs time',
    order => {
      delete order.occurredAt
    },
    ['occurredAt REQUIRED']
  ],
  [
    'a report needs a place',
    order => {
      report(order)
      delete order.place
    },
    ['place REQUIRED']
  ],
  [
    'a report needs a respondent',
    order => {
      report(order)
      delete order.respondent
    },
    ['respondent REQUIRED']
  ],
  [
    'a complaint needs a claim',
    order => {
      order.claims = []
    },
    ['claims REQUIRED']
  ],
  [
    'a complaint needs a phone',
    order => {
      delete order.requester.phone
    },
    ['requester.phone REQUIRED']
  ],
  [
    'a complaint needs a phone even where no reply is wanted',
    order => {
      delete order.requester.phone
      order.requester.wantsReply = false
    },
    ['requester.phone REQUIRED']
  ],
  [
    'a named report that wants a reply needs a phone',
    order => {
      report(order)
      delete order.requester.phone
    },
    ['requester.phone REQUIRED']
  ],
  [
    'an anonymous report needs none',
    order => {
      report(order)
      order.requester = { anonymous: true, confidential: true, wantsReply: true }
    },
    []
  ],
  [
    'a report that wants no reply needs none',
    order => {
      report(order)
      delete order.requester.phone
      order.requester.wantsReply = false
    },
    []
  ],
  [
    'interest is for complaints',
    order => {
      order.kind = 'report'
    },
    ['interest NOT_ALLOWED']
  ],
  [
    'an inquiry needs neither time nor place',
    order => {
      report(order)
      order.kind = 'inquiry'
      delete order.occurredAt
      delete order.place
      delete order.respondent
    },
    []
  ],
  [
    'a span ends after it starts',
    order => {
      order.occurredAt!.end = order.occurredAt!.start
    },
    ['occurredAt.end INVALID']
  ],
  [
    'what happened is not in the future',
    order => {
      order.occurredAt!.start = '2026-11-24T00:00:00+08:00'
      order.occurredAt!.end = '2026-11-25T00:00:00+08:00'
    },
    ['occurredAt.start INVALID']
  ],
  [
    'offsets count: this morning in UTC is no future',
    order => {
      order.occurredAt!.start = '2026-11-23T01:00:00Z'
      order.occurredAt!.end = '2026-11-23T02:00:00Z'
    },
    []
  ],
  [
    'no name in the title',
    order => {
      order.title = '王小满投诉旅行社'
    },
    ['title IDENTITY_IN_TITLE']
  ],
  [
    'no phone in the title, however spaced',
    order => {
      order.title = '投诉 138 0000-1234 退款'
    },
    ['title IDENTITY_IN_TITLE']
  ],
  [
    'no ID number in the title',
    order => {
      order.title = '投诉 11010519491231002X'
    },
    ['title IDENTITY_IN_TITLE']
  ],
  [
    '18 digits that are no ID number may stand there',
    order => {
      order.title = '订单110105194912310021'
    },
    []
  ],
  [
    'a group is no leaf',
    order => {
      order.categoryCode = 'WL200299'
      order.categoryCode = 'WL200200'
    },
    ['categoryCode UNKNOWN_CATEGORY']
  ],
  [
    'the region exists',
    order => {
      order.regionCode = '530799'
    },
    ['regionCode UNKNOWN_REGION']
  ],
  [
    'a ticket is not linked to itself',
    order => {
      order.linked = [{ ticketNo: order.ticketNo, relation: 'split_of' }]
    },
    ['linked.0.ticketNo INVALID']
  ],
  [
    'provenance does not end before it starts',
    order => {
      order.provenance = [{ field: 'place', source: 'said', turn: 1, start: 5, end: 4 }]
    },
    ['provenance.0.end INVALID']
  ]
]

describe('work order rules', () => {
  for (const [title, change, expected] of cases) {
    it(title, () => assert.deepEqual(issuesOf(change), expected))
  }
})
