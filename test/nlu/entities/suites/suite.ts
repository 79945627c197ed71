// Scores the extractors on the hand-written suites.

import type { Entity, EntityType } from '../../../../nlu/understanding.ts'
import { type SuiteLine, suiteLines } from '../../../../scripts/bench/understanding/suite-values.ts'
import { entitiesOf } from '../reading.ts'

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
