// A database, a desk and a sandbox that talk over real sockets, for tests of this folder.
import { type Clock, systemClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database/index.ts'
import { randomIds } from '../../core/ids.ts'
import { createLog } from '../../core/log.ts'
import { createVault } from '../../core/vault.ts'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import {
  createIntakeClient,
  createOutbox,
  createTicketDesk,
  type OutboxDependencies,
  type TicketDraft
} from '../../tickets/index.ts'

export const CREDENTIALS = { appId: 'dev', secret: 'dev-secret', algorithm: 'HMAC-SHA256' as const }
export const OFFSET_MINUTES = 480

export const vault = createVault({ key: Buffer.alloc(32, 7), suite: 'international' })

/** Lines of a log, as text. */
export function listeningLog(clock: Clock = systemClock) {
  const lines: string[] = []
  return { lines, log: createLog({ level: 'debug', clock, write: line => lines.push(line) }) }
}

export function deskOn(clock: Clock) {
  return createTicketDesk({ vault, clock, ids: randomIds, offsetMinutes: OFFSET_MINUTES })
}

export interface World {
  db: Database
  sandbox: Sandbox
  lines: string[]
  desk: ReturnType<typeof deskOn>
  client: ReturnType<typeof createIntakeClient>
  /** Files drafts as one matter; returns their numbers. */
  file(...drafts: TicketDraft[]): Promise<string[]>
  outbox(more?: Pick<OutboxDependencies, 'idleLookMs' | 'isBusy' | 'random'>): ReturnType<typeof createOutbox>
  faults(setting: object): Promise<void>
  /** Orders that the sandbox holds, by ticket number; asked of it without any fault. */
  orderOf(ticketNo: string): Promise<{ workOrderNo: string; status: string; events: { status: string }[] } | null>
  close(): Promise<void>
}

export interface WorldOptions {
  databaseUrl?: string
  clock?: Clock
  callbackUrl?: string | null
  timeoutMs?: number
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const { clock = systemClock, callbackUrl = null, databaseUrl = ':memory:', timeoutMs = 1000 } = options
  const { lines, log } = listeningLog(clock)
  const sandbox = await startSandbox({ port: 0, databaseUrl: ':memory:', ...CREDENTIALS, callbackUrl, clock, log })
  const db = await openDatabase(databaseUrl)
  const desk = deskOn(clock)
  const settings = { ...CREDENTIALS, url: sandbox.url }
  const client = createIntakeClient(settings, { clock, ids: randomIds, timeoutMs })
  const patient = createIntakeClient(settings, { clock, ids: randomIds })
  return {
    db,
    sandbox,
    lines,
    desk,
    client,
    async file(...drafts) {
      const origin = { conversationId: 'c1', userId: 'dl_1' }
      const filed = await db.transaction().execute(trx => desk.file(trx, drafts, origin))
      return filed.map(ticket => ticket.ticketNo)
    },
    outbox: more => createOutbox({ db, vault, clock, client, log, ...more }),
    async faults(setting) {
      const response = await fetch(`http://127.0.0.1:${sandbox.port}/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(setting)
      })
      if (!response.ok) throw new Error(await response.text())
    },
    async orderOf(ticketNo) {
      const receipt = await patient.findByTicketNo(ticketNo)
      return receipt && patient.getWorkOrder(receipt.workOrderNo)
    },
    async close() {
      await sandbox.close()
      await db.destroy()
    }
  }
}

export const until = async (isSo: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> => {
  const end = Date.now() + withinMs
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('did not come true in time')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
