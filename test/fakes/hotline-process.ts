import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../../core/paths.ts'
import { freePort, isReady, type Started, startProcess } from '../../scripts/line/instance.ts'

/** Where a process kills itself: see die-at.ts. */
export type DeathPoint = 'turn' | 'send' | 'receipt'

/** One installation: a database file, keys and a port that stay the same while its processes come and go. */
export class HotlineInstallation {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'hotline-'))
  readonly #environment: Record<string, string>
  readonly url: string
  readonly #processes: Started[] = []

  private constructor(port: number, environment: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`
    this.#environment = {
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
    const process = await startProcess(
      'bot/index',
      { ...this.#environment, ...environment },
      () => isReady(this.url),
      dieAt ? preload.href : undefined
    )
    this.#processes.push(process)
  }

  /** All that its processes printed, line by line. */
  get lines(): string[] {
    return this.#processes.flatMap(({ lines }) => lines)
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#processes.at(-1)?.kill()
  }

  /** Resolves when the process is gone, by its own hand or ours. */
  async dead(withinMs = 20_000): Promise<void> {
    await Promise.race([
      this.#processes.at(-1)?.ended,
      sleep(withinMs, undefined, { ref: false }).then(() => assert.fail(`it did not die within ${withinMs} ms`))
    ])
  }

  async close(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
