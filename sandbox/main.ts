// `npm run sandbox`: the 12345 intake alone, on INTAKE_SANDBOX_PORT, telling PUBLIC_URL of changes.
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { createLog } from '../core/log.ts'
import { sandboxDatabaseUrl, startSandbox } from './index.ts'

async function main(): Promise<void> {
  const config = loadConfig(readEnvironment())
  const log = createLog({ level: config.logLevel, clock: systemClock })
  const { appId, secret, algorithm, sandboxPort } = config.intake
  const sandbox = await startSandbox({
    port: sandboxPort,
    databaseUrl: sandboxDatabaseUrl(config.databaseUrl),
    appId,
    secret,
    algorithm,
    callbackUrl: `${config.publicUrl}/intake/callback`,
    offsetMinutes: config.offsetMinutes,
    log
  })
  log.info('sandbox intake is ready', { url: sandbox.url, page: `http://127.0.0.1:${sandbox.port}/` })
  const stop = () => {
    sandbox.close().then(
      () => process.exit(0),
      () => process.exit(1)
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

main().catch(error => {
  const line = error instanceof AppError ? `${error.code}: ${error.message}` : String(error)
  process.stderr.write(`${line}\n`)
  process.exitCode = 1
})
