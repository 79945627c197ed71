// Every sentence that the bot says, by its id. An editor changes words in the yaml files beside this one, never code.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

export type Values = Readonly<Record<string, string>>

export interface Replies {
  /**
   * The sentence `id` with its blanks filled. Where it has several variants, `nth` (0, 1, 2 …: how often it was said in
   * this conversation) picks one, so that the bot does not parrot and a replay says the same.
   * Throws REPLY_UNKNOWN, REPLY_VARIABLE_MISSING.
   */
  say(id: string, values?: Values, nth?: number): string
  has(id: string): boolean
  /** All ids, in the order of the files. */
  ids(): string[]
  variants(id: string): readonly string[]
}

const BLANK = /\{(\w+)\}/g

function load(folder: string, language: string): Map<string, string[]> {
  const table = new Map<string, string[]>()
  const files = readdirSync(folder).filter(name => name.startsWith(language) && name.endsWith('.yaml'))
  for (const name of files.sort()) {
    const content: unknown = parse(readFileSync(path.join(folder, name), 'utf8'))
    for (const [id, text] of Object.entries(content as Record<string, unknown>)) {
      const variants = (Array.isArray(text) ? text : [text]).map(String)
      if (table.has(id)) throw new AppError('REPLY_UNKNOWN', { detail: `${id} stands twice (${name})` })
      table.set(
        id,
        variants.map(variant => variant.trim())
      )
    }
  }
  return table
}

/** Reads the replies of a language from dialogs/replies/<language>*.yaml. */
export function loadReplies(language = 'zh-CN'): Replies {
  const table = load(path.join(projectRoot, 'dialogs', 'replies'), language)
  const variants = (id: string): readonly string[] => {
    const found = table.get(id)
    if (!found) throw new AppError('REPLY_UNKNOWN', { detail: id })
    return found
  }
  return {
    variants,
    has: id => table.has(id),
    ids: () => [...table.keys()],
    say(id, values = {}, nth = 0) {
      const all = variants(id)
      const text = all[nth % all.length] ?? ''
      return text.replace(BLANK, (_, name: string) => {
        const value = values[name]
        if (value === undefined) throw new AppError('REPLY_VARIABLE_MISSING', { detail: `${id} {${name}}` })
        return value
      })
    }
  }
}
