// What the intake answers and tells. Objects are open here: a newer intake may say more than we read.
import { z } from 'zod'
import { statusSchema } from './status.ts'
import { boundedText, instant } from './text.ts'

export const problemSchema = z.looseObject({
  type: z.string().optional(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.looseObject({ field: z.string(), code: z.string().optional(), message: z.string() })).optional()
})
export type Problem = z.infer<typeof problemSchema>

export const receiptSchema = z.looseObject({
  workOrderNo: z.string(),
  ticketNo: z.string(),
  status: statusSchema,
  receivedAt: instant,
  dueAt: instant.optional()
})
export type Receipt = z.infer<typeof receiptSchema>

export const statusEventSchema = z.looseObject({
  eventId: z.string(),
  /** Orders the events of one work order. */
  seq: z.int().min(1),
  workOrderNo: z.string(),
  ticketNo: z.string(),
  status: statusSchema,
  at: instant,
  department: z.string().optional(),
  /** What the citizen may be told. */
  message: boundedText(0, 2000).optional(),
  reason: z.string().optional(),
  dueAt: instant.optional()
})
export type StatusEvent = z.infer<typeof statusEventSchema>

export const changesSchema = z.looseObject({ events: z.array(statusEventSchema), cursor: z.string() })
export type Changes = z.infer<typeof changesSchema>

export const workOrderStateSchema = z.looseObject({
  workOrderNo: z.string(),
  ticketNo: z.string(),
  status: statusSchema,
  dueAt: instant.optional(),
  department: z.string().optional(),
  events: z.array(statusEventSchema)
})
export type WorkOrderState = z.infer<typeof workOrderStateSchema>

export const uploadedSchema = z.looseObject({ attachmentId: z.string() })
