// Words of the sandbox's page.
import type { Status } from '../tickets/contract/index.ts'

export const STATUS_LABELS: Record<Status, string> = {
  submitted: '待受理',
  need_more: '待补充',
  not_accepted: '不予受理',
  accepted: '已受理',
  dispatched: '已派单',
  in_progress: '办理中',
  delayed: '已延期',
  returned: '已退单',
  merged: '重复件',
  replied: '已答复',
  follow_up: '回访中',
  closed: '已办结',
  reopened: '重新办理',
  withdrawn: '已撤回'
}

/** The usual way: 受理 → 派单 → 办理 → 答复 → 办结. */
export const NEXT_STATUS: Partial<Record<Status, Status>> = {
  submitted: 'accepted',
  need_more: 'submitted',
  accepted: 'dispatched',
  dispatched: 'in_progress',
  in_progress: 'replied',
  delayed: 'in_progress',
  returned: 'dispatched',
  replied: 'closed',
  follow_up: 'closed',
  reopened: 'in_progress'
}

export const KIND_LABELS: Record<string, string> = {
  report: '举报',
  complaint: '旅游投诉',
  inquiry: '咨询',
  assistance: '求助',
  suggestion: '意见建议'
}

export const FOLLOW_UP_LABELS: Record<string, string> = {
  supplements: '补充',
  urges: '催办',
  withdrawal: '撤回',
  evaluation: '评价'
}

/** Names of fields, `outer.inner` where the name means something else there; a field without one is shown by its own. */
export const FIELD_LABELS: Record<string, string> = {
  ticketNo: '本系统编号',
  kind: '诉求类型',
  categoryCode: '问题分类',
  title: '标题',
  content: '内容',
  regionCode: '行政区划',
  occurredAt: '发生时间',
  place: '地点',
  respondent: '被举报/被投诉对象',
  'respondent.kind': '对象类型',
  claims: '请求',
  amountInvolved: '涉及金额(元)',
  contract: '合同',
  interest: '利害关系',
  priorHandling: '其他途径',
  requester: '诉求人',
  urgency: '紧急程度',
  flags: '标记',
  route: '办理去向',
  attachments: '附件',
  linked: '关联工单',
  provenance: '字段来源',
  channel: '渠道',
  consent: '告知同意',
  submittedAt: '提交时间',
  name: '名称',
  phone: '电话',
  address: '地址',
  anonymous: '匿名',
  confidential: '保密',
  wantsReply: '需要回复',
  notProvided: '未提供',
  text: '文字',
  start: '起',
  end: '止',
  precision: '精度',
  type: '类别',
  amount: '金额',
  person: '涉事人员',
  plateNo: '车牌',
  licenceNo: '证号',
  body: '机构',
  unit: '单位',
  relation: '关系',
  at: '时间',
  reason: '理由',
  comment: '意见',
  contacted: '已联系',
  resolved: '已解决',
  satisfaction: '满意度',
  reopen: '重新办理',
  orderNo: '订单号',
  peopleCount: '人数',
  endDate: '结束日期',
  uscc: '统一社会信用代码'
}
