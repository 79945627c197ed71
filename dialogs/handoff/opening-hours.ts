import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { projectRoot } from '../../core/paths.ts'

const time = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/)
const hoursSchema = z.strictObject({ days: z.array(z.int().min(1).max(7)).min(1), from: time, to: time })
export type OpeningHours = z.infer<typeof hoursSchema>

/** When people answer in the chat of a city; half-open, local time. */
export function openingHours(regionCode: string): OpeningHours {
  const file = path.join(projectRoot, 'dialogs', 'handoff', 'opening-hours.yaml')
  const table = z.record(z.string(), hoursSchema).parse(parse(readFileSync(file, 'utf8')))
  return table[regionCode] ?? table[`${regionCode.slice(0, 4)}00`] ?? hoursSchema.parse(table.default)
}

export function isOpen(hours: OpeningHours, now: Date, offsetMinutes: number): boolean {
  const local = new Date(now.getTime() + offsetMinutes * 60_000)
  const weekday = ((local.getUTCDay() + 6) % 7) + 1
  const clock = local.toISOString().slice(11, 16)
  return hours.days.includes(weekday) && clock >= hours.from && clock < hours.to
}
