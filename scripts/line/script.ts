import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

/** A citizen with something to tell: how it begins, and what is answered when asked. */
const scriptSchema = z.strictObject({
  title: z.string(),
  /** Several are sent one after the other without waiting. */
  opening: z.union([z.string(), z.array(z.string()).min(1)]),
  /** By the path in channelData.hotline.asks; `*` answers any other question. */
  facts: z.record(z.string(), z.string()),
  /** Said in this order when the bot asks nothing. */
  next: z.array(z.string()).default([]),
  /** Kinds of the work orders that have to lie at the intake in the end. */
  orders: z.array(z.enum(['report', 'complaint', 'inquiry', 'assistance', 'suggestion']))
})

export type Script = z.infer<typeof scriptSchema>

/** The hand-written conversations of scripts/demo, by file name. */
export function loadScripts(): Script[] {
  const folder = path.join(projectRoot, 'scripts', 'demo')
  const files = readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .sort()
  return files.map(file => {
    const parsed = scriptSchema.safeParse(parse(readFileSync(path.join(folder, file), 'utf8')))
    if (!parsed.success) throw new AppError('MALFORMED', { detail: `scripts/demo/${file}`, cause: parsed.error })
    return parsed.data
  })
}

/** What the citizen knows about `asks`: the path itself, a path above it, one below it, or what is said to anything else. */
export function factFor(facts: Script['facts'], asks: string): string | null {
  for (let found = asks; found !== ''; found = found.slice(0, Math.max(0, found.lastIndexOf('.')))) {
    const fact = facts[found]
    if (fact !== undefined) return fact
  }
  const below = Object.keys(facts).find(known => known.startsWith(`${asks}.`))
  return facts[below ?? '*'] ?? null
}
