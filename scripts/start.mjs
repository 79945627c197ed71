// `npm start`: builds where nothing is built yet, then runs the server in this very process (signals reach it).
import { build, isBuilt } from './build.mjs'

if (!isBuilt()) build()
await import('../dist/bot/index.js')
