import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../../core/paths.ts'
import { freePort } from '../../scripts/line/instance.ts'

const START_MS_MAX = 60_000

/** Where a process kills itself: see die-at.ts. */
export type DeathPoint = 'turn' | 'send' | 'receipt'

/** One installation: a database file, keys and a port that stay the same while its processes come and go. */
export class HotlineInstallation {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'hotline-'))
  readonly #environment: Record<string, string>
  readonly url: string
  /** All that its processes printed, line by line. */
  readonly lines: string[] = []
  #child: ChildProcess | null = null

  private constructor(port: number, environment: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`
    this.#environment = {
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      DATABASE_URL: `file:${path.join(this.folder, 'hotline.db')}`,
      DATA_KEY: randomBytes(32).toString('hex'),
      DIRECTLINE_SECRET: randomBytes(24).toString('base64url'),
      LOG_LEVEL: 'debug',
      ...environment
    }
  }

  /** @param environment settings over the defaults, e.g. INTAKE_URL */
  static async create(environment: Record<string, string>): Promise<HotlineInstallation> {
    return new HotlineInstallation(await freePort(), environment)
  }

  get databaseUrl(): string {
    return this.#environment.DATABASE_URL ?? ''
  }

  get dataKey(): Buffer {
    return Buffer.from(this.#environment.DATA_KEY ?? '', 'hex')
  }

  /** Starts a process and waits until it serves. */
  async start(dieAt: DeathPoint | null = null, environment: Record<string, string> = {}): Promise<void> {
    const preload = pathToFileURL(path.join(projectRoot, 'test/fakes/die-at.ts'))
    if (dieAt) preload.searchParams.set('point', dieAt)
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', ...(dieAt ? ['--import', preload.href] : []), path.join(projectRoot, 'bot/index.ts')],
      { cwd: projectRoot, env: { ...this.#environment, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] }
    )
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      let rest = ''
      stream.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        this.lines.push(...lines)
      })
    }
    for (const endMs = Date.now() + START_MS_MAX; !(await this.#isReady()); await sleep(50)) {
      if (child.exitCode === null && child.signalCode === null && Date.now() < endMs) continue
      await this.kill()
      assert.fail(`the hotline did not start:\n${this.lines.slice(-20).join('\n')}`)
    }
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok
    } catch {
      return false
    }
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.dead()
  }

  /** Resolves when the process is gone, by its own hand or ours. */
  async dead(withinMs = 20_000): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    await Promise.race([
      once(child, 'exit'),
      sleep(withinMs, undefined, { ref: false }).then(() => assert.fail(`it did not die within ${withinMs} ms`))
    ])
  }

  async close(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
