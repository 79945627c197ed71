// What was exported, read back by a library that has nothing in common with the one that wrote it (SheetJS), against the
// tickets as they were filed: every cell of every row.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type ParsingOptions, read, type Sheet, type WorkBook } from 'xlsx'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { randomIds } from '../../../core/ids.ts'
import { exportTickets, type Format, loadMapping, spanOf, type TicketDraft } from '../../../tickets/index.ts'
import { applyEvent } from '../../../tickets/mirror/apply-event.ts'
import { complaintDraft, NOW } from '../drafts.ts'
import { limitsFor } from '../limits/limits-for.ts'
import { deskOn, listeningLog, OFFSET_MINUTES, vault } from '../world.ts'
import { TRICKY_TEXTS } from './tricky-texts.ts'

type Expected = Record<string, string | number | boolean | null>

const MINUTE_MS = 60_000
const FORMULA = /^[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20|%]/

/** Each ticket has another text in each of five fields. */
const text = (index: number, field: number) => TRICKY_TEXTS[(index + 7 * field) % TRICKY_TEXTS.length] as string
/** Free text is scanned for names and numbers before it is exported: these have none. */
const REPLIES = ['=已退款\n"全额"', '+已道歉,换货', "'已转交😀", '-2日内退', '第一行\n\n第三行', '1e5']
const replyText = (index: number) => REPLIES[index % REPLIES.length] as string
const AMOUNTS = [0.01, 3800, 99_999_999.99, 0, 1234.5]

const draftOf = (index: number): TicketDraft => ({
  ...complaintDraft,
  title: `第${index}件:退款😀"引号",逗号`,
  content: `=第一行\n第二行,"引号";第${index}位😀𠮷`,
  occurredAt: {
    text: '上周六晚上八点半',
    start: '2026-11-21T20:30:00+08:00',
    end: '2026-11-21T21:00:00+08:00',
    precision: 'minute'
  },
  respondent: {
    name: `=康途"旅行社",${index}`,
    kind: 'travel_agency',
    person: text(index, 0),
    address: `址${text(index, 1)}`.slice(0, 200),
    plateNo: text(index, 2),
    licenceNo: text(index, 3)
  },
  claims: [{ type: 'refund', amount: AMOUNTS[index % AMOUNTS.length] as number, text: '退,"款"' }],
  amountInvolved: AMOUNTS[(index + 1) % AMOUNTS.length] as number,
  contract: { orderNo: text(index, 4), peopleCount: index + 1, endDate: '2026-11-21' },
  flags: ['group', 'elderly']
})

/** Written by hand from the sheet's headings, so that a heading that shows another field is found. */
function expectedOf(index: number, ticketNo: string): Expected {
  const draft = draftOf(index)
  return {
    工单编号: ticketNo,
    '12345工单编号': `00${ticketNo.slice(2)}`,
    诉求类型: '投诉',
    问题分类代码: 'WL200204',
    业务领域: '旅游市场',
    问题大类: '导游领队',
    问题小类: '诱骗、强迫购物',
    诉求标题: draft.title,
    诉求内容: draft.content,
    行政区划代码: '530702',
    行政区划: '古城区',
    发生时间原话: '上周六晚上八点半',
    发生时间起: '2026-11-21 20:30:00',
    发生时间止: '2026-11-21 21:00:00',
    事发地址: '古城玉器店',
    经度: null,
    纬度: null,
    被诉对象: `=康途"旅行社",${index}`,
    对象类型: '旅行社',
    对象地址: `址${text(index, 1)}`.slice(0, 200),
    对象电话: null,
    统一社会信用代码: null,
    涉事人员: text(index, 0),
    车牌: text(index, 2),
    许可证号或导游证号: text(index, 3),
    投诉请求: `退款:${AMOUNTS[index % AMOUNTS.length]}:退,"款"`,
    请求金额: AMOUNTS[index % AMOUNTS.length] as number,
    涉及金额: AMOUNTS[(index + 1) % AMOUNTS.length] as number,
    合同或订单号: text(index, 4),
    人数: index + 1,
    合同结束日: '2026-11-21',
    利害关系: '本人',
    已向其他部门提出: '无',
    匿名: false,
    保密: false,
    需要回复: true,
    姓名: null,
    联系电话: null,
    住址: null,
    紧急程度: '一般',
    特别标记: '群体 老年人',
    办理机构类型: '旅游投诉受理机构',
    受理渠道: '网页',
    附件数: 0,
    关联工单: null,
    提交时间: '2026-11-23 10:00:00',
    状态: '办结',
    承办单位: '-古城区文旅局',
    受理时间: '2026-11-23 10:02:00',
    答复时间: '2026-11-23 10:03:00',
    办结时间: '2026-11-23 10:04:00',
    答复内容: replyText(index),
    办理期限: '2027-01-22 23:59:59',
    期限来源: '期限表推算',
    按期办理: true,
    已联系: true,
    已解决: false,
    满意度: 2
  }
}

/** A serial day number of a spreadsheet as its wall clock. */
const wallClock = (serial: number) => new Date(Math.round((serial - 25_569) * 86_400) * 1000).toISOString()

describe('an export read by another library', () => {
  const { log } = listeningLog()
  let db: Database
  let folder: string
  const rows: Expected[] = []
  const clock = fixedClock(NOW)

  before(async () => {
    db = await openDatabase(':memory:')
    folder = mkdtempSync(path.join(os.tmpdir(), 'export-'))
    const origin = { conversationId: 'c1', userId: 'dl_1' }
    const desk = deskOn(clock)
    const numbers: string[] = []
    await db.transaction().execute(async trx => {
      for (const index of TRICKY_TEXTS.keys()) {
        const [filed] = await desk.file(trx, [draftOf(index)], origin)
        numbers.push(filed!.ticketNo)
      }
    })
    const mirror = { vault, clock, log }
    for (const [seq, status] of (['submitted', 'accepted', 'replied', 'closed'] as const).entries()) {
      clock.advance(MINUTE_MS)
      for (const [index, ticketNo] of numbers.entries()) {
        const message = replyText(index)
        await applyEvent(
          db,
          {
            eventId: `${ticketNo}-${seq}`,
            seq: seq + 1,
            workOrderNo: `00${ticketNo.slice(2)}`,
            ticketNo,
            status,
            at: clock.now().toISOString(),
            department: '-古城区文旅局',
            ...(status === 'replied' || status === 'closed' ? { message } : {})
          },
          mirror
        )
      }
    }
    for (const ticketNo of numbers) {
      await desk.evaluate(db, ticketNo, { contacted: true, resolved: false, satisfaction: 2 })
    }
    rows.push(...numbers.map((ticketNo, index) => expectedOf(index, ticketNo)))
    for (const format of ['csv', 'xlsx'] as const) await write(format)
  })
  after(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  const file = (format: Format) => path.join(folder, `out.${format}`)
  const write = (format: Format) =>
    exportTickets(
      db,
      {
        period: spanOf('2026-11-23', '2026-11-24', OFFSET_MINUTES),
        format,
        out: file(format),
        mapping: loadMapping(),
        actor: 'lin',
        role: 'operator'
      },
      { vault, clock, ids: randomIds, offsetMinutes: OFFSET_MINUTES, limits: limitsFor(log) }
    )
  /** The library reads UTF-8 with a mark only as text, which the mark does not belong to. */
  const opened = (format: 'csv' | 'xlsx', options: ParsingOptions = {}) =>
    format === 'csv'
      ? read(readFileSync(file('csv'), 'utf8').slice(1), { ...options, type: 'string' })
      : read(readFileSync(file('xlsx')), { ...options, type: 'buffer' })
  const sheetOf = (book: WorkBook): Sheet => book.Sheets[book.SheetNames[0] ?? ''] as Sheet
  const cellAt = (sheet: Sheet, row: number, column: number) => {
    let name = ''
    for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) {
      name = String.fromCharCode(65 + ((left - 1) % 26)) + name
    }
    return sheet[`${name}${row + 1}`] as { t: string; v: unknown; f?: string; z?: string } | undefined
  }
  const headers = () => Object.keys(rows[0] ?? {})
  const each = (check: (value: Expected[string], row: number, column: number, where: string) => void) => {
    for (const [row, expected] of rows.entries()) {
      for (const [column, header] of headers().entries()) {
        check(expected[header] ?? null, row + 1, column, `row ${row + 1}, ${header}`)
      }
    }
  }

  it('has the headings of the sheet, in their order, and one row for each ticket', () => {
    assert.deepEqual(
      headers(),
      loadMapping().columns.map(({ header }) => header)
    )
    assert.equal(rows.length, TRICKY_TEXTS.length)
    for (const format of ['csv', 'xlsx'] as const) {
      const sheet = sheetOf(opened(format, { raw: true }))
      const first = headers().map((_, column) => cellAt(sheet, 0, column)?.v)
      assert.deepEqual(first, headers(), format)
      assert.equal(cellAt(sheet, rows.length, 0)?.v, rows.at(-1)?.工单编号)
      assert.equal(cellAt(sheet, rows.length + 1, 0), undefined, `${format}: nothing below`)
    }
  })

  it('equals the tickets cell by cell as xlsx, each of its type', () => {
    const sheet = sheetOf(opened('xlsx', { cellNF: true }))
    let cells = 0
    const types = new Map(loadMapping().columns.map(({ header, type }) => [header, type]))
    each((value, row, column, where) => {
      const cell = cellAt(sheet, row, column)
      cells++
      if (value === null) {
        assert.equal(cell, undefined, where)
        return
      }
      assert.equal(cell?.f, undefined, `${where}: a formula`)
      const type = types.get(headers()[column] ?? '')
      if (type === 'datetime' || type === 'date') {
        assert.equal(cell?.t, 'n', where)
        const at = wallClock(cell?.v as number)
        assert.equal(type === 'date' ? at.slice(0, 10) : at.slice(0, 19).replace('T', ' '), value, where)
        assert.equal(cell?.z, type === 'date' ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss', where)
        return
      }
      assert.equal(cell?.t, typeof value === 'string' ? 's' : typeof value === 'number' ? 'n' : 'b', where)
      assert.equal(cell?.v, value, where)
    })
    assert.equal(cells, TRICKY_TEXTS.length * headers().length)
  })

  it('equals the tickets cell by cell as csv; what would be a formula begins with an apostrophe', () => {
    const sheet = sheetOf(opened('csv', { raw: true }))
    each((value, row, column, where) => {
      const plain = value === null ? '' : typeof value === 'boolean' ? (value ? '是' : '否') : String(value)
      const wanted = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : plain
      assert.equal(cellAt(sheet, row, column)?.v ?? '', wanted, where)
    })
  })

  it('has no cell that a spreadsheet program would run, opened without any care', () => {
    for (const format of ['csv', 'xlsx'] as const) {
      const sheet = sheetOf(opened(format))
      for (const [address, cell] of Object.entries(sheet)) {
        if (!address.startsWith('!')) assert.equal((cell as { f?: string }).f, undefined, `${format} ${address}`)
      }
    }
  })

  it('would notice: the library takes an unguarded cell for a formula', () => {
    const sheet = sheetOf(read('甲,乙\r\n=1+1,2\r\n', { type: 'string' }))
    assert.equal(cellAt(sheet, 1, 0)?.f, '1+1')
  })
})
