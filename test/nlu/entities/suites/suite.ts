// Reads the hand-written suites and scores the extractors on them.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../../../core/paths.ts'
import type { Entity, EntityType } from '../../../../nlu/understanding.ts'
import { entitiesOf } from '../reading.ts'

export interface SuiteLine {
  text: string
  /** Values as written; empty where none is wanted. */
  wanted: string[]
  /** `times.txt:12` */
  where: string
}

/** Lines of a suite: text, tab, values divided by " ; ", or "-" for none. */
export function suiteLines(name: string): SuiteLine[] {
  const file = path.join(projectRoot, 'test', 'nlu', 'entities', 'suites', name)
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '' || line.startsWith('#')) return []
      const [text = '', gold = ''] = line.split('\t')
      if (gold === '') throw new Error(`${name}:${i + 1} has no value`)
      return [{ text, wanted: gold.trim() === '-' ? [] : gold.split(' ; '), where: `${name}:${i + 1}` }]
    })
}

export interface SuiteScore {
  /** Wanted values. */
  wanted: number
  found: number
  right: number
  /** Texts whose values are exactly those wanted. */
  linesRight: number
  lines: number
  /** `times.txt:12 text: wanted …, got …` */
  misses: string[]
}

/** Reads each text alone and pairs what is found with what is wanted, each at most once. */
export function scoreSuite<T extends EntityType>(
  name: string,
  type: T,
  isRight: (entity: Extract<Entity, { type: T }>, wanted: string) => boolean,
  takes: (line: SuiteLine) => boolean = () => true
): SuiteScore {
  const score: SuiteScore = { wanted: 0, found: 0, right: 0, linesRight: 0, lines: 0, misses: [] }
  for (const line of suiteLines(name).filter(takes)) {
    const found = entitiesOf(type, line.text)
    const pool = [...found]
    let right = 0
    for (const wanted of line.wanted) {
      const at = pool.findIndex(entity => isRight(entity, wanted))
      if (at < 0) continue
      pool.splice(at, 1)
      right++
    }
    score.lines++
    score.wanted += line.wanted.length
    score.found += found.length
    score.right += right
    if (right === line.wanted.length && pool.length === 0) score.linesRight++
    else
      score.misses.push(
        `${line.where} ${line.text}: wanted ${line.wanted.join(' ; ') || '-'}, got ${found.map(({ text, value }) => `「${text}」${JSON.stringify(value)}`).join(' ') || '-'}`
      )
  }
  return score
}

export const recall = ({ right, wanted }: SuiteScore): number => right / wanted
export const precision = ({ right, found }: SuiteScore): number => right / found
export const f1 = ({ right, wanted, found }: SuiteScore): number => (2 * right) / (wanted + found)
