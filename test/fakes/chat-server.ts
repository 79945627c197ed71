import { randomBytes } from 'node:crypto'
import { type Chat, createChat } from '../../bot/chat.ts'
import { healthRoutes } from '../../bot/routes/health.ts'
import { createServer } from '../../bot/server.ts'
import { type Clock, systemClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../core/database/index.ts'
import { randomIds } from '../../core/ids.ts'
import { createLog } from '../../core/log.ts'
import { createVault } from '../../core/vault.ts'
import { type BlobStore, EvidenceStore, type Scan } from '../../tickets/index.ts'
import { apology, createEchoBot, type InTurn } from './echo-bot.ts'
import { memoryBlobs } from './memory-blobs.ts'

export const SECRET = 'a-direct-line-secret-for-tests'

export interface ChatServerOptions {
  databaseUrl?: string
  dataKey?: Buffer
  port?: number
  clock?: Clock
  quietMs?: number
  tokensPerMinute?: number
  retryMs?: readonly number[]
  inTurn?: InTurn
  /** Where files lie; in memory where it is not given. */
  blobs?: BlobStore
  scan?: Scan
  /** Who answers; the echo bot where none is given. */
  createBot?: Parameters<typeof createChat>[0]['createBot']
}

export interface ChatServer {
  url: string
  port: number
  db: Database
  chat: Chat
  /** Lines of the log. */
  lines: string[]
  close(): Promise<void>
}

/** The real server, queue and Direct Line over a real SQLite database, with the echo bot in the dialogs' place unless told otherwise. */
export async function startChatServer(options: ChatServerOptions = {}): Promise<ChatServer> {
  const { clock = systemClock, dataKey = randomBytes(32) } = options
  const lines: string[] = []
  const log = createLog({ level: 'debug', clock, write: line => lines.push(line) })
  const db = await openDatabase(options.databaseUrl ?? ':memory:', { clock })
  const vault = createVault({ key: dataKey, suite: 'international' })
  const blobs = options.blobs ?? memoryBlobs(() => clock.now().getTime())
  const evidence = new EvidenceStore({ db, vault, clock, ids: randomIds, log, blobs, scan: options.scan ?? null })
  const chat = createChat({
    settings: {
      secret: SECRET,
      isSecretMade: false,
      publicUrl: null,
      tokensPerMinute: options.tokensPerMinute ?? 10_000,
      quietMs: options.quietMs ?? 0,
      retryMs: options.retryMs ?? [1, 1, 1]
    },
    db,
    vault,
    dataKey,
    evidence,
    clock,
    ids: randomIds,
    log,
    createBot: options.createBot ?? (state => createEchoBot(state, options.inTurn)),
    apology,
    isReady: () => true,
    metrics: () => null
  })
  const server = createServer({ host: '127.0.0.1', port: options.port ?? 0, isReady: () => true, log })
  server.add([...healthRoutes(() => null), ...chat.routes])
  server.onUpgrade(chat.upgrade)
  const port = await server.listen()
  await chat.queue.start()
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    db,
    chat,
    lines,
    async close() {
      await chat.queue.stop()
      chat.hub.close(1001, 'the test ends')
      await server.close()
      await db.destroy()
    }
  }
}
