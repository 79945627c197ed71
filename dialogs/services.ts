import type { Clock } from '../core/clock.ts'
import type { Ids } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Knowledge, Rerank } from '../kb/index.ts'
import type { Understand } from '../nlu/index.ts'
import type { TicketDesk } from '../tickets/index.ts'

/** Everything that the conversation leans on; given once at the start. */
export interface DialogServices {
  understand: Understand
  knowledge: Knowledge
  /** Where an operator has an embedding service. */
  rerank?: Rerank | null
  tickets: TicketDesk
  /** GB/T 2260 code of the city served: 属地, opening hours, time limits. */
  regionCode: string
  /** Minutes east of UTC of the citizens' clock; 480 for +08:00. */
  offsetMinutes: number
  clock: Clock
  ids: Ids
  log: Log
}
