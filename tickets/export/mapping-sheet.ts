// Which columns a file has: an editable sheet in mapping/*.yaml, because the national platform's format is not public.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'
import { KINDS } from '../contract/index.ts'
import { RECORD_FIELDS } from './record-fields.ts'

export const DEFAULT_MAPPING = 'national-platform'
const FOLDER = path.join(projectRoot, 'tickets', 'export', 'mapping')

const columnSchema = z.strictObject({
  header: z.string().min(1).max(100),
  field: z.enum(RECORD_FIELDS),
  type: z.enum(['text', 'number', 'datetime', 'date', 'boolean']),
  codes: z.record(z.string(), z.string()).optional(),
  width: z.number().min(1).max(255).optional()
})

const mappingSchema = z
  .strictObject({
    name: z.string().min(1),
    /** Name of the sheet in a workbook. */
    sheet: z.string().regex(/^[^[\]:*?/\\]{1,31}$/),
    /** Only tickets of these kinds; all where it is not given. */
    kinds: z.array(z.enum(KINDS)).min(1).optional(),
    columns: z.array(columnSchema).min(1)
  })
  .refine(({ columns }) => new Set(columns.map(({ header }) => header)).size === columns.length, {
    message: 'a header stands twice',
    path: ['columns']
  })

export type Column = z.infer<typeof columnSchema>
export type MappingSheet = z.infer<typeof mappingSchema> & {
  /** Of the file's bytes. */
  sha256: string
}

/**
 * The sheet of this name (mapping/<name>.yaml), or the file at this path where it ends in .yaml.
 * Throws MAPPING_INVALID, whose detail names the file and the first thing wrong.
 */
export function loadMapping(nameOrFile: string = DEFAULT_MAPPING): MappingSheet {
  const file = /\.ya?ml$/.test(nameOrFile) ? path.resolve(nameOrFile) : path.join(FOLDER, `${nameOrFile}.yaml`)
  const shown = path.basename(file)
  if (!/^[\w.-]+$/.test(path.basename(nameOrFile)) || !existsSync(file)) {
    const known = readdirSync(FOLDER).map(name => name.replace(/\.yaml$/, ''))
    throw new AppError('MAPPING_INVALID', { detail: `there is no ${shown}; known sheets: ${known.join(', ')}` })
  }
  const text = readFileSync(file, 'utf8')
  let content: unknown
  try {
    content = parse(text)
  } catch (cause) {
    throw new AppError('MAPPING_INVALID', { cause, detail: `${shown} is not YAML` })
  }
  const parsed = mappingSchema.safeParse(content)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AppError('MAPPING_INVALID', {
      cause: parsed.error,
      detail: `${shown}: ${issue?.path.join('.')} ${issue?.message}`
    })
  }
  return { ...parsed.data, sha256: createHash('sha256').update(text).digest('hex') }
}
