// Loaded into a process before its entry (`node --import`): on SIGUSR2 it prints, as one line of JSON, how long its event loop
// was held up and what processor time it took since the last such line.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import { LOOP_LINE, type LoopReport } from './loop-report.ts'

const RESOLUTION_MS = 1

function watch(): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const now = () => ({
    wallMs: performance.now(),
    cpu: process.cpuUsage(),
    loop: performance.eventLoopUtilization()
  })
  let since = now()
  const beyond = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  process.on('SIGUSR2', () => {
    const cpu = process.cpuUsage(since.cpu)
    const report: LoopReport = {
      p50Ms: beyond(delay.percentile(50)),
      p95Ms: beyond(delay.percentile(95)),
      p99Ms: beyond(delay.percentile(99)),
      maxMs: beyond(delay.max),
      utilisation: performance.eventLoopUtilization(since.loop).utilization,
      cpuMs: (cpu.user + cpu.system) / 1000,
      wallMs: performance.now() - since.wallMs
    }
    process.stdout.write(`${LOOP_LINE}${JSON.stringify(report)}\n`)
    delay.reset()
    since = now()
  })
}

// Not in the threads that loaders run in.
if (isMainThread) watch()
