import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { startInstance } from '../line/instance.ts'
import type { Script } from '../line/script.ts'
import { playAll } from './load.ts'

const TurnCosts = z.object({ turnCostsMs: z.array(z.number()) })

/**
 * What each turn of `count` conversations at the same time costs the hotline by itself, ms, without network and without
 * the turns and requests of others in between. On an instance of its own: measuring each slice slows everything down.
 */
export async function ownCosts(
  scripts: readonly Script[],
  count: number,
  environment: Record<string, string>
): Promise<{ turnsMs: number[]; errors: string[] }> {
  const here = new URL(import.meta.url)
  const preload = new URL(`print-turn-costs${here.pathname.endsWith('.ts') ? '.ts' : '.js'}`, here).href
  const hotline = await startInstance({ environment, preload })
  let errors: string[]
  try {
    errors = (await playAll(hotline.url, scripts, count, true)).errors
  } finally {
    await hotline.stop()
  }
  const line = hotline.lines.findLast(printed => printed.startsWith('{"turnCostsMs"'))
  if (line === undefined) throw new AppError('INTERNAL', { detail: 'the hotline ended without its turn costs' })
  return { turnsMs: TurnCosts.parse(JSON.parse(line)).turnCostsMs, errors }
}
