// A table as the bytes of a file, and back: what was written is read again before anybody gets it.
import { AppError } from '../../core/errors.ts'
import { type CellValue, readWorkbook, writeWorkbook } from '../../core/workbook.ts'
import { guardText, readCsv, unguardText, writeCsv } from './csv.ts'
import { jsonValue, plainText, type Table } from './table.ts'

export const FORMATS = ['csv', 'xlsx', 'json'] as const
export type Format = (typeof FORMATS)[number]

export interface Rendering {
  offsetMinutes: number
  /** Name of the sheet in a workbook. */
  sheet: string
  /** What a second sheet of a workbook tells about the file. */
  about: readonly (readonly [string, string])[]
}

const headers = ({ columns }: Table) => columns.map(({ header }) => header)

function csvRows({ columns, rows }: Table): string[][] {
  return rows.map(row =>
    row.map((cell, index) => {
      const { type } = columns[index]!
      // Only texts can be formulas; a number keeps its sign.
      return type === 'text' ? guardText(plainText(cell, type)) : plainText(cell, type)
    })
  )
}

function jsonRows({ columns, rows }: Table, offsetMinutes: number): object[] {
  return rows.map(row =>
    Object.fromEntries(columns.map(({ header, type }, index) => [header, jsonValue(row[index]!, type, offsetMinutes)]))
  )
}

export async function render(
  table: Table,
  format: Format,
  { offsetMinutes, sheet, about }: Rendering
): Promise<Buffer> {
  if (format === 'csv') return Buffer.from(writeCsv([headers(table).map(guardText), ...csvRows(table)]))
  if (format === 'json') return Buffer.from(`${JSON.stringify(jsonRows(table, offsetMinutes), null, 1)}\n`)
  const dateFormats = table.columns.flatMap(({ type }, index) =>
    type === 'date' ? [[index, 'yyyy-mm-dd'] as const] : []
  )
  return writeWorkbook([
    {
      name: sheet,
      rows: [headers(table), ...table.rows],
      widths: table.columns.map(({ width, header }) => width ?? header.length * 2 + 2),
      dateFormats: Object.fromEntries(dateFormats)
    },
    { name: '说明', rows: about.map(([name, value]) => [name, value]), widths: [18, 80] }
  ])
}

const mismatch = (detail: string) => new AppError('EXPORT_MISMATCH', { detail })

const isSame = (one: CellValue | undefined, other: CellValue) =>
  one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : (one ?? null) === other

function compare(got: readonly (readonly CellValue[])[], wanted: readonly (readonly CellValue[])[]): void {
  if (got.length !== wanted.length) throw mismatch(`${got.length} rows came back, not ${wanted.length}`)
  for (const [rowIndex, row] of wanted.entries()) {
    for (const [column, cell] of row.entries()) {
      if (!isSame(got[rowIndex]?.[column], cell)) throw mismatch(`row ${rowIndex + 1}, column ${column + 1}`)
    }
  }
}

/** Reads the bytes again and compares cell by cell. Throws EXPORT_MISMATCH, which names row and column, never a value. */
export async function checkBack(bytes: Buffer, table: Table, format: Format, rendering: Rendering): Promise<void> {
  if (format === 'xlsx') {
    const [first] = await readWorkbook(bytes)
    // Empty rows at the end are not in the file; there are none, each has a number.
    return compare(first?.rows ?? [], [headers(table), ...table.rows])
  }
  if (format === 'csv') {
    const rows = readCsv(bytes.toString('utf8'))
    const plain = (row: readonly string[]) =>
      row.map((cell, index) => (rows[0] === row || table.columns[index]?.type === 'text' ? unguardText(cell) : cell))
    const wanted = table.rows.map(row => row.map((cell, index) => plainText(cell, table.columns[index]!.type)))
    return compare(rows.map(plain), [headers(table), ...wanted])
  }
  const rows = JSON.parse(bytes.toString('utf8')) as Record<string, CellValue>[]
  const wanted = table.rows.map(row =>
    row.map((cell, index) => jsonValue(cell, table.columns[index]!.type, rendering.offsetMinutes))
  )
  compare(
    rows.map(row => headers(table).map(header => row[header] ?? null)),
    wanted
  )
}
