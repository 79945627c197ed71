// XLSX files: what editors and the national platform exchange. The only file that knows the libraries (docs/decisions/0014).
import readExcelFile from 'read-excel-file/node'
import writeExcelFile from 'write-excel-file/node'
import { AppError } from './errors.ts'

/** A text stays a text, whatever it looks like: `=1+1`, `007`, 20 digits. A Date holds the wall-clock time in its UTC fields. */
export type CellValue = string | number | boolean | Date | null

export interface WorkbookSheet {
  /** At most 31 characters, none of `[]:*?/\`. */
  name: string
  rows: readonly (readonly CellValue[])[]
  /** Widths of the columns in characters; others have the default width. */
  widths?: readonly number[]
  /** Format of the dates of the column at this place; `yyyy-mm-dd hh:mm:ss` where nothing is given. */
  dateFormats?: Readonly<Record<number, string>>
}

/** What a cell can hold (Excel's own limit), in UTF-16 code units. */
export const CELL_TEXT_MAX = 32_767
const DATE_FORMAT = 'yyyy-mm-dd hh:mm:ss'
/** A workbook of letters unzips to many times its size; more than this is not taken. */
const READ_BYTES_MAX = 20 * 1024 * 1024

/** Characters that XML 1.0 cannot hold, and halves of surrogate pairs. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
/** Spreadsheet programs read `_x0041_` as the character A (ECMA-376, ST_Xstring). */
const ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g

/** The text as a cell can hold it: no control characters, line ends as LF, at most CELL_TEXT_MAX code units. */
export function cellText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(NOT_XML, '')
    .slice(0, CELL_TEXT_MAX)
    .replace(/[\ud800-\udbff]$/, '')
}

function cellOf(value: CellValue, dateFormat: string) {
  if (value === null || value === '') return null
  if (value instanceof Date) return { value, type: Date, format: dateFormat }
  if (typeof value === 'number') return { value, type: Number }
  if (typeof value === 'boolean') return { value, type: Boolean }
  // '@' keeps the cell a text when somebody edits it: a telephone keeps its zero.
  return { value: cellText(value).replace(ESCAPE, '_x005F_'), type: String, format: '@' }
}

/** A workbook of typed cells; first rows are bold and stay in sight. An empty text becomes an empty cell. */
export async function writeWorkbook(sheets: readonly WorkbookSheet[]): Promise<Buffer> {
  return writeExcelFile(
    sheets.map(({ name, rows, widths, dateFormats }) => ({
      sheet: name,
      stickyRowsCount: 1,
      ...(widths && { columns: widths.map(width => ({ width })) }),
      data: rows.map((row, rowIndex) =>
        row.map((value, column) => {
          const cell = cellOf(value, dateFormats?.[column] ?? DATE_FORMAT)
          return cell && rowIndex === 0 ? { ...cell, fontWeight: 'bold' as const } : cell
        })
      )
    }))
  ).toBuffer()
}

/** A time is a part of a day in the file, which comes back a millisecond off: whole seconds are meant. */
function readCell(cell: unknown): CellValue {
  return cell instanceof Date ? new Date(Math.round(cell.getTime() / 1000) * 1000) : (cell as CellValue)
}

/**
 * All sheets with their cells as they are typed in the file; spaces at the ends of texts are kept, rows may differ in
 * length. Throws WORKBOOK_INVALID for what is no workbook or larger than 20 MiB.
 */
export async function readWorkbook(file: Buffer): Promise<{ name: string; rows: CellValue[][] }[]> {
  if (file.length > READ_BYTES_MAX) throw new AppError('WORKBOOK_INVALID', { detail: 'it is larger than 20 MiB' })
  try {
    const sheets = await readExcelFile(file, { trim: false })
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map(row => row.map(readCell)) }))
  } catch (cause) {
    throw new AppError('WORKBOOK_INVALID', { cause, detail: 'it cannot be read as an XLSX file' })
  }
}
