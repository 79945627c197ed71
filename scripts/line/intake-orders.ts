import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../core/clock.ts'
import { randomIds } from '../../core/ids.ts'
import { createIntake, type IntakeSettings, type Receipt } from '../../tickets/index.ts'

/** `profile`: native where not given. */
export type IntakeAddress = IntakeSettings & { profile?: string }

const CHINA_OFFSET_MINUTES = 480

/** The outbox sends at once; a busy machine gets this long. */
const ARRIVAL_MS_MAX = 15_000

/** The work order of each ticket at the intake, in the same order; null where it has not arrived in time. */
export async function arrivedOrders(
  intake: IntakeAddress,
  ticketNos: readonly string[],
  offsetMinutes = CHINA_OFFSET_MINUTES
): Promise<(Receipt | null)[]> {
  const { client } = createIntake(intake.profile ?? 'native', intake, {
    clock: systemClock,
    ids: randomIds,
    offsetMinutes
  })
  const endMs = Date.now() + ARRIVAL_MS_MAX
  const find = async (ticketNo: string): Promise<Receipt | null> => {
    for (;;) {
      const receipt = await client.findByTicketNo(ticketNo)
      if (receipt !== null || Date.now() >= endMs) return receipt
      await sleep(100)
    }
  }
  return await Promise.all(ticketNos.map(find))
}

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

/** One order as the sandbox's page shows it, as lines of text; null where the page (of a real intake) has none. */
export async function shownOrder(intakeUrl: string, workOrderNo: string): Promise<string[] | null> {
  const response = await fetch(new URL('/', intakeUrl))
  const html = response.ok ? await response.text() : ''
  const start = html.indexOf(`<article id="${workOrderNo}">`)
  if (start < 0) return null
  const article = html.slice(start, html.indexOf('</article>', start))
  const text = article
    .replace(/<form[\s\S]*?<\/form>/g, '')
    .replace(/<dt>(.*?)<\/dt>\s*<dd>/g, '\n$1: ')
    .replace(/<(h2|h3|p|li|dl|ol|ul)[^>]*>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&(lt|gt|quot|#39|amp);/g, entity => ENTITIES[entity] ?? entity)
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
}
