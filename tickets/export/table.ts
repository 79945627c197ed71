// Records as typed cells, column by column of a mapping sheet; the same for all formats.
import { toOffsetIso } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { type CellValue, cellText } from '../../core/workbook.ts'
import type { FieldValue } from '../privacy/ticket-record.ts'
import type { ViewedTicket } from '../privacy/views.ts'
import type { Column } from './mapping-sheet.ts'

export interface Table {
  columns: readonly Column[]
  rows: CellValue[][]
}

/** Each code of a field in words; a field of several codes has them with spaces between. */
function inWords(text: string, codes: Readonly<Record<string, string>> | undefined): string {
  if (!codes) return text
  return text.replace(/(?<=^|\s)\w+(?=$|[\s:])/g, code => (Object.hasOwn(codes, code) ? (codes[code] ?? code) : code))
}

const wrongType = (column: Column) =>
  new AppError('MAPPING_INVALID', { detail: `${column.field} cannot be written as ${column.type}` })

/** The city's wall clock in a Date's UTC fields, whole seconds. Throws MAPPING_INVALID where the field is no time. */
function wallClock(value: FieldValue, column: Column, offsetMinutes: number): Date {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) throw wrongType(column)
  const local = column.type === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? ms : ms + offsetMinutes * 60_000
  const whole = column.type === 'date' ? Math.floor(local / 86_400_000) * 86_400_000 : Math.floor(local / 1000) * 1000
  return new Date(whole)
}

function cellOf(value: FieldValue, column: Column, offsetMinutes: number): CellValue {
  if (value === null) return null
  switch (column.type) {
    case 'text': {
      const text = cellText(inWords(String(value), column.codes))
      return text === '' ? null : text
    }
    case 'number':
      if (typeof value !== 'number') throw wrongType(column)
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(column)
      return value
    default:
      return wallClock(value, column, offsetMinutes)
  }
}

export function tableOf(tickets: readonly ViewedTicket[], columns: readonly Column[], offsetMinutes: number): Table {
  return {
    columns,
    rows: tickets.map(ticket => columns.map(column => cellOf(ticket[column.field] ?? null, column, offsetMinutes)))
  }
}

const YES = '是'
const NO = '否'

/** A cell as text, e.g. `2026-11-23 10:00:00`, `3800.5`, `是`. */
export function plainText(cell: CellValue, type: Column['type']): string {
  if (cell === null) return ''
  if (cell instanceof Date)
    return cell
      .toISOString()
      .slice(0, type === 'date' ? 10 : 19)
      .replace('T', ' ')
  if (typeof cell === 'boolean') return cell ? YES : NO
  return String(cell)
}

/** A cell as JSON has it: times with the city's offset. */
export function jsonValue(cell: CellValue, type: Column['type'], offsetMinutes: number): FieldValue {
  if (!(cell instanceof Date)) return cell
  if (type === 'date') return cell.toISOString().slice(0, 10)
  return toOffsetIso(new Date(cell.getTime() - offsetMinutes * 60_000), offsetMinutes)
}
