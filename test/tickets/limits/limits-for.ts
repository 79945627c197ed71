import type { Log } from '../../../core/log.ts'
import { loadTimeLimits } from '../../../tickets/index.ts'

/** The shipped table of 丽江市. */
export const limitsFor = (log: Log) => loadTimeLimits({ regionCode: '530700', offsetMinutes: 480, log })
