import type { Clock } from '../../core/clock.ts'
import type { Ids } from '../../core/ids.ts'
import type { Vault } from '../../core/vault.ts'
import type { TimeLimits } from '../limits/limit-table.ts'

export interface DeskDependencies {
  vault: Vault
  clock: Clock
  ids: Ids
  /** Minutes east of UTC of the citizens' clock: the day in a ticket number, the offset of submittedAt. */
  offsetMinutes: number
  /** The city's table of time limits; without one only due dates of the intake are known. */
  limits?: TimeLimits
}
