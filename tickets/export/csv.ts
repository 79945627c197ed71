// CSV by RFC 4180, as spreadsheet programs open it: UTF-8 with a mark, CRLF, and no cell that they would run.

const BOM = '\ufeff'
/**
 * What makes a cell a formula (OWASP: CSV injection), also in full width; and the guard itself, so that taking it away
 * again is never ambiguous.
 */
const STARTS_FORMULA = /^[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20|%]/
const GUARD = "'"

/** The text as it may stand in a cell: with a leading apostrophe where a program would take it for a formula. */
export function guardText(text: string): string {
  return STARTS_FORMULA.test(text) ? GUARD + text : text
}

export function unguardText(cell: string): string {
  return cell.startsWith(GUARD) ? cell.slice(1) : cell
}

const quoted = (cell: string) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

export function writeCsv(rows: readonly (readonly string[])[]): string {
  return BOM + rows.map(row => `${row.map(quoted).join(',')}\r\n`).join('')
}

/** The cells as written, guards and all. Reads CRLF and LF; a file without its closing line end too. */
export function readCsv(text: string): string[][] {
  const source = text.startsWith(BOM) ? text.slice(1) : text
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  let wasQuoted = false
  const endCell = () => {
    row.push(cell)
    cell = ''
    wasQuoted = false
  }
  const endRow = () => {
    endCell()
    rows.push(row)
    row = []
  }
  for (let at = 0; at < source.length; at++) {
    const sign = source[at]!
    if (isQuoted) {
      if (sign !== '"') cell += sign
      else if (source[at + 1] === '"') {
        cell += '"'
        at++
      } else isQuoted = false
    } else if (sign === '"' && cell === '' && !wasQuoted) {
      isQuoted = true
      wasQuoted = true
    } else if (sign === ',') endCell()
    else if (sign === '\n') endRow()
    else if (!(sign === '\r' && source[at + 1] === '\n')) cell += sign
  }
  if (cell !== '' || wasQuoted || row.length > 0) endRow()
  return rows
}
