import assert from 'node:assert/strict'
import { AppError } from '../../core/errors.ts'
import { type CellValue, cellText, readWorkbook, writeWorkbook } from '../../core/workbook.ts'

const roundTrip = async (rows: CellValue[][]) =>
  (await readWorkbook(await writeWorkbook([{ name: '工单', rows }])))[0]?.rows

describe('workbook', () => {
  it('gives each cell back as the type it was written as', async () => {
    const rows: CellValue[][] = [
      ['编号', '金额', '时间', '匿名', '空'],
      ['WL20261123000001', 3800.5, new Date('2026-11-23T10:00:01Z'), true, null],
      ['', 0, new Date('2026-01-01T00:00:00Z'), false, '有']
    ]
    const [head, first, second] = (await roundTrip(rows)) ?? []
    assert.deepEqual([head, first], [rows[0], rows[1]])
    assert.deepEqual(second, [null, 0, new Date('2026-01-01T00:00:00Z'), false, '有'])
  })

  it('gives every second of a day back as it was', async () => {
    const start = Date.parse('2026-11-23T00:00:00Z')
    const rows = Array.from({ length: 1200 }, (_, index) => [new Date(start + index * 71_000)])
    assert.deepEqual(await roundTrip([['时间'], ...rows]), [['时间'], ...rows])
  })

  it('takes no text for a formula, a number, a date, an error or an escape', async () => {
    const texts = [
      '=1+1',
      '+86',
      '-1',
      '@SUM(A1)',
      '007',
      '110105199001011234',
      '1e5',
      '2026-11-23',
      'TRUE',
      '#REF!',
      '_x0041_',
      ' 前后有空格 ',
      '一\n二',
      '"引号"',
      '<&>',
      '😀𠮷'
    ]
    assert.deepEqual(
      await roundTrip(texts.map(text => [text])),
      texts.map(text => [text])
    )
  })

  it('leaves out what XML cannot hold, and cuts at the limit of a cell', () => {
    assert.equal(cellText('a\u0000b\u0007c\ud83dd\r\ne\rf'), 'abcd\ne\nf')
    assert.equal(cellText('x'.repeat(40_000)).length, 32_767)
    assert.equal(cellText(`${'x'.repeat(32_766)}😀`).length, 32_766, 'no half of a pair at the end')
  })

  it('keeps several sheets apart', async () => {
    const sheets = await readWorkbook(
      await writeWorkbook([
        { name: '甲', rows: [['1']] },
        { name: '乙', rows: [['2']] }
      ])
    )
    assert.deepEqual(sheets, [
      { name: '甲', rows: [['1']] },
      { name: '乙', rows: [['2']] }
    ])
  })

  it('refuses what is no workbook', async () => {
    await assert.rejects(
      readWorkbook(Buffer.from('not a zip')),
      (error: unknown) => error instanceof AppError && error.code === 'WORKBOOK_INVALID'
    )
  })
})
