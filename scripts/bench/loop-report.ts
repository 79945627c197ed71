import { setTimeout as sleep } from 'node:timers/promises'
import type { Started } from '../line/instance.ts'

export const LOOP_LINE = 'loop-watch '

/** Of one span of time; delays beyond the time that a timer of 1 ms needs anyway. */
export interface LoopReport {
  p50Ms: number
  p95Ms: number
  p99Ms: number
  maxMs: number
  /** Share of the time in which the loop was busy, 0 to 1. */
  utilisation: number
  cpuMs: number
  wallMs: number
}

/** Module to start a process with, so that readLoop works. */
export function loopWatch(): string {
  const here = new URL(import.meta.url)
  return new URL(`loop-watch${here.pathname.endsWith('.ts') ? '.ts' : '.js'}`, here).href
}

const WAIT_MS = 10
const TRIES_MAX = 500

/** What the process says of the time since it was asked last; null where it does not answer. */
export async function readLoop({ pid, lines }: Started): Promise<LoopReport | null> {
  const told = () => lines.filter(line => line.startsWith(LOOP_LINE))
  const before = told().length
  process.kill(pid, 'SIGUSR2')
  for (let tries = 0; tries < TRIES_MAX && told().length === before; tries++) await sleep(WAIT_MS)
  const last = told().at(-1)
  return last === undefined || told().length === before ? null : JSON.parse(last.slice(LOOP_LINE.length))
}
