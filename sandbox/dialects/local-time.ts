import { toOffsetIso } from '../../core/clock.ts'

/** Year, month, day, hour, minute, second as an intake's clock on the wall shows them. */
export function localParts(iso: string, offsetMinutes: number): string[] {
  return toOffsetIso(new Date(iso), offsetMinutes).match(/\d+/g)?.slice(0, 6) ?? []
}
