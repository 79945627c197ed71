// `npm run -s kb -- calibrate`: learns the decision anew after articles, lexicons or lists have changed.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { projectRoot } from '../core/paths.ts'
import { loadArticles } from './article/load-articles.ts'
import { readTestQuestions } from './evaluate.ts'
import { type Calibration, calibrate } from './search/calibrate.ts'
import { loadNotOurs } from './search/not-ours.ts'
import { loadRanking, rankingFile } from './search/ranking.ts'

const dataFile = (name: string) => readFileSync(path.join(projectRoot, 'kb', 'data', name), 'utf8')

/** Writes kb/data/ranking.yaml (its thresholds stay) and gives what was measured. */
export function calibrateSearch(): Calibration {
  const unanswerable = dataFile('unanswerable.txt')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  const regression = readTestQuestions(dataFile('regression.jsonl')).map(({ question, article }) => ({
    question,
    wanted: article === null ? [] : [article].flat()
  }))
  const current = loadRanking()
  const measured = calibrate(loadArticles(), loadNotOurs(), unanswerable, regression, current)
  const head = readFileSync(rankingFile, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('#'))
  const decision = Object.fromEntries(
    Object.entries(measured.decision).map(([name, value]) => [name, Math.round(value * 1000) / 1000])
  )
  const { answerAt, clarifyAt } = current
  writeFileSync(rankingFile, `${head.join('\n')}\n${stringify({ decision, answerAt, clarifyAt })}`)
  return measured
}
