// The knowledge base of a running instance: follows the database without a restart.
import type { Log } from '../../core/log.ts'
import type { Knowledge } from '../answer.ts'
import { knowledgeOf, readAhead } from '../open-knowledge.ts'
import { Gate } from './gate.ts'
import { firstImport } from './import-articles.ts'
import { LiveSet } from './live-set.ts'
import { publishDue } from './publish.ts'
import { currentRevision, type UpkeepDependencies } from './version-store.ts'

export interface LiveKnowledge extends Knowledge {
  /** Shared by all who publish in this process. */
  readonly gate: Gate
  readonly revision: number
  /**
   * Takes up what has changed in the database; whoever publishes here calls it, and answers change before it returns.
   * @param published what the gate has built already
   */
  refresh(published?: { revision: number; knowledge: Knowledge }): Promise<void>
  /** Follows what other instances and the command line publish, and publishes what is scheduled. */
  start(): void
  stop(): Promise<void>
}

interface Served {
  revision: number
  knowledge: Knowledge
}

/** Often enough that a change elsewhere is told here within a second. */
const POLL_MS = 250

/**
 * Opens the base of `deps.db`, filling it from kb/content where it is empty.
 * @throws AppError KB_BAD_ARTICLE where the files of the first import are not valid
 */
export async function openLiveKnowledge(deps: UpkeepDependencies & { log: Log }): Promise<LiveKnowledge> {
  const { db, log, offsetMinutes } = deps
  if (await firstImport(deps)) log.info('the knowledge base was filled from its files')
  const live = new LiveSet()
  const gate = new Gate(deps, live)
  await live.refresh(db)
  let served: Served | null = null
  // Indexed when it is first needed; `start` sees to it that this is before anybody asks.
  const serve = (): Served => {
    served ??= { revision: live.revision, knowledge: knowledgeOf(live.articles, offsetMinutes) }
    return served
  }

  async function refresh(published?: Served): Promise<void> {
    const revision = await currentRevision(db)
    if (revision === (served?.revision ?? live.revision)) return
    if (published?.revision === revision) served = published
    else {
      await live.refresh(db)
      served = null
    }
    log.info('knowledge base: revision taken up', { revision: serve().revision, articles: serve().knowledge.size })
  }

  async function publishScheduled(): Promise<void> {
    for (const published of await publishDue(deps, gate)) {
      if (published.outcome === 'published') await refresh(published)
      if (published.outcome === 'held') log.warn('a scheduled article is held', { broken: published.broken.length })
    }
  }

  let indexing: Promise<void> | null = null
  // apart, so that a gate that asks for seconds does not keep this instance from what others publish
  const rounds = [createRound(() => refresh(), log), createRound(publishScheduled, log)]

  return {
    gate,
    get revision() {
      return served?.revision ?? live.revision
    },
    get size() {
      return serve().knowledge.size
    },
    ask: (question, options) => serve().knowledge.ask(question, options),
    askAll: (message, options) => serve().knowledge.askAll(message, options),
    article: id => serve().knowledge.article(id),
    refresh,
    start() {
      indexing = readAhead(live.articles)
        .then(() => void serve())
        .catch(error => log.error('knowledge base: it could not be indexed ahead', { error }))
      for (const round of rounds) round.start()
    },
    async stop() {
      await indexing
      await Promise.all(rounds.map(round => round.stop()))
    }
  }
}

/** Runs `work` again and again, never twice at once; a failure is logged and the next round tries again. */
function createRound(work: () => Promise<void>, log: Log): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  const run = () => {
    running ??= work()
      .catch(error => log.error('knowledge base: what changed could not be taken up', { error }))
      .finally(() => {
        running = null
      })
  }
  return {
    start() {
      timer = setInterval(run, POLL_MS)
      timer.unref()
    },
    async stop() {
      if (timer) clearInterval(timer)
      timer = null
      await running
    }
  }
}
