// components.schemas.WorkOrder of openapi.yaml; its rules in words stand in work-order-rules.ts.
import { z } from 'zod'
import { ATTACHMENTS_MAX, attachmentSchema } from './attachment.ts'
import { respondentSchema } from './respondent.ts'
import { boundedText, instant } from './text.ts'

/** 举报, 旅游投诉, 咨询, 求助, 意见建议 */
export const KINDS = ['report', 'complaint', 'inquiry', 'assistance', 'suggestion'] as const
export type Kind = (typeof KINDS)[number]

export const TICKET_NO = /^WL[0-9]{14}$/

/** Mobile, landline (with extension), or a foreign number in E.164. */
export const REQUESTER_PHONE = /^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|\+[1-9][0-9]{6,14})$/

/** CNY, to the fen. */
const yuan = z.number().min(0).multipleOf(0.01)

export const timeSpanSchema = z.strictObject({
  /** The citizen's own words. */
  text: z.string(),
  /** Half-open: the first instant meant, and the first no longer meant. */
  start: instant,
  end: instant,
  precision: z.enum(['minute', 'hour', 'part_of_day', 'day', 'week', 'month', 'year', 'range'])
})

export const claimSchema = z.strictObject({
  type: z.enum([
    'refund',
    'compensation',
    'apology',
    'exchange',
    'performance',
    'penalty',
    'rectification',
    'answer',
    'other'
  ]),
  amount: yuan.optional(),
  text: boundedText(0, 200).optional()
})

export const requesterSchema = z.strictObject({
  anonymous: z.boolean(),
  confidential: z.boolean(),
  wantsReply: z.boolean(),
  name: boundedText(1, 30).optional(),
  address: boundedText(0, 200).optional(),
  phone: z.string().regex(REQUESTER_PHONE).optional(),
  /** Paths of fields that the citizen was asked for and chose not to give. */
  notProvided: z.array(z.string()).optional()
})

const FLAGS = [
  'minor',
  'safety',
  'group',
  'elderly',
  'disability',
  'media_attention',
  'time_barred',
  'maybe_inadmissible',
  'incomplete'
] as const

/** Who handles it: 综合执法机构, 旅游投诉受理机构, 指定机构, 其他部门 */
export const ROUTE_BODIES = ['enforcement', 'tourism_complaint', 'designated_unit', 'other_authority'] as const

export const routeSchema = z.strictObject({ body: z.enum(ROUTE_BODIES), unit: z.string().optional() })
export type Route = z.infer<typeof routeSchema>

export const linkSchema = z.strictObject({
  ticketNo: z.string(),
  relation: z.enum(['split_of', 'duplicate_of', 'follow_up_of'])
})
export type TicketLink = z.infer<typeof linkSchema>

export const provenanceSchema = z.strictObject({
  /** A path such as respondent.name. */
  field: z.string(),
  source: z.enum(['said', 'chosen', 'inferred', 'default', 'agent']),
  /** The citizen's turn, from 1, and UTF-16 offsets in its text. */
  turn: z.int().min(1).optional(),
  start: z.int().min(0).optional(),
  end: z.int().min(0).optional(),
  confidence: z.number().min(0).max(1).optional()
})

/** The form alone, without the rules in words. */
export const workOrderShape = z.strictObject({
  ticketNo: z.string().regex(TICKET_NO),
  kind: z.enum(KINDS),
  categoryCode: z.string().regex(/^WL[0-9]{6}$/),
  title: boundedText(4, 50),
  content: boundedText(10, 2000),
  /** GB/T 2260 */
  regionCode: z.string().regex(/^[0-9]{6}$/),
  occurredAt: timeSpanSchema.optional(),
  place: z
    .strictObject({
      text: boundedText(2, 200),
      longitude: z.number().optional(),
      latitude: z.number().optional(),
      datum: z.enum(['WGS84', 'GCJ02']).optional()
    })
    .optional(),
  respondent: respondentSchema.optional(),
  /** 投诉请求 */
  claims: z.array(claimSchema).optional(),
  amountInvolved: yuan.optional(),
  contract: z
    .strictObject({
      orderNo: z.string().optional(),
      peopleCount: z.int().min(1).optional(),
      endDate: z.iso.date().optional()
    })
    .optional(),
  interest: z.enum(['self', 'representative']).optional(),
  priorHandling: z.array(z.enum(['none', 'court', 'arbitration', 'mediation', 'other_department'])).optional(),
  requester: requesterSchema,
  urgency: z.enum(['normal', 'urgent', 'critical']),
  flags: z
    .array(z.enum(FLAGS))
    .refine(flags => new Set(flags).size === flags.length, 'must not repeat a flag')
    .meta({ uniqueItems: true })
    .optional(),
  route: routeSchema,
  attachments: z.array(attachmentSchema).max(ATTACHMENTS_MAX).optional(),
  linked: z.array(linkSchema).optional(),
  provenance: z.array(provenanceSchema).optional(),
  channel: z.enum(['web', 'wechat_mini_program', 'wechat_official', 'bot_framework', 'agent']),
  consent: z.strictObject({ noticeVersion: z.string(), at: instant }),
  submittedAt: instant
})

export type WorkOrder = z.infer<typeof workOrderShape>
