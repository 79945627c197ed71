import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Config, readEnvironment } from '../../core/config.ts'
import { AppError } from '../../core/errors.ts'
import { sandboxUrl } from '../../sandbox/index.ts'

const START_MS_MAX = 30_000
const LOG_LINES_MAX = 10_000
const LAST_LINES = 20

export interface InstanceOptions {
  /** Settings over those of this process. */
  environment?: Record<string, string>
  /** Entry below the project's root (or dist/), without extension. */
  entry?: string
  /** Module loaded before the entry, as `node --import` takes it. */
  preload?: string
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new AppError('INTERNAL', { detail: 'no free port' })
  return address.port
}

/** The entry as this very program runs: from the sources by tsx, or built. */
function entryArguments(entry: string, preload?: string): string[] {
  const here = fileURLToPath(import.meta.url)
  const root = path.resolve(path.dirname(here), '..', '..')
  const file = path.join(root, `${entry}${path.extname(here)}`)
  const first = preload === undefined ? [] : ['--import', preload]
  return here.endsWith('.ts') ? ['--import', 'tsx', ...first, file] : [...first, file]
}

export async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok
  } catch {
    // Not listening yet.
    return false
  }
}

export interface Started {
  pid: number
  /** What it has printed, line by line; the oldest go first where it is too much. */
  lines: readonly string[]
  stop(): Promise<void>
  /** kill -9, where it still lives. */
  kill(): Promise<void>
  /** Resolves when the process has ended, by whatever hand. */
  ended: Promise<void>
}

/**
 * Runs an entry as a process of its own and waits until `isUp`; INTERNAL with its last lines where it never is.
 * @param preload module loaded before the entry, as `node --import` takes it
 */
export async function startProcess(
  entry: string,
  environment: Record<string, string>,
  isUp: () => Promise<boolean>,
  preload?: string
): Promise<Started> {
  const child = spawn(process.execPath, entryArguments(entry, preload), {
    env: { ...readEnvironment(), NODE_ENV: '', PUBLIC_URL: '', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      lines.push(line)
      if (lines.length > LOG_LINES_MAX) lines.shift()
    })
  }
  // 'close' and not 'exit': what it printed last is in `lines` then.
  const ended = once(child, 'close').then(() => {})
  const end = (signal: 'SIGTERM' | 'SIGKILL') => async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  const stop = end('SIGTERM')
  for (const endMs = Date.now() + START_MS_MAX; !(await isUp()); await sleep(50)) {
    if (child.exitCode === null && Date.now() < endMs) continue
    await stop()
    throw new AppError('INTERNAL', { detail: `${entry} did not start:\n${lines.slice(-LAST_LINES).join('\n')}` })
  }
  return { pid: child.pid ?? 0, lines, stop, kill: end('SIGKILL'), ended }
}

export interface Instance extends Started {
  url: string
  /** Base of the sandbox's API, …/api/v1. */
  intakeUrl: string
}

/** Starts an instance with its sandbox on free ports and an empty database in memory. */
export async function startInstance({
  environment = {},
  entry = 'bot/index',
  preload
}: InstanceOptions = {}): Promise<Instance> {
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const { INTAKE_PROFILE: profile = 'native' } = { ...readEnvironment(), ...environment }
  const started = await startProcess(
    entry,
    {
      PORT: String(port),
      HOST: '127.0.0.1',
      INTAKE_URL: '',
      INTAKE_SANDBOX_PORT: String(sandboxPort),
      DATABASE_URL: ':memory:',
      DATA_KEY: randomBytes(32).toString('hex'),
      ...environment
    },
    () => isReady(url),
    preload
  )
  return { url, intakeUrl: sandboxUrl(sandboxPort, profile), ...started }
}

/** Starts the 12345 sandbox alone, in a process of its own; nobody is told of changes. */
export async function startSandboxProcess(options: {
  port: number
  databaseUrl: string
  intake: Pick<Config['intake'], 'appId' | 'secret' | 'algorithm'>
  preload?: string
}): Promise<Started> {
  const { port, databaseUrl, intake, preload } = options
  return startProcess(
    'sandbox/main',
    {
      INTAKE_SANDBOX_PORT: String(port),
      DATABASE_URL: databaseUrl,
      INTAKE_APP_ID: intake.appId,
      INTAKE_SECRET: intake.secret,
      INTAKE_ALGORITHM: intake.algorithm,
      PUBLIC_URL: 'http://127.0.0.1:1'
    },
    async () => {
      try {
        return (await fetch(`http://127.0.0.1:${port}/faults`)).ok
      } catch {
        // Not listening yet.
        return false
      }
    },
    preload
  )
}
