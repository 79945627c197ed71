// `npm run -s law -- import DIR`: loads the texts of laws, so that 原文 can be shown. The product brings none.
import os from 'node:os'
import { AppError } from '../core/errors.ts'
import { importLaws, lawText, loadLawCorpus } from '../kb/index.ts'
import { withDatabase } from './kb/open-base.ts'
import { runCommand } from './line/arguments.ts'

const USAGE = `usage: npm run -s law -- import FOLDER          index.json and one JSON file a law
       npm run -s law -- show 旅游法 第三十五条`

await runCommand(async () => {
  const [command, first, second] = process.argv.slice(2)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  if (command === 'import' && first !== undefined) {
    const corpus = loadLawCorpus(first)
    const { laws, articles, changed } = await withDatabase(deps => importLaws(deps, corpus, os.userInfo().username))
    say(`${laws} laws, ${articles} articles of law${changed.length > 0 ? `; changed: ${changed.join(' ')}` : ''}`)
    return true
  }
  if (command === 'show' && second !== undefined) {
    const text = await withDatabase(({ db }) => lawText(db, first ?? '', second), { mustExist: true })
    say(text ? `${text.title} ${text.article} (${text.effective || '?'})\n${text.text}` : 'not loaded')
    return text !== null
  }
  throw new AppError('CONFIG_INVALID', { detail: USAGE })
})
