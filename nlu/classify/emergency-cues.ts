// What speaks for and against danger to people right now: read off the text by lexicons/emergency.txt.
import { lexiconTable } from '../lexicons/lexicon-table.ts'
import { lexiconLines } from '../lexicons/read-lexicon.ts'
import { dangerWords, isDenied, matchesIn } from './danger-words.ts'

export interface DangerEvent {
  /** 110, 119, 120 or 122 (DOMAIN.md section 1, decision order 1). */
  number: string
  reason: string
  /** Where it is said in the normalised text. */
  start: number
  /** The words, and the line of the lexicon that finds them. */
  found: string
  where: string
}
export type CircumstanceName = 'now' | 'past' | 'claim' | 'if' | 'hazard' | 'fiction' | 'resolved'
export interface DangerReading {
  /** In the order of the text, one for each reason. */
  events: DangerEvent[]
  /** How many different expressions of each circumstance the text holds; none is counted where there is no event. */
  circumstances: Record<CircumstanceName, number>
  /** The text is a call for help and nothing else (救命啊!快来人). */
  isCry: boolean
  /** Classes of danger words and pairs of them that stand close together (lexicons/danger-words.txt). */
  words: string[]
}

interface Table {
  masks: RegExp[]
  events: { number: string; reason: string; pattern: RegExp; where: string }[]
  circumstances: { name: CircumstanceName; pattern: RegExp }[]
  cries: RegExp[]
  calls: RegExp[]
}

const CIRCUMSTANCES: readonly CircumstanceName[] = ['now', 'past', 'claim', 'if', 'hazard', 'fiction', 'resolved']

const table = lexiconTable<Table>(() => {
  const loaded: Table = { masks: [], events: [], circumstances: [], cries: [], calls: [] }
  for (const { text: line, where } of lexiconLines('emergency.txt')) {
    const colon = line.indexOf(': ')
    const key = line.slice(0, colon)
    const pattern = new RegExp(line.slice(colon + 2), 'g')
    const [number = '', reason] = key.split(' ')
    const name = CIRCUMSTANCES.find(known => known === key)
    if (key === 'mask') loaded.masks.push(pattern)
    else if (key === 'cry') loaded.cries.push(new RegExp(pattern.source))
    else if (key === 'calls') loaded.calls.push(new RegExp(`^(?:${pattern.source})+$`))
    else if (reason) loaded.events.push({ number, reason, pattern, where })
    else if (name) loaded.circumstances.push({ name, pattern })
  }
  return loaded
})

/** A cry is short. */
const MAX_CRY = 30

function isCry(text: string): boolean {
  if (text.length > MAX_CRY) return false
  const { cries, calls } = table()
  return cries.some(cry => cry.test(text)) && calls.some(call => call.test(text.trim()))
}

/** Reads danger and its circumstances off a normalised text. */
export function readDanger(text: string): DangerReading {
  const { masks, events: expressions, circumstances: surroundings } = table()
  let masked = text
  for (const mask of masks) masked = masked.replace(mask, found => '□'.repeat(found.length))
  const events: DangerEvent[] = []
  for (const { number, reason, pattern, where } of expressions) {
    if (events.some(event => event.reason === reason)) continue
    for (const match of matchesIn(masked, pattern)) {
      if (isDenied(masked, match.index)) continue
      events.push({ number, reason, start: match.index, found: match[0], where })
      break
    }
  }
  const circumstances = { now: 0, past: 0, claim: 0, if: 0, hazard: 0, fiction: 0, resolved: 0 }
  for (const { name, pattern } of events.length > 0 ? surroundings : [])
    circumstances[name] += new Set(Array.from(matchesIn(masked, pattern), match => match[0])).size
  return {
    events: events.sort((a, b) => a.start - b.start),
    circumstances,
    isCry: isCry(text),
    words: dangerWords(masked)
  }
}
