// `npm run -s kb -- calibrate`: learns meaning, order and decision anew after articles, lexicons or lists have changed.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Document, visit } from 'yaml'
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

/** All numbers of a value to four digits. */
const rounded = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === 'number' ? Number(inner.toPrecision(4)) : inner)))

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
  const { order, decision } = rounded({ order: measured.order, decision: measured.decision })
  const numbers = new Document({ order, decision, answerAt, clarifyAt })
  visit(numbers, {
    Seq(_, list) {
      list.flow = true
    }
  })
  saveMeaning(measured.meaning)
  writeFileSync(rankingFile, `${head.join('\n')}\n${numbers.toString({ lineWidth: 0 })}`)
  return measured
}
