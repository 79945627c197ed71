import type { Config } from '../../core/config.ts'
import { AppError } from '../../core/errors.ts'

const ANSWER_MS_MAX = 2000

/**
 * For what must not be done under a running instance: it would go on with the old key, or with a file that is no longer its
 * database. Throws CONFIG_INVALID where one answers.
 */
export async function refuseWhileServing({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const address = near.includes(':') ? `[${near}]` : near
  try {
    await fetch(`http://${address}:${port}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) })
  } catch {
    return
  }
  throw new AppError('CONFIG_INVALID', { detail: `an instance answers on port ${port}; stop it first` })
}
