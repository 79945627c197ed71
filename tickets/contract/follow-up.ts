// What can be said about a work order after it was filed.
import { z } from 'zod'
import { ATTACHMENTS_MAX, attachmentSchema } from './attachment.ts'
import { boundedText, instant } from './text.ts'

export const supplementSchema = z.strictObject({
  text: boundedText(1, 2000),
  attachments: z.array(attachmentSchema).max(ATTACHMENTS_MAX).optional(),
  at: instant
})
export type Supplement = z.infer<typeof supplementSchema>

/** 催办 */
export const urgeSchema = z.strictObject({ text: boundedText(0, 500).optional(), at: instant.optional() })
export type Urge = z.infer<typeof urgeSchema>

export const withdrawalSchema = z.strictObject({ reason: boundedText(0, 500).optional(), at: instant.optional() })
export type Withdrawal = z.infer<typeof withdrawalSchema>

/** 回访评价 */
export const evaluationSchema = z.strictObject({
  /** False: nobody got in touch though the order was closed. */
  contacted: z.boolean(),
  resolved: z.boolean(),
  satisfaction: z.int().min(1).max(5).optional(),
  comment: boundedText(0, 500).optional(),
  reopen: z.boolean().optional().meta({ default: false }),
  at: instant
})
export type Evaluation = z.infer<typeof evaluationSchema>
