// `npm run sandbox`: the 12345 intake alone, on INTAKE_SANDBOX_PORT, in the style that INTAKE_PROFILE names, telling PUBLIC_URL
// of changes where it calls at all.
import { systemClock } from '../core/clock.ts'
import { loadConfig, readEnvironment } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { createLog } from '../core/log.ts'
import { sandboxCallbackPath, sandboxDatabaseUrl, startSandbox } from './index.ts'

async function main(): Promise<void> {
  const config = loadConfig(readEnvironment())
  const log = createLog({ level: config.logLevel, clock: systemClock })
  const { appId, secret, callbackSecret, algorithm, profile, sandboxPort } = config.intake
  const callbackPath = sandboxCallbackPath(profile)
  const sandbox = await startSandbox({
    port: sandboxPort,
    databaseUrl: sandboxDatabaseUrl(config.databaseUrl, profile),
    appId,
    secret,
    callbackSecret,
    algorithm,
    profile,
    callbackUrl: callbackPath === null ? null : config.publicUrl + callbackPath,
    offsetMinutes: config.offsetMinutes,
    log
  })
  log.info('sandbox intake is ready', { profile, url: sandbox.url, page: `http://127.0.0.1:${sandbox.port}/` })
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
