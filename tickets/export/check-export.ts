// Is an exported file still what was written, and does it read back as what its manifest and the tickets say?
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import { readWorkbook } from '../../core/workbook.ts'
import { readCsv, unguardText } from './csv.ts'
import { FORMATS } from './formats.ts'

const manifestSchema = z.object({
  format: z.enum(FORMATS),
  period: z.object({ from: z.string(), to: z.string() }),
  rows: z.int(),
  byKind: z.record(z.string(), z.int()),
  columns: z.array(z.string()),
  bytes: z.int(),
  sha256: z.string()
})
type KeptManifest = z.infer<typeof manifestSchema>

export interface CheckedExport {
  file: string
  rows: number
  columns: number
  /** Empty where all is as it was written; names rows, columns and counts, never what stands in a cell. */
  faults: string[]
}

const TICKET_NO = /^WL\d{14}$/
const AT_ONCE = 500

const refuse = (detail: string, cause?: unknown) => new AppError('EXPORT_INVALID', { detail, cause })

function readManifest(file: string): KeptManifest {
  const name = `${file}.manifest.json`
  if (!existsSync(file) || !existsSync(name)) throw refuse('the file or its manifest (….manifest.json) is not there')
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(name, 'utf8')))
  } catch (cause) {
    throw refuse('the manifest cannot be read', cause)
  }
}

/** Headings and rows as texts. */
async function readTable(bytes: Buffer, format: KeptManifest['format']): Promise<string[][]> {
  if (format === 'csv') return readCsv(bytes.toString('utf8')).map(row => row.map(unguardText))
  if (format === 'xlsx') {
    const [first] = await readWorkbook(bytes)
    return (first?.rows ?? []).map(row => row.map(cell => (cell === null ? '' : String(cell))))
  }
  const rows = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(bytes.toString('utf8')))
  const headers = Object.keys(rows[0] ?? {})
  return [headers, ...rows.map(row => headers.map(header => String(row[header] ?? '')))]
}

/** A sheet may call it as it likes: the column in which each cell is a ticket number. */
function ticketNumbers(rows: readonly string[][]): string[] | null {
  const index = (rows[0] ?? []).findIndex((_, column) => rows.every(row => TICKET_NO.test(row[column] ?? '')))
  return index < 0 ? null : rows.map(row => row[index] ?? '')
}

async function compareTickets(db: Db, numbers: readonly string[], { byKind }: KeptManifest): Promise<string[]> {
  const faults: string[] = []
  const unique = [...new Set(numbers)]
  if (unique.length !== numbers.length) faults.push(`${numbers.length - unique.length} tickets stand there twice`)
  const kinds: Record<string, number> = {}
  let found = 0
  for (let at = 0; at < unique.length; at += AT_ONCE) {
    const tickets = await db
      .selectFrom('tickets')
      .select(['ticket_no', 'kind'])
      .where('ticket_no', 'in', unique.slice(at, at + AT_ONCE))
      .execute()
    found += tickets.length
    for (const { kind } of tickets) kinds[kind] = (kinds[kind] ?? 0) + 1
  }
  if (found !== unique.length) faults.push(`${unique.length - found} tickets are not in the database`)
  for (const kind of new Set([...Object.keys(kinds), ...Object.keys(byKind)])) {
    const [here, told] = [kinds[kind] ?? 0, byKind[kind] ?? 0]
    if (here !== told) faults.push(`${kind}: ${here} in the file, ${told} in the manifest`)
  }
  return faults
}

/** Throws EXPORT_INVALID where there is nothing to compare, WORKBOOK_INVALID for what is no workbook. */
export async function checkExport(db: Db, file: string): Promise<CheckedExport> {
  const manifest = readManifest(file)
  const bytes = readFileSync(file)
  const faults: string[] = []
  if (bytes.length !== manifest.bytes) faults.push(`${bytes.length} bytes, not ${manifest.bytes}`)
  if (createHash('sha256').update(bytes).digest('hex') !== manifest.sha256) faults.push('the hash is another one')
  const [headers = [], ...rows] = await readTable(bytes, manifest.format)
  // JSON without rows has no headings either.
  const hasHeaders = manifest.format !== 'json' || rows.length > 0
  if (hasHeaders && JSON.stringify(headers) !== JSON.stringify(manifest.columns)) faults.push('other headings')
  if (rows.length !== manifest.rows) faults.push(`${rows.length} rows, not ${manifest.rows}`)
  const numbers = rows.length === 0 ? [] : ticketNumbers(rows)
  if (numbers === null) faults.push('no column holds the ticket numbers')
  else faults.push(...(await compareTickets(db, numbers, manifest)))
  return { file: path.basename(file), rows: rows.length, columns: headers.length, faults }
}
