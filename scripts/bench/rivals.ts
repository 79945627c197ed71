// The libraries that we are measured against: installed from a lock file of their own, below dist/, when the bench asks.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

const source = path.join(projectRoot, 'scripts', 'bench', 'rivals')
const folder = path.join(projectRoot, 'dist', 'bench-rivals')
const FILES = ['package.json', 'package-lock.json'] as const

const isInstalled = (): boolean =>
  existsSync(path.join(folder, 'node_modules', '.package-lock.json')) &&
  FILES.every(name => readFileSync(path.join(folder, name), 'utf8') === readFileSync(path.join(source, name), 'utf8'))

/** Gives a `require` that finds the rivals, after installing them where they are not there yet (about half a minute). */
export function requireRivals(): NodeJS.Require {
  if (!isInstalled()) {
    mkdirSync(folder, { recursive: true })
    for (const name of FILES) copyFileSync(path.join(source, name), path.join(folder, name))
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error']
    const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] })
    if (status !== 0) throw new AppError('INTERNAL', { detail: 'npm ci of scripts/bench/rivals failed' })
  }
  return createRequire(path.join(folder, 'package.json'))
}
