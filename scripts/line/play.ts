import { type Activity, type FiledTicket, hotlineOf } from '../../web/direct-line/index.ts'
import type { Line, Reply } from './line.ts'
import { factFor, type Script } from './script.ts'

/** A conversation that takes longer has lost its way. */
const TURNS_MAX = 20

const DEFAULT_ANSWERS: Record<string, string> = { confirm: '确认提交', consent: '同意', rating: '满意' }

export interface Played {
  /** How long each turn took to the bot's first message, milliseconds. */
  turnsMs: number[]
  filed: FiledTicket[]
  /** Why it could not be played to the end; null where it was. */
  problem: string | null
}

export interface PlayEvents {
  onSaid?: (text: string) => void
  /** Waited for before the citizen goes on. */
  onHeard?: (messages: readonly Activity[]) => void | Promise<void>
}

const asksOf = (messages: readonly Activity[]): string | null => {
  const last = messages.at(-1)
  return (last && hotlineOf(last)?.asks) ?? null
}

/** What the citizen says next; null where there is nothing more to say. */
function nextLine(script: Script, asks: string | null, following: string[]): string | null {
  if (asks === null) return following.shift() ?? null
  return script.facts[asks] ?? DEFAULT_ANSWERS[asks] ?? factFor(script.facts, asks) ?? following.shift() ?? null
}

/** Plays a script as a citizen would: answers what is asked, from what it knows. */
export async function play(line: Line, script: Script, { onSaid, onHeard }: PlayEvents = {}): Promise<Played> {
  const played: Played = { turnsMs: [], filed: [], problem: null }
  const greeting = await line.open()
  await onHeard?.(greeting)
  const opening = [script.opening].flat()
  for (const text of opening.slice(0, -1)) {
    onSaid?.(text)
    line.send(text)
  }
  const following = [...script.next]
  let saying: string | null = opening.at(-1) ?? ''
  for (let turn = 1; saying !== null; turn++) {
    onSaid?.(saying)
    const reply: Reply = await line.say(saying)
    await onHeard?.(reply.messages)
    if (reply.firstMs === null) return { ...played, problem: `no reply in turn ${turn}` }
    played.turnsMs.push(reply.firstMs)
    played.filed.push(...reply.messages.flatMap(message => hotlineOf(message)?.filed ?? []))
    const isDone = played.filed.length >= script.orders.length && script.orders.length > 0 && following.length === 0
    saying = isDone ? null : nextLine(script, asksOf(reply.messages), following)
    if (turn === TURNS_MAX && saying !== null) return { ...played, problem: `not at an end after ${TURNS_MAX} turns` }
  }
  const kinds = played.filed.map(({ kind }) => kind).sort()
  const wanted = [...script.orders].sort()
  if (kinds.join() !== wanted.join()) {
    played.problem = `filed ${kinds.join(' and ') || 'nothing'} instead of ${wanted.join(' and ')}`
  }
  return played
}
