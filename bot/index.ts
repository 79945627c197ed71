// ENTRY. Settings → log → server (healthy at once) → everything behind it → ready; and back on SIGTERM or SIGINT.
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { AppError, toAppError } from '../core/errors.ts'
import { randomIds } from '../core/ids.ts'
import { createLog, type Log } from '../core/log.ts'
import type { Hotline } from './hotline.ts'
import { healthRoutes } from './routes/health.ts'
import { webPageRoutes } from './routes/web-page.ts'
import { createServer } from './server.ts'

/** One line on standard error, and the end: what stops a start is the operator's to read, not a stack's. */
function refuseToStart(caught: unknown): never {
  const error = toAppError(caught)
  const reason = caught instanceof AppError || !(caught instanceof Error) ? '' : ` (${caught.name}: ${caught.message})`
  process.stderr.write(`${error.code}: ${error.message}${reason} ${error.hint}\n`.replace(/\n(?=.)/g, ' '))
  process.exit(1)
}

/** A secret made now is told once, outside the log, which would mask it. */
function show(name: string, value: string): void {
  const line = {
    time: systemClock.now().toISOString(),
    level: 'info',
    message: `${name} was not set; this one was made`,
    [name]: value
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Signals end it in order; what was never caught ends it at once, told without what citizens wrote. */
function endWith(log: Log, close: () => Promise<void>): void {
  let isEnding = false
  const end = (signal: string) => {
    if (isEnding) return
    isEnding = true
    log.info('ending', { signal })
    close().then(
      () => process.exit(0),
      error => {
        log.error('could not end in order', { error })
        process.exit(1)
      }
    )
  }
  process.on('SIGTERM', end).on('SIGINT', end)
  const fail = (error: unknown) => {
    log.error('ending at once: an error that nothing caught', { error })
    process.exit(1)
  }
  process.on('uncaughtException', fail).on('unhandledRejection', fail)
}

async function main(): Promise<void> {
  const config = loadConfig(readEnvironment())
  const log = createLog({ level: config.logLevel, clock: systemClock })
  let hotline: Hotline | null = null
  let isEnding = false
  const isServing = () => hotline !== null && !isEnding
  const readiness = () => (isEnding ? 'ending' : (hotline?.readiness() ?? 'starting: language model, database, outbox'))

  const server = createServer({ host: config.host, port: config.port, isReady: isServing, log })
  server.add([...healthRoutes(readiness), ...webPageRoutes()])
  const port = await server.listen()
  for (const warning of config.warnings) log.warn(warning)

  // Loaded only now, so that the port answers while dictionaries and model are still being read.
  const { openHotline } = await import('./hotline.ts')
  hotline = await openHotline({ config, port, server, isServing, log, clock: systemClock, ids: randomIds, show })
  endWith(log, async () => {
    isEnding = true
    await hotline?.close()
  })
  log.info('ready', { url: `http://${config.host}:${port}`, startMs: Math.round(process.uptime() * 1000) })
}

main().catch(refuseToStart)
