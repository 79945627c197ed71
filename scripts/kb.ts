// `npm run -s kb -- …`: the knowledge base from the command line (CONTRACT.md section 5, docs/editors.md).
import os from 'node:os'
import { parseArgs } from 'node:util'
import { AppError } from '../core/errors.ts'
import { hitTest, publish, recordReading, rollback, runExport, runImport } from './kb/change.ts'
import { ask, calibrate, check, diff, history, queue, remind, stats } from './kb/look.ts'
import { runCommand } from './line/arguments.ts'

const USAGE = `usage: npm run -s kb -- ask < lines.jsonl
       npm run -s kb -- check [LAW_FOLDER] [--database | --content FOLDER]
       npm run -s kb -- stats | calibrate | remind | queue
       npm run -s kb -- import [FOLDER | FILE.xlsx] [--publish] [--by WHO --why TEXT]
       npm run -s kb -- export FOLDER | FILE.xlsx         or --training FILE.txt
       npm run -s kb -- hit-test FILE.jsonl [--by WHO]
       npm run -s kb -- read ID --by WHO --note TEXT       # second reading against the law, into the file
       npm run -s kb -- history ID | diff ID FROM TO
       npm run -s kb -- publish ID --version N --by WHO --why TEXT [--at 2026-12-01T09:00:00+08:00]
       npm run -s kb -- rollback ID --to N --by WHO --why TEXT
`
const refuse = (cause?: unknown) => new AppError('CONFIG_INVALID', { detail: USAGE, cause })

function readArgs() {
  const text = { type: 'string' as const }
  const flag = { type: 'boolean' as const }
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        by: text,
        why: text,
        at: text,
        to: text,
        version: text,
        training: text,
        note: text,
        content: text,
        publish: flag,
        database: flag
      }
    })
  } catch (cause) {
    throw refuse(cause)
  }
}

const operator = () => os.userInfo().username

await runCommand(async () => {
  const { values, positionals } = readArgs()
  const [command, first, second, third] = positionals
  const doer = { by: values.by ?? operator(), why: values.why ?? '' }
  const number = (value: string | undefined) => {
    if (!/^\d+$/.test(value ?? '')) throw refuse()
    return Number(value)
  }
  switch (command) {
    case 'ask':
      return ask()
    case 'check':
      return check(first, { isDatabase: values.database === true, content: values.content })
    case 'stats':
      return stats()
    case 'calibrate':
      return calibrate()
    case 'remind':
      return remind()
    case 'queue':
      return queue()
    case 'import':
      return runImport(first, values.publish === true, { ...doer, why: doer.why || 'import from files' })
    case 'export':
      if ((first ?? values.training) === undefined) throw refuse()
      return runExport(first ?? values.training ?? '', first === undefined)
  }
  if (first === undefined) throw refuse()
  switch (command) {
    case 'hit-test':
      return hitTest(first, doer.by)
    case 'read':
      if ((values.by ?? '').length < 2 || (values.note ?? '').length < 2) throw refuse()
      return recordReading(first, doer.by, values.note ?? '')
    case 'history':
      return history(first)
    case 'diff':
      return diff(first, second ?? '', third ?? '')
    case 'publish': {
      const at = values.at === undefined ? null : new Date(values.at)
      if (at && Number.isNaN(at.getTime())) throw refuse()
      return publish(first, { ...doer, version: number(values.version), ...(at && { at }) })
    }
    case 'rollback':
      return rollback(first, number(values.to), doer)
    default:
      throw refuse()
  }
})
