// The city's table of time limits (time-limits.yaml) and its calendar, as an editor keeps them (DOMAIN.md section 4).
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { projectRoot } from '../../core/paths.ts'
import { KINDS, type Kind } from '../contract/index.ts'
import { calendarSchema, createCalendar, type WorkingCalendar } from './working-days.ts'

/** `accept`: deciding whether it is taken up (受理); `answer`: answered or ended. */
export const STAGES = ['accept', 'answer'] as const
export type Stage = (typeof STAGES)[number]

const limitSchema = z.strictObject({
  kind: z.enum(KINDS),
  stage: z.enum(STAGES),
  days: z.int().min(1).max(400),
  dayType: z.enum(['working', 'calendar']),
  from: z.enum(['received', 'accepted']),
  /** Law and article, as staff read it. */
  source: z.string().min(4),
  validFrom: z.iso.date().optional(),
  validTo: z.iso.date().optional(),
  /** Only such a limit is told to citizens. */
  verified: z.boolean()
})
export type Limit = z.infer<typeof limitSchema>

const region = z.string().regex(/^(?:default|\d{6})$/)
const tableSchema = z
  .object({ soonWorkingDays: z.int().min(0).max(20), default: z.array(limitSchema) })
  .catchall(z.array(limitSchema))

export interface TimeLimits {
  offsetMinutes: number
  /** So many working days before the last one it is called soon. */
  soonWorkingDays: number
  calendar: WorkingCalendar
  /** In force on the day (yyyy-MM-dd); null where the table has none. */
  limitOf(kind: Kind, stage: Stage, day: string): Limit | null
  /** Years that were needed and that no calendar has. */
  unknownYears(): number[]
}

const FOLDER = path.join(projectRoot, 'tickets', 'limits')
const END_OF_TIME = '9999-12-31'

const refuse = (detail: string, cause?: unknown) => new AppError('LIMITS_INVALID', { detail, cause })

function read<S extends z.ZodType>(schema: S, name: string, text: string): z.infer<S> {
  let content: unknown
  try {
    content = parse(text)
  } catch (cause) {
    throw refuse(`${name} is not YAML`, cause)
  }
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refuse(`${name} ${issue?.path.join('.')}: ${issue?.message}`)
}

/** Two limits for one kind, stage and day leave open which one holds. */
function checkSpans(limits: readonly Limit[], where: string): void {
  for (const [index, one] of limits.entries()) {
    if ((one.validFrom ?? '') > (one.validTo ?? END_OF_TIME)) throw refuse(`${where}: validFrom is after validTo`)
    const twin = limits
      .slice(index + 1)
      .find(
        other =>
          other.kind === one.kind &&
          other.stage === one.stage &&
          (other.validFrom ?? '') <= (one.validTo ?? END_OF_TIME) &&
          (one.validFrom ?? '') <= (other.validTo ?? END_OF_TIME)
      )
    if (twin) throw refuse(`${where}: two limits for ${one.kind}, ${one.stage} at the same time`)
    if (one.stage === 'accept' && one.from === 'accepted') throw refuse(`${where}: accept cannot run from accepted`)
  }
}

export interface LimitSettings {
  /** GB/T 2260 code of the city served. */
  regionCode: string
  offsetMinutes: number
  log: Log
  /** The files' texts; for tests. */
  tableText?: string
  calendarText?: string
}

/** Throws LIMITS_INVALID. A year that the calendar does not know is logged once, when it is first needed. */
export function loadTimeLimits(settings: LimitSettings): TimeLimits {
  const { regionCode, offsetMinutes, log } = settings
  const textOf = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8')
  const table = read(tableSchema, 'time-limits.yaml', settings.tableText ?? textOf('time-limits.yaml'))
  const { soonWorkingDays, ...regions } = table
  for (const [code, limits] of Object.entries(regions)) {
    if (!region.safeParse(code).success) throw refuse(`time-limits.yaml: ${code} is no region code`)
    checkSpans(limits, `time-limits.yaml ${code}`)
  }
  const { years } = read(calendarSchema, 'calendar.yaml', settings.calendarText ?? textOf('calendar.yaml'))
  const unknown = new Set<number>()
  const calendar = createCalendar(years, year => {
    unknown.add(year)
    log.error('the calendar does not know a year: only weekends count as free days in it', {
      code: 'CALENDAR_YEAR_UNKNOWN',
      year
    })
  })
  const city = regions[regionCode] ?? regions[`${regionCode.slice(0, 4)}00`] ?? []
  const replaced = new Set(city.map(({ kind, stage }) => `${kind} ${stage}`))
  const limits = [...city, ...table.default.filter(({ kind, stage }) => !replaced.has(`${kind} ${stage}`))]
  return {
    offsetMinutes,
    soonWorkingDays,
    calendar,
    limitOf: (kind, stage, day) =>
      limits.find(
        limit =>
          limit.kind === kind &&
          limit.stage === stage &&
          (limit.validFrom ?? '') <= day &&
          day <= (limit.validTo ?? END_OF_TIME)
      ) ?? null,
    unknownYears: () => [...unknown].sort((a, b) => a - b)
  }
}
