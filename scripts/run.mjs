// Runs a built command by its path below dist/, building first where nothing is built: node scripts/run.mjs scripts/nlu.js parse

import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, isBuilt } from './build.mjs'

const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', 'dist')
const [entry, ...rest] = process.argv.slice(2)
// `npm run eval | head`: whoever read our output has enough
process.stdout.on('error', error => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
if (!isBuilt()) build()
const file = path.join(dist, entry)
process.argv = [process.argv[0], file, ...rest]
await import(pathToFileURL(file).href)
