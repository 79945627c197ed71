import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

const days = z.int().min(1).nullable()
const ruleSchema = z.strictObject({ days, basis: z.string().min(1) })
const keepSchema = z.strictObject({ minDays: days, basis: z.string().min(1) })

const scheduleSchema = z.strictObject({
  /** Half-told matters: the state of a conversation. */
  drafts: ruleSchema,
  /** Conversations without a ticket. */
  transcripts: ruleSchema,
  /** What citizens asked, masked, whether or not their conversation stays. */
  questions: ruleSchema,
  /** Files that were sent and went with no ticket; those that were taken back go with the next run. */
  files: ruleSchema,
  attempts: ruleSchema,
  /** Ended tickets with their identity. */
  tickets: ruleSchema,
  /** What the law keeps though the person wants it erased; counted from the end of handling. */
  keep: z.strictObject({ complaint: keepSchema, other: keepSchema })
})

export type RetentionSchedule = z.infer<typeof scheduleSchema>

const FILE = path.join(projectRoot, 'tickets', 'privacy', 'retention.yaml')

/**
 * The schedule that an editor keeps in retention.yaml. Throws RETENTION_INVALID, also where tickets would go before the law
 * lets them.
 */
export function loadRetention(text: string = readFileSync(FILE, 'utf8')): RetentionSchedule {
  let content: unknown
  try {
    content = parse(text)
  } catch (cause) {
    throw new AppError('RETENTION_INVALID', { cause, detail: 'retention.yaml is not YAML' })
  }
  const parsed = scheduleSchema.safeParse(content)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AppError('RETENTION_INVALID', { detail: `${issue?.path.join('.')}: ${issue?.message}` })
  }
  const { tickets, keep } = parsed.data
  if (tickets.days !== null && keep.complaint.minDays !== null && tickets.days < keep.complaint.minDays) {
    throw new AppError('RETENTION_INVALID', {
      detail: `tickets.days is ${tickets.days}, but complaints are kept ${keep.complaint.minDays} days by law`
    })
  }
  return parsed.data
}
