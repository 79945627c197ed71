import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { AppError, type ErrorCode } from '../../../core/errors.ts'
import { guardText, readCsv, unguardText, writeCsv } from '../../../tickets/export/csv.ts'
import { checkBack, render } from '../../../tickets/export/formats.ts'
import { loadMapping, monthOf, spanOf, weekOf } from '../../../tickets/index.ts'
import { TRICKY_TEXTS } from './tricky-texts.ts'

const throws = (work: () => unknown, code: ErrorCode, about = /./) =>
  assert.throws(work, (error: unknown) => error instanceof AppError && error.code === code && about.test(error.message))

const EAST = 480
const days = ({ from, to }: { from: string; to: string }) => [from, to]

describe('period of an export', () => {
  it('is counted in days of the city', () => {
    assert.deepEqual(spanOf('2026-11-01', '2026-11-08', EAST), {
      from: '2026-11-01',
      to: '2026-11-08',
      fromUtc: '2026-10-31T16:00:00.000Z',
      toUtc: '2026-11-07T16:00:00.000Z'
    })
  })

  it('takes the last whole week, from Monday, also in the hours when it is another day in UTC', () => {
    const sundayLate = new Date('2026-11-22T23:30:00+08:00')
    const mondayEarly = new Date('2026-11-23T00:30:00+08:00')
    assert.deepEqual(days(weekOf('last', sundayLate, EAST)), ['2026-11-09', '2026-11-16'])
    assert.deepEqual(days(weekOf('last', mondayEarly, EAST)), ['2026-11-16', '2026-11-23'])
    assert.deepEqual(days(weekOf('this', mondayEarly, EAST)), ['2026-11-23', '2026-11-30'])
  })

  it('knows weeks of ISO 8601 over the turn of a year, and the week of a day', () => {
    const now = new Date('2026-11-23T10:00:00+08:00')
    assert.deepEqual(days(weekOf('2026-W01', now, EAST)), ['2025-12-29', '2026-01-05'])
    assert.deepEqual(days(weekOf('2026-W53', now, EAST)), ['2026-12-28', '2027-01-04'])
    assert.deepEqual(days(weekOf('2026-11-25', now, EAST)), ['2026-11-23', '2026-11-30'])
    throws(() => weekOf('2025-W53', now, EAST), 'EXPORT_INVALID')
    throws(() => weekOf('2026-W00', now, EAST), 'EXPORT_INVALID')
  })

  it('takes the last whole month', () => {
    assert.deepEqual(days(monthOf('last', new Date('2026-12-31T23:00:00Z'), EAST)), ['2026-12-01', '2027-01-01'])
    assert.deepEqual(days(monthOf('last', new Date('2026-01-15T00:00:00Z'), EAST)), ['2025-12-01', '2026-01-01'])
    assert.deepEqual(days(monthOf('2028-02', new Date(0), EAST)), ['2028-02-01', '2028-03-01'])
    throws(() => monthOf('2026-13', new Date(0), EAST), 'EXPORT_INVALID')
  })

  it('refuses days that are none, and an end that is no later', () => {
    throws(() => spanOf('2026-02-30', '2026-03-01', EAST), 'EXPORT_INVALID')
    throws(() => spanOf('1/2/2026', '2026-03-01', EAST), 'EXPORT_INVALID')
    throws(() => spanOf('2026-03-01', '2026-03-01', EAST), 'EXPORT_INVALID')
  })
})

describe('csv', () => {
  it('reads back what it wrote, guards taken away', () => {
    const rows = TRICKY_TEXTS.map((text, index) => [String(index), guardText(text), ''])
    const back = readCsv(writeCsv(rows))
    assert.deepEqual(back, rows)
    assert.deepEqual(
      back.map(row => unguardText(row[1]!)),
      TRICKY_TEXTS
    )
  })

  it('reads LF, a missing last line end and empty cells as others write them', () => {
    assert.deepEqual(readCsv('a,"b ""c""",\n,"x\ny",z'), [
      ['a', 'b "c"', ''],
      ['', 'x\ny', 'z']
    ])
    assert.deepEqual(readCsv(''), [])
    assert.deepEqual(readCsv('""'), [['']])
  })
})

describe('import-back check', () => {
  const column = (type: 'text' | 'number' | 'datetime') => ({ header: type, field: 'title' as const, type })
  const table = {
    columns: [column('text'), column('number'), column('datetime')],
    rows: [
      ['=1', 2.5, new Date('2026-11-23T10:00:00Z')],
      [null, null, null],
      ['三', 0, null]
    ]
  }
  const rendering = { offsetMinutes: EAST, sheet: '数据', about: [['项目', '内容']] as const }
  for (const format of ['csv', 'xlsx', 'json'] as const) {
    it(`passes what ${format} holds, and names the cell of what it does not`, async () => {
      const bytes = await render(table, format, rendering)
      await checkBack(bytes, table, format, rendering)
      const changed = { ...table, rows: [...table.rows.slice(0, 2), ['四', 0, null]] }
      await assert.rejects(
        checkBack(bytes, changed, format, rendering),
        (error: unknown) =>
          error instanceof AppError && error.code === 'EXPORT_MISMATCH' && /column 1/.test(error.detail ?? '')
      )
      const longer = { ...table, rows: [...table.rows, ['五', 1, null]] }
      await assert.rejects(
        checkBack(bytes, longer, format, rendering),
        (error: unknown) => error instanceof AppError && error.code === 'EXPORT_MISMATCH'
      )
    })
  }
})

describe('mapping sheet', () => {
  it('of the national platform names each field of a ticket at most once, with headings of its own', () => {
    const { columns } = loadMapping()
    assert.equal(new Set(columns.map(({ field }) => field)).size, columns.length)
    assert.ok(columns.length >= 50)
  })

  it('can be another file, and says what is wrong with it', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mapping-'))
    const file = path.join(folder, 'city.yaml')
    const sheet = (columns: string) => writeFileSync(file, `name: 本市\nsheet: 表\ncolumns:\n${columns}\n`)
    sheet('  - {header: 编号, field: ticketNo, type: text}')
    assert.equal(loadMapping(file).columns[0]?.header, '编号')
    sheet('  - {header: 编号, field: ticketNumber, type: text}')
    throws(() => loadMapping(file), 'MAPPING_INVALID', /city\.yaml: columns\.0\.field/)
    sheet('  - {header: 编号, field: ticketNo, type: text}\n  - {header: 编号, field: kind, type: text}')
    throws(() => loadMapping(file), 'MAPPING_INVALID', /twice/)
    throws(() => loadMapping('nowhere'), 'MAPPING_INVALID', /national-platform/)
    throws(() => loadMapping('../../package'), 'MAPPING_INVALID')
    rmSync(folder, { recursive: true })
  })
})
