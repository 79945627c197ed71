// `npm run -s summary -- --week|--month|--from DAY --to DAY [--json]`: how many tickets, about what, where, in time or not.
// `npm run -s summary -- --due [--json]`: open tickets whose due date has passed or comes soon.
import { parseArgs } from 'node:util'
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { openStore } from '../core/open-store.ts'
import {
  type DueTicket,
  dueTickets,
  KINDS,
  loadMapping,
  type Summary,
  summarise,
  type TimeLimits
} from '../tickets/index.ts'
import { runCommand } from './line/arguments.ts'
import { readPeriod, withPeriodDefaults } from './line/period-arguments.ts'
import { commandTimeLimits } from './line/time-limits.ts'

const USAGE =
  'usage: npm run -s summary -- (--from DAY --to DAY | --week [last|this|2026-W47] | --month [last|this|2026-10]) [--json] | --due [--json]'
const TOP = 20

const say = (line: string) => process.stdout.write(`${line}\n`)

function readArgs() {
  const text = { type: 'string' as const }
  try {
    return parseArgs({
      args: withPeriodDefaults(process.argv.slice(2)),
      options: { from: text, to: text, week: text, month: text, json: { type: 'boolean' }, due: { type: 'boolean' } }
    }).values
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', { detail: USAGE, cause })
  }
}

const percent = (part: number, of: number) => (of === 0 ? '-' : `${((100 * part) / of).toFixed(1)}%`)

/** The words of the platform's sheet, so that both say the same. */
function sheetWords(): (field: 'kind' | 'status', code: string) => string {
  const codes = new Map(loadMapping().columns.map(({ field, codes }) => [field, codes ?? {}]))
  return (field, code) => codes.get(field)?.[code] ?? code
}

const STAGE_WORDS = { accept: '受理', answer: '答复' } as const

function printDue(tickets: readonly DueTicket[]): void {
  const word = sheetWords()
  const late = tickets.filter(({ due }) => due.state === 'overdue').length
  say(`超期 ${late} 项,即将到期 ${tickets.length - late} 项`)
  for (const { ticketNo, kind, status, due } of tickets) {
    const what = `${due.isAgain ? '重新' : ''}${STAGE_WORDS[due.stage]}`
    say(
      `${due.state === 'overdue' ? '超期' : '将到期'}\t${due.at.slice(0, 16).replace('T', ' ')}\t${ticketNo}\t${word('kind', kind)}\t${word('status', status)}\t${what}\t${due.basis ?? '12345工单'}`
    )
  }
}

function printUnknownYears(limits: TimeLimits): void {
  const years = limits.unknownYears()
  if (years.length > 0)
    say(`注意\t工作日历没有 ${years.join('、')} 年的节假日,只按周末推算;请补 tickets/limits/calendar.yaml`)
}

function print(summary: Summary): void {
  const { period, total, byKind, byStatus, byCategory, byRegion, acceptance, timeLimits, ratings } = summary
  const word = sheetWords()
  say(`${period.from} 起,${period.to} 前(不含当日)  共 ${total} 件`)
  for (const kind of KINDS) {
    const { withLimit, inTime, late, running, unverified } = timeLimits[kind]
    const taken = acceptance[kind]
    if (taken.withLimit > 0) {
      say(
        `${word('kind', kind)}受理\t有期限 ${taken.withLimit}:按期 ${taken.inTime}(${percent(taken.inTime, taken.inTime + taken.late)}) 超期 ${taken.late} 未到期 ${taken.running}`
      )
    }
    const { answered, contacted, resolved, satisfaction, rated } = ratings[kind]
    say(
      `${word('kind', kind)}\t${byKind[kind]} 件\t有期限 ${withLimit}:按期 ${inTime}(${percent(inTime, inTime + late)}) 超期 ${late} 未到期 ${running}${unverified > 0 ? `(其中 ${unverified} 件的期限未核实)` : ''}\t回访 ${answered}:已联系 ${contacted} 已解决 ${resolved}${kind === 'report' ? '' : ` 满意度 ${satisfaction ?? '-'}(${rated} 人)`}`
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

async function told(values: ReturnType<typeof readArgs>): Promise<boolean> {
  const config = loadConfig(readEnvironment())
  const limits = commandTimeLimits(config)
  const clock = systemClock
  const period = values.due ? null : readPeriod(values, clock.now(), config.offsetMinutes, USAGE)
  const { db, vault } = await openStore(config, { clock, mustExist: true })
  try {
    if (period === null) {
      const tickets = await dueTickets(db, { limits, clock })
      if (values.json) say(JSON.stringify({ tickets, unknownYears: limits.unknownYears() }))
      else printDue(tickets)
    } else {
      const summary = await summarise(db, period, { vault, clock, limits })
      if (values.json) say(JSON.stringify(summary))
      else print(summary)
    }
    if (!values.json) printUnknownYears(limits)
    return true
  } finally {
    await db.destroy()
  }
}

await runCommand(() => told(readArgs()))
