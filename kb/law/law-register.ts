// Which laws may be cited: names, validity and number of articles, without their texts (kb/law-register.yaml).
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

const entrySchema = z.strictObject({
  name: z.string(),
  aliases: z.array(z.string()).default([]),
  kind: z.string(),
  /** Day the edition came into force; empty where the source does not say. */
  effective: z.union([z.iso.date(), z.literal('')]),
  current: z.union([z.boolean(), z.literal('unknown')]),
  articles: z.number().int().positive()
})
export type RegisteredLaw = z.infer<typeof entrySchema>

/** @throws AppError KB_BAD_ARTICLE naming the field */
export function loadLawRegister(): RegisteredLaw[] {
  const file = path.join(projectRoot, 'kb', 'law-register.yaml')
  const parsed = z.array(entrySchema).safeParse(parse(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AppError('KB_BAD_ARTICLE', { detail: `law-register.yaml: ${issue?.path.join('.')}: ${issue?.message}` })
}
