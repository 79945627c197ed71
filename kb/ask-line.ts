// One line of `npm run -s kb -- ask` and one body of POST /api/kb/ask (CONTRACT.md section 5).
import { z } from 'zod'
import { AppError, toAppError } from '../core/errors.ts'
import type { Knowledge, KnowledgeAnswer } from './answer.ts'
import type { Rerank } from './embedding/rerank.ts'

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  question: z.string(),
  region: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  topic: z.string().nullish()
})

export type LineAnswer =
  | (KnowledgeAnswer & { id?: string | number })
  | { id?: string | number; error: { code: string; message: string } }

export interface AskDefaults {
  now: () => Date
  /** Used where a line names no region. */
  regionCode?: string
  rerank?: Rerank | null
}

/** Answers one JSON line; a line that can't be read gives an error object in its place, never an exception. */
export async function askLine(
  knowledge: Knowledge,
  line: string,
  { now, regionCode, rerank }: AskDefaults
): Promise<LineAnswer> {
  try {
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (cause) {
      throw new AppError('KB_BAD_LINE', { cause, detail: 'not JSON' })
    }
    const parsed = lineSchema.safeParse(value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new AppError('KB_BAD_LINE', {
        detail: `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'not valid'}`
      })
    }
    const { id, question, region = regionCode, topic } = parsed.data
    const answer = knowledge.ask(question, {
      now: now(),
      topic: topic ?? null,
      ...(region ? { regionCode: region } : {})
    })
    return { ...(id === undefined ? {} : { id }), ...(rerank ? await rerank(question, answer) : answer) }
  } catch (error) {
    const { code, message } = toAppError(error)
    return { error: { code, message } }
  }
}
