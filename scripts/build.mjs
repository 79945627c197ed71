// Builds everything that `npm start` serves: the server (tsc), the citizen's page (Vite), the NLU model (trained, seeded).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

function run(label, args) {
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (result.status !== 0) {
    process.stderr.write(`build failed at: ${label}\n`)
    process.exit(result.status ?? 1)
  }
}

/** Runs all build steps; progress goes to stderr so that JSON-lines commands keep a clean stdout. */
export function build() {
  run('server (tsc)', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'])
  run('web chat (vite)', ['node_modules/vite/bin/vite.js', 'build', 'web/chat', '--logLevel', 'warn'])
  run('articles', ['dist/scripts/read-articles.js'])
  run('NLU model', ['dist/scripts/train.js'])
}

/** True when a build is there to run. */
export const isBuilt = () =>
  ['dist/bot/index.js', 'dist/web/chat/index.html', 'dist/model'].every(file => existsSync(path.join(root, file)))

if (process.argv[1] === fileURLToPath(import.meta.url)) build()
