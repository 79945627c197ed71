// `npm run eval`: judges understanding and the knowledge base by data nothing was trained on; exit 1 below a threshold.
// `--misses` lists every wrong decision; `--report FILE` writes a Markdown report as well.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { projectRoot } from '../core/paths.ts'
import { evaluateKnowledge } from '../kb/index.ts'
import { createUnderstand, evaluateUnderstanding, type Figure, type UnderstandingEvaluation } from '../nlu/index.ts'

const boundSchema = z.object({ min: z.number().optional(), max: z.number().optional() })
const thresholdsSchema = z.record(z.string(), boundSchema)

const percent = (value: number | null) => (value === null ? '-' : `${(100 * value).toFixed(1)} %`)

function readThresholds(): z.infer<typeof thresholdsSchema> {
  const file = path.join(projectRoot, 'nlu', 'data', 'thresholds.yaml')
  const parsed = thresholdsSchema.safeParse(parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new AppError('NLU_DATA_INVALID', { detail: 'thresholds.yaml', cause: parsed.error })
  return parsed.data
}

/** One table row for each figure; false where a bound is broken. */
function printFigures(
  title: string,
  figures: readonly Figure[],
  thresholds: z.infer<typeof thresholdsSchema>
): boolean {
  let good = true
  const rows = figures.map(({ name, value, of }) => {
    const { min, max } = thresholds[name] ?? {}
    const met = value === null || ((min === undefined || value >= min) && (max === undefined || value <= max))
    if (!met) good = false
    const bound = [min === undefined ? '' : `≥ ${percent(min)}`, max === undefined ? '' : `≤ ${percent(max)}`]
      .join(' ')
      .trim()
    return `  ${name.padEnd(26)}${percent(value).padStart(9)}  of ${String(of).padStart(5)}   ${bound.padEnd(12)}${met ? '' : ' NOT MET'}`
  })
  process.stdout.write(`${title}\n${rows.join('\n')}\n`)
  return good
}

function printReliability(bins: UnderstandingEvaluation['reliability']): void {
  const rows = bins.map(
    bin =>
      `  ${bin.from.toFixed(2)}–${bin.to.toFixed(2)}${String(bin.sentences).padStart(8)}${percent(bin.meanConfidence).padStart(12)}${percent(bin.accuracy).padStart(12)}`
  )
  process.stdout.write(
    `reliability of the top intent\n  confidence  sentences   said so     was so\n${rows.join('\n')}\n`
  )
}

/** Figures, reliability and the tables of the evaluation as one Markdown page. */
function writeReport(file: string, figures: readonly Figure[], evaluation: UnderstandingEvaluation): void {
  const rows = figures.map(({ name, value, of }) => `| ${name} | ${percent(value)} | ${of} |`)
  const bins = evaluation.reliability.map(
    bin =>
      `| ${bin.from.toFixed(2)}–${bin.to.toFixed(2)} | ${bin.sentences} | ${percent(bin.meanConfidence)} | ${percent(bin.accuracy)} |`
  )
  const page = [
    '# Evaluation on held-out data',
    '',
    '| figure | value | of |',
    '| --- | --- | --- |',
    ...rows,
    '',
    '## Calibration of the top intent',
    '',
    '| confidence | sentences | said so | was so |',
    '| --- | --- | --- | --- |',
    ...bins,
    '',
    evaluation.report
  ]
  writeFileSync(file, page.join('\n'))
}

/** The value of `--report`, or null where it is not asked for. */
function reportFile(): string | null {
  const at = process.argv.indexOf('--report')
  if (at < 0) return null
  const file = process.argv[at + 1]
  if (!file) {
    process.stderr.write('--report needs the name of a file\n')
    process.exit(2)
  }
  return file
}

const thresholds = readThresholds()
const report = reportFile()
const understanding = evaluateUnderstanding(createUnderstand())
let good = printFigures('understanding', understanding.figures, thresholds)
printReliability(understanding.reliability)
if (understanding.duplicates.length > 0) {
  good = false
  process.stdout.write(
    `sentences that stand twice, or in train and held-out:\n  ${understanding.duplicates.join('\n  ')}\n`
  )
}
if (understanding.unheardWords.length > 0) {
  good = false
  process.stdout.write(
    `words of classes that are read otherwise, and so never found:\n  ${understanding.unheardWords.join('\n  ')}\n`
  )
}
if (process.argv.includes('--misses'))
  for (const { where, what, wanted, got, text } of understanding.misses)
    process.stdout.write(`${where} ${what}: ${wanted}, got ${got}: ${text}\n`)

const knowledge = evaluateKnowledge()
good = printFigures('knowledge base', knowledge.figures, thresholds) && good
if (report) writeReport(report, [...understanding.figures, ...knowledge.figures], understanding)
process.exitCode = good ? 0 : 1
