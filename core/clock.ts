const MINUTE_MS = 60_000

/** Time as an argument: logic and tests never read the machine's clock themselves. */
export interface Clock {
  now(): Date
}

/** A clock for tests: it stands still until told to move. */
export interface FixedClock extends Clock {
  /** Moves the clock by `ms` milliseconds (negative moves it back). */
  advance(ms: number): void
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that shows `start` (ISO 8601 text or a Date) until it is advanced. */
export function fixedClock(start: string | Date): FixedClock {
  let nowMs = new Date(start).getTime()
  return {
    now: () => new Date(nowMs),
    advance: ms => {
      nowMs += ms
    }
  }
}

/** The wall-clock time `offsetMinutes` east of UTC, held in a Date's UTC fields. */
function shifted(date: Date, offsetMinutes: number): string {
  return new Date(date.getTime() + offsetMinutes * MINUTE_MS).toISOString()
}

/**
 * ISO 8601 with the citizens' offset, seconds precision: `2026-11-23T10:00:00+08:00`.
 * @param offsetMinutes minutes east of UTC (480 for China)
 */
export function toOffsetIso(date: Date, offsetMinutes: number): string {
  const minutes = Math.abs(offsetMinutes)
  const pad = (part: number) => String(part).padStart(2, '0')
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
  return shifted(date, offsetMinutes).slice(0, 19) + offset
}

/** The calendar day where the citizens live, as `yyyyMMdd` (the day part of a ticket number). */
export function localDay(date: Date, offsetMinutes: number): string {
  return shifted(date, offsetMinutes).slice(0, 10).replaceAll('-', '')
}
