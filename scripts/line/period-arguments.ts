import { AppError } from '../../core/errors.ts'
import { monthOf, type Period, spanOf, weekOf } from '../../tickets/index.ts'

/** `--week` and `--month` may stand alone; they then mean the last whole one. */
export function withPeriodDefaults(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const next = args[index + 1]
    const isAlone = (arg === '--week' || arg === '--month') && (next === undefined || next.startsWith('-'))
    return isAlone ? [arg, 'last'] : [arg]
  })
}

interface PeriodArguments {
  from?: string | undefined
  to?: string | undefined
  week?: string | undefined
  month?: string | undefined
}

/** The one span that is named. Throws CONFIG_INVALID with the usage line where it is none or more than one. */
export function readPeriod(
  { from, to, week, month }: PeriodArguments,
  now: Date,
  offsetMinutes: number,
  usage: string
): Period {
  const isSpan = from !== undefined || to !== undefined
  if ([isSpan, week !== undefined, month !== undefined].filter(Boolean).length !== 1) {
    throw new AppError('CONFIG_INVALID', { detail: usage })
  }
  if (week !== undefined) return weekOf(week, now, offsetMinutes)
  if (month !== undefined) return monthOf(month, now, offsetMinutes)
  if (from === undefined || to === undefined) throw new AppError('CONFIG_INVALID', { detail: usage })
  return spanOf(from, to, offsetMinutes)
}
