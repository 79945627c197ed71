// Invented tickets for tests.
import type { TicketDraft, WorkOrder } from '../../tickets/index.ts'

export const NOW = '2026-11-23T10:00:00+08:00'

export const complaintDraft: TicketDraft = {
  kind: 'complaint',
  categoryCode: 'WL200204',
  title: '旅行社导游强迫购物要求退款',
  content: '上周六参加一日游,导游拉我们进玉器店,不买不让走,我花了3800元买了个手镯。',
  regionCode: '530702',
  occurredAt: {
    text: '上周六',
    start: '2026-11-21T00:00:00+08:00',
    end: '2026-11-22T00:00:00+08:00',
    precision: 'day'
  },
  place: { text: '古城玉器店' },
  respondent: { name: '康途旅行社', kind: 'travel_agency', person: '导游小杨' },
  claims: [{ type: 'refund', amount: 3800, text: '退货退款' }],
  amountInvolved: 3800,
  interest: 'self',
  priorHandling: ['none'],
  requester: {
    anonymous: false,
    confidential: false,
    wantsReply: true,
    name: '王小满',
    phone: '13800001234',
    address: '昆明市五华区学府路1号'
  },
  urgency: 'normal',
  provenance: [{ field: 'respondent.name', source: 'said', turn: 1, start: 5, end: 10, confidence: 0.9 }],
  channel: 'web',
  consent: { noticeVersion: '2026-11', at: '2026-11-23T09:58:00+08:00' }
}

const { claims: _claims, interest: _interest, ...reportFields } = complaintDraft

export const reportDraft: TicketDraft = {
  ...reportFields,
  kind: 'report',
  title: '举报旅行社导游强迫购物',
  requester: { ...complaintDraft.requester, confidential: true }
}

export const anonymousDraft: TicketDraft = {
  ...reportFields,
  kind: 'report',
  categoryCode: 'WL100201',
  title: '举报网吧接纳未成年人上网',
  content: '昨晚人民路的星空网吧让三个小孩上网到十点多,没有登记身份证。',
  respondent: { name: '星空网吧', kind: 'internet_cafe' },
  place: { text: '人民路' },
  requester: { anonymous: true, confidential: true, wantsReply: false }
}

export const inquiryDraft: TicketDraft = {
  kind: 'inquiry',
  categoryCode: 'WL300101',
  title: '咨询图书馆开放时间',
  content: '请问春节期间市图书馆开放吗,需要预约吗?',
  regionCode: '530700',
  requester: { anonymous: false, confidential: false, wantsReply: false },
  urgency: 'normal',
  channel: 'web',
  consent: { noticeVersion: '2026-11', at: '2026-11-23T09:58:00+08:00' }
}

export const workOrder: WorkOrder = {
  ...complaintDraft,
  ticketNo: 'WL20261123000001',
  route: { body: 'tourism_complaint' },
  submittedAt: NOW
}
