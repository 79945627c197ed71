// What differs between the intakes that the sandbox can be: addresses, signing, names, codes, envelopes. Each is written from
// its description and knows nothing of the assistant's mapping profiles, so that a mistake in a profile cannot hide.
import type { Status } from '../../tickets/contract/index.ts'
import type { Answer, Received } from '../answer.ts'
import type { Callbacks, Speech } from '../callbacks.ts'
import type { EventContext } from '../events.ts'
import type { Faults } from '../faults.ts'
import type { Nonces } from '../nonces.ts'
import type { SandboxStore } from '../store.ts'

export interface Credentials {
  appId: string
  secret: string
}

export interface RouteContext extends EventContext {
  store: SandboxStore
  nonces: Nonces
  credentials: Credentials
  faults: Faults
  callbacks: Callbacks
}

export interface Dialect {
  /** As the mapping profile for it is called. */
  name: string
  /** Below the host: what INTAKE_URL ends with. */
  prefix: string
  /** States that it has a word for. */
  statuses: readonly Status[]
  /** Names of its own fields, for the page. */
  labels: Readonly<Record<string, string>>
  isFiling(request: Received): boolean
  answer(request: Received, context: RouteContext): Promise<Answer>
  /** How it says that it cannot, will not or must not. */
  failure(mode: '503' | '429' | '500' | '422', retryAfterSeconds: number | undefined): Answer
  /** Null: it calls nobody. */
  callback: Speech | null
}

/** A status that nobody knows, as the fault `unknown-status` tells it. */
export const STRANGE_STATUS = 'ARCHIVED'
