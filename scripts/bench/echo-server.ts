// The yardstick of `npm run bench`: the same server, turn queue and storage as the hotline, with a bot that only repeats.
import { createChat } from '../../bot/chat.ts'
import { healthRoutes } from '../../bot/routes/health.ts'
import { createServer } from '../../bot/server.ts'
import { systemClock } from '../../core/clock.ts'
import { loadConfig, readEnvironment } from '../../core/config.ts'
import { loadOrCreateDataKey } from '../../core/data-key.ts'
import { openDatabase } from '../../core/database/index.ts'
import { randomIds } from '../../core/ids.ts'
import { createLog } from '../../core/log.ts'
import { createVault } from '../../core/vault.ts'
import { TURN_INPUT, type TurnInput } from '../../dialogs/index.ts'
import { EvidenceStore, openBlobs } from '../../tickets/index.ts'

type CreateBot = Parameters<typeof createChat>[0]['createBot']

const channelData = { hotline: { replyId: 'echo', asks: null, draft: null } }

/** Greets, repeats, and keeps a number in the state, so that each turn reads and writes it as a dialog does. */
const createEchoBot: CreateBot = state => {
  const memory = state.createProperty<{ turns: number }>('echo')
  return {
    async run(context) {
      const input = context.turnState.get(TURN_INPUT) as TurnInput
      const kept = await memory.get(context, { turns: 0 })
      kept.turns += 1
      await memory.set(context, kept)
      const text = input.messages.map(message => message.text).join('\n') || 'echo'
      await context.sendActivity({ type: 'message', text, channelData })
      await state.saveChanges(context)
    }
  }
}

const config = loadConfig(readEnvironment())
const log = createLog({ level: config.logLevel, clock: systemClock })
const dataKey = loadOrCreateDataKey(config)
const db = await openDatabase(config.databaseUrl, { clock: systemClock })
const vault = createVault({ key: dataKey, suite: config.cipherSuite })
const evidence = new EvidenceStore({
  db,
  vault,
  clock: systemClock,
  ids: randomIds,
  log,
  blobs: openBlobs(config.evidence),
  scan: null
})
const chat = createChat({
  settings: {
    secret: randomIds.token(24),
    isSecretMade: true,
    publicUrl: null,
    tokensPerMinute: config.chatTokensPerMinute,
    quietMs: config.turnQuietMs
  },
  db,
  vault,
  dataKey,
  evidence,
  clock: systemClock,
  ids: randomIds,
  log,
  createBot: createEchoBot,
  apology: () => ({ type: 'message', text: 'failed', channelData }),
  isReady: () => true,
  metrics: () => null
})
const server = createServer({ host: config.host, port: config.port, isReady: () => true, log })
server.add([...healthRoutes(() => null), ...chat.routes])
server.onUpgrade(chat.upgrade)
await server.listen()
await chat.queue.start()

process.on('SIGTERM', () => {
  chat.queue
    .stop()
    .then(() => {
      chat.hub.close(1001, 'the bench ends')
      return server.close()
    })
    .then(() => process.exit(0))
    .catch(error => {
      log.error('could not end in order', { error })
      process.exit(1)
    })
})
