// Tables worked out from the libraries' dictionaries, kept in dist/model by the build so that a start only reads them.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { projectRoot } from '../../core/paths.ts'
import { writeWhole } from '../../core/whole-file.ts'

const packages = createRequire(import.meta.url)
const versionOf = (name: string) => (packages(`${name}/package.json`) as { version: string }).version
const fileOf = (name: string) => path.join(projectRoot, 'dist', 'model', `${name}.table`)

interface Table {
  name: string
  /** Raise when the layout changes. */
  layout: number
  /** Packages whose version goes into the table. */
  from: readonly string[]
  make(): Buffer
}
const tables: Table[] = []

/** First line of a file, padded to a multiple of 4 bytes, so that numbers behind it lie on a boundary. */
function headOf({ name, layout, from }: Table): Buffer {
  const words = `${name} ${layout} ${from.map(one => `${one}@${versionOf(one)}`).join(' ')}`
  return Buffer.from(`${words.padEnd(Math.ceil((words.length + 1) / 4) * 4 - 1)}\n`)
}

/** Gives a function that gives the table's bytes: from its file where that was made by the same packages, else made now. */
export function derivedTable(table: Table): () => Buffer {
  tables.push(table)
  return () => {
    const head = headOf(table)
    try {
      const bytes = readFileSync(fileOf(table.name))
      if (bytes.subarray(0, head.length).equals(head)) return bytes.subarray(head.length)
    } catch {
      // never built: as good as outdated
    }
    return table.make()
  }
}

/** Writes the files of all tables that this process knows. */
export function storeDerivedTables(): void {
  for (const table of tables) {
    writeWhole(fileOf(table.name), Buffer.concat([headOf(table), table.make()]))
  }
}
