import { z } from 'zod'

/** States of a work order at the intake; `submitted` is the first. Ours before that is `queued`. */
export const STATUSES = [
  'submitted',
  'need_more',
  'not_accepted',
  'accepted',
  'dispatched',
  'in_progress',
  'delayed',
  'returned',
  'merged',
  'replied',
  'follow_up',
  'closed',
  'reopened',
  'withdrawn'
] as const

export const statusSchema = z.enum(STATUSES)
export type Status = z.infer<typeof statusSchema>

/** States after which nothing more happens unless the intake says so (DOMAIN.md section 4). */
export const ENDED_STATUSES: readonly Status[] = ['not_accepted', 'merged', 'closed', 'withdrawn']
