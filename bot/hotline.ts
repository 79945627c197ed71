// Everything behind the server: opened in the order in which one part needs the other, closed the other way round.
import type { Clock } from '../core/clock.ts'
import type { Config } from '../core/config.ts'
import type { Ids } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { openStore } from '../core/open-store.ts'
import { createHotlineBot, internalErrorActivity } from '../dialogs/index.ts'
import { createEmbed, createRerank, openLiveKnowledge } from '../kb/index.ts'
import { openLanguage } from '../nlu/index.ts'
import { sandboxCallbackPath, sandboxDatabaseUrl, startSandbox } from '../sandbox/index.ts'
import {
  createIntake,
  createOutbox,
  createPoller,
  createScan,
  createTicketDesk,
  EvidenceStore,
  loadTimeLimits,
  openBlobs,
  outboxCounts
} from '../tickets/index.ts'
import { Deliverer } from './channels/bot-framework/deliverer.ts'
import { botFrameworkRoutes, createBotFramework } from './channels/bot-framework/receiver.ts'
import { createChat } from './chat.ts'
import { Metrics } from './metrics.ts'
import { createStaffGuard } from './middleware/staff-guard.ts'
import { loadStaffPassword } from './middleware/staff-password.ts'
import { intakeCallbackRoute } from './routes/intake-callback.ts'
import { knowledgeRoutes } from './routes/knowledge.ts'
import { staffRoutes } from './routes/staff.ts'
import { createDailyJobs } from './schedule/daily-jobs.ts'
import { createDueWatch } from './schedule/due-watch.ts'
import type { HttpServer } from './server.ts'

export interface HotlineOptions {
  config: Config
  /** Port that the server got. */
  port: number
  server: HttpServer
  isServing: () => boolean
  log: Log
  clock: Clock
  ids: Ids
  /** Shows a secret that was made now, once, to the operator. */
  show: (name: string, value: string) => void
}

export interface Hotline {
  /** What is not ready; null where citizens can be served. */
  readiness(): Promise<string | null>
  /** Finishes the running turn and what is under way; then everything is stored and closed. */
  close(): Promise<void>
}

const SECRET_BYTES = 24
/** RFC 6455: the endpoint is going away; clients come back by themselves. */
const GOING_AWAY = 1001

/** Throws AppError: whatever keeps the hotline from being opened. */
export async function openHotline(options: HotlineOptions): Promise<Hotline> {
  const { config, server, log, clock, ids } = options
  const { db, vault, dataKey } = await openStore(config, { clock })
  const password = await loadStaffPassword(config.adminPassword, { db, ids, clock })
  if (password.made !== null) options.show('ADMIN_PASSWORD', password.made)
  const secret = config.directLineSecret ?? ids.token(SECRET_BYTES)
  if (config.directLineSecret === null) options.show('DIRECTLINE_SECRET', secret)

  const { appId, algorithm, profile } = config.intake
  const callbackPath = config.intake.url === null ? sandboxCallbackPath(profile) : null
  const sandbox =
    config.intake.url === null
      ? await startSandbox({
          port: config.intake.sandboxPort,
          databaseUrl: sandboxDatabaseUrl(config.databaseUrl, profile),
          appId,
          secret: config.intake.secret,
          callbackSecret: config.intake.callbackSecret,
          algorithm,
          profile,
          callbackUrl: callbackPath === null ? null : `http://127.0.0.1:${options.port}${callbackPath}`,
          offsetMinutes: config.offsetMinutes,
          log: log.child({ part: 'sandbox' })
        })
      : null
  const intake = { ...config.intake, url: config.intake.url ?? sandbox?.url ?? '' }
  const line = createIntake(profile, intake, { clock, ids, offsetMinutes: config.offsetMinutes })
  const { client } = line
  const blobs = openBlobs(config.evidence)
  const outbox = createOutbox({ db, vault, clock, client, log, blobs, isBusy: () => queue.isWorking })

  const language = openLanguage()
  const { understand } = language
  const { regionCode, offsetMinutes } = config
  const upkeep = { db, vault, clock, offsetMinutes }
  const knowledge = await openLiveKnowledge({ ...upkeep, log: log.child({ part: 'kb' }) })
  const rerank =
    config.embedding &&
    createRerank({
      knowledge,
      embed: createEmbed(config.embedding, { clock, log: log.child({ part: 'kb' }) }),
      entitiesIn: text => understand(text, { now: clock.now(), offsetMinutes, regionCode }).entities
    })
  const limits = loadTimeLimits({ regionCode, offsetMinutes, log })
  const tickets = createTicketDesk({ vault, clock, ids, offsetMinutes, limits })
  const framework = createBotFramework(config.microsoft)
  const scan = createScan(config.evidence.scan)
  const evidence = new EvidenceStore({ db, vault, clock, ids, log, blobs, scan })
  let metrics: Metrics | null = null
  const chat = createChat({
    settings: {
      secret,
      isSecretMade: config.directLineSecret === null,
      publicUrl: config.publicUrl === `http://127.0.0.1:${config.port}` ? null : config.publicUrl,
      tokensPerMinute: config.chatTokensPerMinute,
      quietMs: config.turnQuietMs
    },
    db,
    vault,
    dataKey,
    evidence,
    clock,
    ids,
    log,
    createBot: state =>
      createHotlineBot(state, { understand, knowledge, rerank, tickets, regionCode, offsetMinutes, clock, ids, log }),
    apology: internalErrorActivity,
    isReady: options.isServing,
    metrics: () => metrics,
    onTurn(turn) {
      outbox.wake()
      if (turn.channel === 'bot_framework') deliverer.wake(turn.conversationId)
    }
  })
  const { store, queue, hub } = chat
  const deliverer = new Deliverer({
    load: framework,
    appId: config.microsoft.appId,
    db,
    store,
    vault,
    clock,
    log
  })
  const mirror = { db, vault, clock, log, onChanged: chat.ticketChanged }
  const poller = createPoller({
    ...mirror,
    client,
    intervalMs: config.intake.pollMs,
    afterCommit: ({ conversationId }) => {
      if (conversationId !== null) queue.hurry(conversationId)
    }
  })
  const dueWatch = createDueWatch({ db, clock, limits })
  metrics = new Metrics({
    queueDepth: () => queue.depth,
    streams: () => hub.size,
    outbox: () => outboxCounts(db),
    due: () => dueWatch.counts(),
    unknownYears: () => limits.unknownYears().length,
    nowMs: () => clock.now().getTime()
  })
  const guard = createStaffGuard(password)
  server.add([
    metrics.route(),
    ...chat.routes,
    ...staffRoutes({ language, knowledge, rerank, guard, clock, log, offsetMinutes, regionCode }),
    ...knowledgeRoutes({ guard, upkeep, knowledge }),
    ...botFrameworkRoutes(framework, { settings: config.microsoft, db, store, queue, vault }),
    ...(line.callbacks
      ? [
          intakeCallbackRoute({
            ...mirror,
            callbacks: line.callbacks,
            onConversationChanged: conversationId => queue.hurry(conversationId),
            onAnswered: outcome => metrics?.callbacks.inc({ outcome })
          })
        ]
      : [])
  ])
  server.onUpgrade(chat.upgrade)
  outbox.start()
  poller.start()
  knowledge.start()
  await queue.start()
  await deliverer.start()
  const jobs = createDailyJobs({
    db,
    vault,
    clock,
    ids,
    log,
    blobs,
    scan,
    onRefused: chat.fileRefused,
    afterRefused: conversationId => queue.hurry(conversationId),
    offsetMinutes,
    limits,
    exportDir: config.exportDir
  })
  jobs.start()

  return {
    async readiness() {
      try {
        await db.selectFrom('vault_checks').select('id').executeTakeFirstOrThrow()
      } catch (error) {
        log.error('the database does not answer', { error })
        return 'the database does not answer'
      }
      return outbox.isReady() ? null : 'the outbox does not run'
    },
    async close() {
      await queue.stop()
      hub.close(GOING_AWAY, 'the server restarts')
      await Promise.all([jobs.stop(), knowledge.stop(), poller.stop(), outbox.stop(), deliverer.stop(), server.close()])
      await sandbox?.close()
      await db.destroy()
    }
  }
}
