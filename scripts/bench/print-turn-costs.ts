// Preloaded into the hotline by `npm run bench`: what each turn costs by itself. While 100 citizens chat, the time from a
// turn's start to its commit also holds what the event loop did for the others in between; here only the slices are added
// up that ran for the turn itself, its waits on the disk included. When the process ends it prints them as one line.
import { AsyncLocalStorage, createHook } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'

interface Cost {
  ownMs: number
  /** When the slice that runs now began; null between slices. */
  sinceMs: number | null
}

const costs = new AsyncLocalStorage<Cost>()
const finished: number[] = []

function begin(cost: Cost | undefined): void {
  if (cost) cost.sinceMs ??= performance.now()
}

function end(cost: Cost | undefined): void {
  if (!cost || cost.sinceMs === null) return
  cost.ownMs += performance.now() - cost.sinceMs
  cost.sinceMs = null
}

const turns = tracingChannel('hotline:turn')
turns.start.bindStore(costs, () => ({ ownMs: 0, sinceMs: null }))
turns.subscribe({
  start: () => begin(costs.getStore()),
  end: () => end(costs.getStore()),
  asyncStart() {
    const cost = costs.getStore()
    end(cost)
    if (cost) finished.push(cost.ownMs)
  },
  asyncEnd() {},
  error() {}
})
createHook({ before: () => begin(costs.getStore()), after: () => end(costs.getStore()) }).enable()

process.on('exit', () => process.stdout.write(`${JSON.stringify({ turnCostsMs: finished })}\n`))
