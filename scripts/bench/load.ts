import type { FiledTicket } from '../../web/direct-line/index.ts'
import { Line } from '../line/line.ts'
import { play } from '../line/play.ts'
import type { Script } from '../line/script.ts'

/** After a reply a citizen "reads" for so long; the same for the hotline and the echo bot. */
const QUIET_MS = 100

export interface Load {
  turnsMs: number[]
  filed: FiledTicket[]
  /** One line for each conversation that did not end as it should. */
  errors: string[]
  tookMs: number
  /** What each citizen said, in order. */
  said: string[][]
}

/** A script for citizen number `index`, with a phone of its own: the same phone again would be the same matter. */
function ownScript(script: Script, index: number): Script {
  const phone = `138000${String(20_000 + index)}`
  const own: unknown = JSON.parse(JSON.stringify(script).replace(/1380000\d{4}/g, phone))
  return own as Script
}

/** Plays `count` conversations, all at the same time or one after the other; each index has a phone of its own. */
export async function playAll(
  url: string,
  scripts: readonly Script[],
  count: number,
  isParallel: boolean,
  firstIndex = isParallel ? 0 : count
): Promise<Load> {
  const load: Load = { turnsMs: [], filed: [], errors: [], tookMs: 0, said: [] }
  const one = async (index: number) => {
    const script = ownScript(scripts[index % scripts.length] as Script, index)
    const line = new Line(url, { quietMs: QUIET_MS, timeoutMs: 60_000 })
    const said: string[] = []
    const played = await play(line, script, { onSaid: text => said.push(text) })
    line.close()
    load.said.push(said)
    load.turnsMs.push(...played.turnsMs)
    load.filed.push(...played.filed)
    if (played.problem) load.errors.push(`${index} ${script.title}: ${played.problem}`)
    if (line.failedCount > 0) load.errors.push(`${index}: ${line.failedCount} messages not taken`)
  }
  const startedAtMs = performance.now()
  const indexes = Array.from({ length: count }, (_, index) => firstIndex + index)
  if (isParallel) await Promise.all(indexes.map(one))
  else for (const index of indexes) await one(index)
  load.tookMs = performance.now() - startedAtMs
  return load
}

/** Says the same lines, without asking what is answered: for the echo bot. */
export async function repeatAll(url: string, said: readonly string[][], isParallel: boolean): Promise<Load> {
  const load: Load = { turnsMs: [], filed: [], errors: [], tookMs: 0, said: [] }
  const one = async (lines: readonly string[]) => {
    const line = new Line(url, { quietMs: QUIET_MS, timeoutMs: 60_000 })
    await line.open()
    for (const text of lines) {
      const { firstMs } = await line.say(text)
      if (firstMs === null) load.errors.push('echo bot gave no reply')
      else load.turnsMs.push(firstMs)
    }
    line.close()
  }
  const startedAtMs = performance.now()
  if (isParallel) await Promise.all(said.map(one))
  else for (const lines of said) await one(lines)
  load.tookMs = performance.now() - startedAtMs
  return load
}

/** The value below which `share` of them lie; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
