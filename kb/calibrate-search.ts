// `npm run -s kb -- calibrate`: learns meaning, order and decision anew after articles, lexicons or lists have changed.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { projectRoot } from '../core/paths.ts'
import { loadArticles } from './article/load-articles.ts'
import { readTestQuestions } from './evaluate.ts'
import { type Calibration, calibrate } from './search/calibrate.ts'
import { saveMeaning } from './search/meaning.ts'
import { loadNotOurs } from './search/not-ours.ts'
import { loadRanking, rankingFile } from './search/ranking.ts'

const dataFile = (name: string) => readFileSync(path.join(projectRoot, 'kb', 'data', name), 'utf8')

const listedQuestions = (name: string) =>
  readTestQuestions(dataFile(name)).map(({ question, article }) => ({
    question,
    wanted: article === null ? [] : [article].flat()
  }))

const rounded = (numbers: Record<string, number>) =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Math.round(value * 1000) / 1000]))

/** Writes kb/data/meaning.bin and ranking.yaml (its thresholds stay) and gives what was measured. Never reads the held-out questions. */
export function calibrateSearch(): Calibration {
  const current = loadRanking()
  const unanswerable = dataFile('unanswerable.txt')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  const listed = ['regression.jsonl', 'development.jsonl', 'tuning.jsonl'].flatMap(listedQuestions)
  const measured = calibrate({ articles: loadArticles(), notOurs: loadNotOurs(), unanswerable, listed })
  const head = readFileSync(rankingFile, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('#'))
  const { answerAt, clarifyAt } = current
  const numbers = { order: rounded(measured.order), decision: rounded(measured.decision), answerAt, clarifyAt }
  saveMeaning(measured.meaning)
  writeFileSync(rankingFile, `${head.join('\n')}\n${stringify(numbers)}`)
  return measured
}
