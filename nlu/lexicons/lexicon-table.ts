// Tables made from lexicon files: at first use, and anew while the program runs when an editor has changed a file.
import { readFileSync } from 'node:fs'

interface Entry {
  make: () => unknown
  isMade: boolean
  value: unknown
  /** File → what it held when the table was made. */
  files: Map<string, string>
  /** Tables that this one was made from. */
  uses: Set<Entry>
}
type Made = Pick<Entry, 'value' | 'files' | 'uses'>

const entries: Entry[] = []
/** Tables being made, innermost last. */
const underway: Made[] = []
/** New values of a reload, until all of them are there. */
let renewed: Map<Entry, Made> | null = null
let changed: Map<Entry, boolean> | null = null

function make(entry: Entry): Made {
  const made: Made = { value: undefined, files: new Map(), uses: new Set() }
  underway.push(made)
  try {
    made.value = entry.make()
  } finally {
    underway.pop()
  }
  return made
}

/** Tells the table being made, if any, that it rests on this file. */
export function noteReading(file: string, content: string): void {
  underway.at(-1)?.files.set(file, content)
}

/**
 * Gives a function that gives the table. `load` runs at the first call, and again in `renewTables` where a lexicon that
 * it read, or a table that it asked for, has changed.
 */
export function lexiconTable<T>(load: () => T): () => T {
  const entry: Entry = { make: load, isMade: false, value: undefined, files: new Map(), uses: new Set() }
  entries.push(entry)
  return () => {
    underway.at(-1)?.uses.add(entry)
    if (renewed && (!entry.isMade || isChanged(entry))) return renew(entry).value as T
    if (!entry.isMade) Object.assign(entry, make(entry), { isMade: true })
    return entry.value as T
  }
}

function isChanged(entry: Entry): boolean {
  const known = changed?.get(entry)
  if (known !== undefined) return known
  const differs = [...entry.files].some(([file, content]) => readFileSync(file, 'utf8') !== content)
  const isStale = differs || [...entry.uses].some(isChanged)
  changed?.set(entry, isStale)
  return isStale
}

function renew(entry: Entry): Made {
  let made = renewed?.get(entry)
  if (!made) {
    made = make(entry)
    renewed?.set(entry, made)
  }
  return made
}

/**
 * Makes every table anew whose lexicons have changed, and puts them in force together: a lexicon that can't be read
 * throws and leaves all as it was. `thenDo` runs with the new tables already seen, before they are in force; what it
 * throws takes them back too. Returns how many tables changed.
 */
export function renewTables(thenDo: () => void = () => {}): number {
  renewed = new Map()
  changed = new Map()
  try {
    for (const entry of entries) if (entry.isMade && isChanged(entry)) renew(entry)
    thenDo()
    for (const [entry, made] of renewed) Object.assign(entry, made, { isMade: true })
    return renewed.size
  } finally {
    renewed = null
    changed = null
  }
}
