import { systemClock } from '../../core/clock.ts'
import { createLog } from '../../core/log.ts'
import { loadTimeLimits, type TimeLimits } from '../../tickets/index.ts'

/** The city's table for a command: what its calendar does not know is told on stderr, so that stdout stays clean. */
export function commandTimeLimits(config: { regionCode: string; offsetMinutes: number }): TimeLimits {
  const log = createLog({ level: 'warn', clock: systemClock, write: line => process.stderr.write(line) })
  return loadTimeLimits({ regionCode: config.regionCode, offsetMinutes: config.offsetMinutes, log })
}
