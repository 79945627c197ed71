// `npm run bench -- nlu`: understanding beside the libraries of the field, in one run on one machine.
import { cpus } from 'node:os'
import { createUnderstand } from '../../../nlu/index.ts'
import { requireRivals } from '../rivals.ts'
import { compareClassifiers } from './classifiers.ts'
import { compareExtractors } from './extractors.ts'

const print = (line = '') => process.stdout.write(`${line}\n`)
const share = (value: number) => value.toFixed(3).padStart(10)
const ms = (value: number) => `${value.toFixed(2)} ms`.padStart(12)

/** Prints both tables; installs the rivals first where they are not there. */
export async function printComparison(): Promise<boolean> {
  const require = requireRivals()
  print(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, one thread`)
  print('\nvalues on test/nlu/entities/suites (ours: time of the whole understanding)')
  print(
    `  ${'suite'.padEnd(15)}${'reader'.padEnd(30)}${'wanted'.padStart(7)}${'recall'.padStart(10)}${'precision'.padStart(10)}${'a phrase'.padStart(12)}${'1,200 chars'.padStart(12)}`
  )
  for (const row of compareExtractors(require, createUnderstand()))
    print(
      `  ${row.suite.padEnd(15)}${row.name.padEnd(30)}${String(row.wanted).padStart(7)}${share(row.recall)}${share(row.precision)}${ms(row.medianMs)}${ms(row.letterMs)}`
    )
  print('\nintents: trained on nlu/data/train, judged by nlu/data/held-out; nlp.js is too slow for all sentences')
  print(
    `  ${'classifier'.padEnd(30)}${'trained on'.padStart(12)}${'accuracy'.padStart(10)}${'median'.padStart(12)}${'p95'.padStart(12)}${'training'.padStart(12)}`
  )
  for (const row of await compareClassifiers(require))
    print(
      `  ${row.name.padEnd(30)}${String(row.trainedOn).padStart(12)}${share(row.accuracy)}${ms(row.medianMs)}${ms(row.p95Ms)}${`${row.trainSeconds.toFixed(1)} s`.padStart(12)}`
    )
  return true
}
