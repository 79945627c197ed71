// A folder with the texts of laws that an operator has: index.json and one JSON file a law. The project holds none.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { RegisteredLaw } from './law-register.ts'

const lawSchema = z.object({
  title: z.string(),
  short: z.string(),
  kind: z.string(),
  effective: z.string(),
  current: z.union([z.boolean(), z.literal('unknown')]),
  articles: z.array(z.object({ n: z.number().int(), no: z.string(), text: z.string() }))
})
const indexSchema = z.array(z.object({ file: z.string(), aliases: z.array(z.string()).nullish() }))

/** A law with the text of each article. */
export interface CorpusLaw extends RegisteredLaw {
  title: string
  texts: ReadonlyMap<number, string>
}

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new AppError('KB_BAD_ARTICLE', { detail: `law corpus: ${path.basename(file)} cannot be read`, cause })
  }
}

/**
 * Reads a corpus folder.
 * @throws AppError KB_BAD_ARTICLE naming the file
 */
export function loadLawCorpus(folder: string): CorpusLaw[] {
  const index = indexSchema.safeParse(readJson(path.join(folder, 'index.json')))
  if (!index.success) throw new AppError('KB_BAD_ARTICLE', { detail: 'law corpus: index.json', cause: index.error })
  return index.data.map(({ file, aliases }) => {
    const law = lawSchema.safeParse(readJson(path.join(folder, file)))
    if (!law.success) throw new AppError('KB_BAD_ARTICLE', { detail: `law corpus: ${file}`, cause: law.error })
    const { short, title, kind, effective, current, articles } = law.data
    return {
      name: short,
      title,
      aliases: [...(aliases ?? []), title],
      kind,
      effective,
      current,
      articles: articles.length,
      texts: new Map(articles.map(({ n, text }) => [n, text]))
    }
  })
}
