// The points of a comparison in words, for whoever decides whether two tickets stay together.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { projectRoot } from '../../core/paths.ts'
import type { Reason } from './reasons.ts'

const wordsSchema = z.record(z.string(), z.record(z.string(), z.string()))
const words = wordsSchema.parse(
  parse(readFileSync(path.join(projectRoot, 'tickets', 'duplicates', 'reason-words.yaml'), 'utf8'))
)

/** Ids `feature.finding` that have words. */
export const explainedFindings = (): string[] =>
  Object.entries(words).flatMap(([feature, findings]) => Object.keys(findings).map(finding => `${feature}.${finding}`))

/** One line for each reason, the weightiest first: `对象名称相同(+4)`. */
export function explain(reasons: readonly Reason[]): string[] {
  return [...reasons]
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .map(({ feature, finding, points }) => {
      const text = words[feature]?.[finding] ?? `${feature} ${finding}`
      return `${text}(${points > 0 ? '+' : ''}${points})`
    })
}
