// One line of `npm run -s nlu -- parse` and one body of POST /api/nlu/parse (CONTRACT.md section 4).
import { z } from 'zod'
import { AppError, toAppError } from '../core/errors.ts'
import type { Understand } from './understand.ts'
import type { Understanding } from './understanding.ts'

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  text: z.string(),
  now: z.iso.datetime({ offset: true }).optional()
})

/** What the contract promises of an understanding, and no more. */
export type ParseAnswer =
  | (Pick<Understanding, 'intents' | 'kinds' | 'category' | 'emergency' | 'inScope' | 'entities'> & {
      id?: string | number
    })
  | { error: { code: string; message: string } }

export interface ParseDefaults {
  /** Used where a line carries no `now`. */
  now: () => Date
  offsetMinutes: number
  regionCode?: string
}

/** Minutes east of UTC that an ISO 8601 instant is written in; null for "Z" and for none. */
function offsetOf(iso: string | undefined): number | null {
  const parts = /([+-])(\d\d):?(\d\d)$/.exec(iso ?? '')
  if (!parts) return null
  const minutes = Number(parts[2]) * 60 + Number(parts[3])
  return parts[1] === '-' ? -minutes : minutes
}

function readLine(line: string): z.infer<typeof lineSchema> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new AppError('NLU_BAD_LINE', { cause, detail: 'not JSON' })
  }
  const parsed = lineSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AppError('NLU_BAD_LINE', { detail: `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'not valid'}` })
}

/** Answers one JSON line; a line that can't be read gives an error object in its place, never an exception. */
export function parseLine(understand: Understand, line: string, defaults: ParseDefaults): ParseAnswer {
  try {
    const { id, text, now } = readLine(line)
    const { intents, kinds, category, emergency, inScope, entities } = understand(text, {
      now: now ? new Date(now) : defaults.now(),
      offsetMinutes: offsetOf(now) ?? defaults.offsetMinutes,
      ...(defaults.regionCode ? { regionCode: defaults.regionCode } : {})
    })
    return { ...(id === undefined ? {} : { id }), intents, kinds, category, emergency, inScope, entities }
  } catch (error) {
    const { code, message } = toAppError(error)
    return { error: { code, message } }
  }
}
