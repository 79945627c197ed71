// `npm run -s summary -- --week|--month|--from DAY --to DAY [--json]`: how many tickets, about what, where, in time or not.
import { parseArgs } from 'node:util'
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { openStore } from '../core/open-store.ts'
import { KINDS, loadMapping, type Summary, summarise } from '../tickets/index.ts'
import { runCommand } from './line/arguments.ts'
import { readPeriod, withPeriodDefaults } from './line/period-arguments.ts'

const USAGE =
  'usage: npm run -s summary -- (--from DAY --to DAY | --week [last|this|2026-W47] | --month [last|this|2026-10]) [--json]'
const TOP = 20

const say = (line: string) => process.stdout.write(`${line}\n`)

function readArgs() {
  const text = { type: 'string' as const }
  try {
    return parseArgs({
      args: withPeriodDefaults(process.argv.slice(2)),
      options: { from: text, to: text, week: text, month: text, json: { type: 'boolean' } }
    }).values
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', { detail: USAGE, cause })
  }
}

const percent = (part: number, of: number) => (of === 0 ? '-' : `${((100 * part) / of).toFixed(1)}%`)

function print({ period, total, byKind, byStatus, byCategory, byRegion, timeLimits, ratings }: Summary): void {
  // The words of the platform's sheet, so that both say the same.
  const codes = new Map(loadMapping().columns.map(({ field, codes }) => [field, codes ?? {}]))
  const word = (field: 'kind' | 'status', code: string) => codes.get(field)?.[code] ?? code
  say(`${period.from} 起,${period.to} 前(不含当日)  共 ${total} 件`)
  for (const kind of KINDS) {
    const { withLimit, inTime, late, running } = timeLimits[kind]
    const { answered, contacted, resolved, satisfaction, rated } = ratings[kind]
    say(
      `${word('kind', kind)}\t${byKind[kind]} 件\t有期限 ${withLimit}:按期 ${inTime}(${percent(inTime, inTime + late)}) 超期 ${late} 未到期 ${running}\t回访 ${answered}:已联系 ${contacted} 已解决 ${resolved}${kind === 'report' ? '' : ` 满意度 ${satisfaction ?? '-'}(${rated} 人)`}`
    )
  }
  say(
    `状态\t${Object.entries(byStatus)
      .map(([status, count]) => `${word('status', status)} ${count}`)
      .join('  ')}`
  )
  for (const { code, name, count } of byRegion.slice(0, TOP)) say(`区划\t${code} ${name}\t${count}`)
  for (const { code, name, count } of byCategory.slice(0, TOP)) say(`分类\t${code} ${name}\t${count}`)
}

await runCommand(async () => {
  const values = readArgs()
  const config = loadConfig(readEnvironment())
  const period = readPeriod(values, systemClock.now(), config.offsetMinutes, USAGE)
  const { db, vault } = await openStore(config, { clock: systemClock, mustExist: true })
  try {
    const summary = await summarise(db, period, { vault, clock: systemClock })
    if (values.json) say(JSON.stringify(summary))
    else print(summary)
    return true
  } finally {
    await db.destroy()
  }
})
