import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { readSheet } from 'read-excel-file/node'
import { auditEntries, verifyAudit } from '../../../core/audit.ts'
import { fixedClock } from '../../../core/clock.ts'
import { type Database, openDatabase } from '../../../core/database/index.ts'
import { AppError, type ErrorCode } from '../../../core/errors.ts'
import { randomIds } from '../../../core/ids.ts'
import { guardText, readCsv } from '../../../tickets/export/csv.ts'
import {
  checkExport,
  type ExportRequest,
  exportTickets,
  loadMapping,
  readWatermark,
  spanOf,
  type TicketDraft
} from '../../../tickets/index.ts'
import { anonymousDraft, complaintDraft, inquiryDraft, NOW, reportDraft } from '../drafts.ts'
import { deskOn, OFFSET_MINUTES, vault } from '../world.ts'
import { TRICKY_TEXTS } from './tricky-texts.ts'

const fails = (work: Promise<unknown>, code: ErrorCode) =>
  assert.rejects(work, (error: unknown) => error instanceof AppError && error.code === code)

describe('export', () => {
  const clock = fixedClock(NOW)
  const deps = { vault, clock, ids: randomIds, offsetMinutes: OFFSET_MINUTES }
  let db: Database
  let folder: string

  const file = (...drafts: TicketDraft[]) =>
    db.transaction().execute(async trx => {
      const origin = { conversationId: 'c1', userId: 'dl_1' }
      return (await deskOn(clock).file(trx, drafts, origin)).map(({ ticketNo }) => ticketNo)
    })
  const write = (format: ExportRequest['format'], more: Partial<ExportRequest> = {}) =>
    exportTickets(
      db,
      {
        period: spanOf('2026-11-23', '2026-11-24', OFFSET_MINUTES),
        format,
        out: path.join(folder, `out.${format}`),
        mapping: loadMapping(),
        actor: 'lin',
        role: 'operator',
        ...more
      },
      deps
    )
  const bytesOf = (format: string) => readFileSync(path.join(folder, `out.${format}`))
  /** Rows of the file by header, as a program outside reads them. */
  const csv = () => {
    const [headers = [], ...rows] = readCsv(bytesOf('csv').toString('utf8'))
    return rows.map(row => Object.fromEntries(headers.map((header, index) => [header, row[index]])))
  }
  const xlsx = async () => {
    const [headers = [], ...rows] = await readSheet(bytesOf('xlsx'), 1, { trim: false })
    return rows.map(row => Object.fromEntries(headers.map((header, index) => [String(header), row[index] ?? null])))
  }
  const json = () => JSON.parse(bytesOf('json').toString('utf8')) as Record<string, unknown>[]

  beforeEach(async () => {
    db = await openDatabase(':memory:')
    folder = mkdtempSync(path.join(os.tmpdir(), 'export-'))
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  it('gives each field in each format as it was filed, typed where the format has types', async () => {
    const [no] = await file(complaintDraft)
    for (const format of ['csv', 'xlsx', 'json'] as const) await write(format)
    const expected = {
      工单编号: no,
      '12345工单编号': null,
      诉求类型: '投诉',
      问题分类代码: 'WL200204',
      业务领域: '旅游市场',
      问题小类: '诱骗、强迫购物',
      诉求标题: complaintDraft.title,
      诉求内容: complaintDraft.content,
      行政区划代码: '530702',
      行政区划: '古城区',
      被诉对象: '康途旅行社',
      对象类型: '旅行社',
      涉事人员: '导游小杨',
      投诉请求: '退款:3800:退货退款',
      请求金额: 3800,
      利害关系: '本人',
      已向其他部门提出: '无',
      匿名: false,
      需要回复: true,
      姓名: null,
      联系电话: null,
      住址: null,
      紧急程度: '一般',
      办理机构类型: '旅游投诉受理机构',
      附件数: 0,
      状态: '待发送',
      满意度: null
    }
    const [fromXlsx, fromJson, fromCsv] = [(await xlsx())[0]!, json()[0]!, csv()[0]!]
    for (const [header, value] of Object.entries(expected)) {
      assert.deepEqual(fromXlsx[header], value, `xlsx ${header}`)
      assert.deepEqual(fromJson[header], value, `json ${header}`)
      const text = value === null ? '' : typeof value === 'boolean' ? (value ? '是' : '否') : String(value)
      assert.equal(fromCsv[header], text, `csv ${header}`)
    }
    assert.deepEqual(fromXlsx.提交时间, new Date('2026-11-23T10:00:00Z'), 'wall clock of the city')
    assert.equal(fromCsv.提交时间, '2026-11-23 10:00:00')
    assert.equal(fromJson.提交时间, '2026-11-23T10:00:00+08:00')
    assert.equal(fromCsv.发生时间起, '2026-11-21 00:00:00')
  })

  it(`brings ${TRICKY_TEXTS.length} texts that look like something else through every format unchanged`, async () => {
    assert.ok(TRICKY_TEXTS.length >= 50)
    for (const person of TRICKY_TEXTS) {
      await file({ ...reportDraft, respondent: { name: '康途旅行社', kind: 'travel_agency', person } })
    }
    for (const format of ['csv', 'xlsx', 'json'] as const) assert.equal((await write(format)).rows, TRICKY_TEXTS.length)
    assert.deepEqual(
      (await xlsx()).map(row => row.涉事人员),
      TRICKY_TEXTS
    )
    assert.deepEqual(
      json().map(row => row.涉事人员),
      TRICKY_TEXTS
    )
    assert.deepEqual(
      csv().map(row => row.涉事人员),
      TRICKY_TEXTS.map(guardText)
    )
    for (const row of csv())
      assert.doesNotMatch(row.涉事人员 ?? '', /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20|%]/, 'no formula')
  })

  it('is UTF-8 with a byte order mark and CRLF as CSV', async () => {
    await file(inquiryDraft)
    await write('csv')
    const bytes = bytesOf('csv')
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    assert.equal(bytes.toString('utf8').split('\r\n').length, 3)
  })

  it('takes what was filed in the days of the city, the last one left out', async () => {
    const clockAt = async (time: string, draft: TicketDraft) => {
      clock.advance(Date.parse(time) - clock.now().getTime())
      return (await file({ ...draft, occurredAt: complaintDraft.occurredAt }))[0]!
    }
    await clockAt('2026-11-22T23:59:59.999+08:00', inquiryDraft)
    const first = await clockAt('2026-11-23T00:00:00+08:00', inquiryDraft)
    const last = await clockAt('2026-11-23T23:59:59.999+08:00', reportDraft)
    await clockAt('2026-11-24T00:00:00+08:00', inquiryDraft)
    const manifest = await write('json')
    assert.deepEqual(
      json().map(row => row.工单编号),
      [first, last]
    )
    assert.deepEqual(manifest.byKind, { inquiry: 1, report: 1 })
    await write('json', { kinds: ['report'] })
    assert.deepEqual(
      json().map(row => row.工单编号),
      [last]
    )
    clock.advance(Date.parse(NOW) - clock.now().getTime())
  })

  it('holds nobody’s name, telephone, address or position, and masks what was typed into the text', async () => {
    const content = '我的另一个电话是13900005678,车牌云P12345停在门口,导游小杨的话不能信,请转告旅行社。'
    await file(
      {
        ...reportDraft,
        content,
        place: { text: '古城玉器店', longitude: 100.2339, latitude: 26.8721, datum: 'GCJ02' }
      },
      complaintDraft
    )
    await file(anonymousDraft)
    for (const format of ['csv', 'xlsx', 'json'] as const) await write(format)
    const all = [bytesOf('csv').toString(), JSON.stringify(await xlsx()), bytesOf('json').toString()].join('\n')
    for (const secret of ['王小满', '13800001234', '五华区', '13900005678', '云P12345', '100.2339', '26.8721']) {
      assert.ok(!all.includes(secret), secret)
    }
    assert.ok(all.includes('导游小杨的话不能信'), 'the respondent stays')
  })

  it('holds identities only for a reason, which is audited, and marks each row with it', async () => {
    const [reported, complained] = [...(await file(reportDraft)), ...(await file(complaintDraft))]
    await fails(write('csv', { identityReason: ' ' }), 'EXPORT_INVALID')
    assert.deepEqual(readdirSync(folder), [])
    for (const format of ['csv', 'xlsx', 'json'] as const) {
      const manifest = await write(format, { identityReason: '立案需要联系举报人' })
      assert.ok(manifest.withIdentity && manifest.watermark)
      const rows = format === 'csv' ? csv() : format === 'xlsx' ? await xlsx() : json()
      assert.deepEqual(
        rows.map(row => [row.姓名, row.联系电话]),
        [
          ['王小满', '13800001234'],
          ['王小满', '13800001234']
        ]
      )
      const marks = rows.map(row => String(row.导出水印))
      for (const mark of marks) assert.match(mark, /lin 2026-11-23T10:00:00\+08:00 立案需要联系举报人$/)
      assert.equal(readWatermark(vault, marks[0]!, reported!), manifest.watermark, 'one copied row tells its file')
      assert.equal(readWatermark(vault, marks[0]!, complained!), null, 'and can be put into no other row')
    }
    const entries = await auditEntries(db, { action: 'export.identity', limit: 10 })
    assert.equal(entries.length, 3)
    assert.equal(entries[0]?.reason, '立案需要联系举报人')
    assert.deepEqual((await verifyAudit(db, { vault })).faults, [])
  })

  it('tells in its manifest what is in the file, and is readable by its owner only', async () => {
    await file(reportDraft, complaintDraft)
    const manifest = await write('xlsx')
    assert.deepEqual(JSON.parse(readFileSync(path.join(folder, 'out.xlsx.manifest.json'), 'utf8')), manifest)
    assert.equal(manifest.sha256, createHash('sha256').update(bytesOf('xlsx')).digest('hex'))
    assert.equal(manifest.bytes, bytesOf('xlsx').length)
    assert.deepEqual([manifest.rows, manifest.byKind], [2, { report: 1, complaint: 1 }])
    assert.deepEqual(manifest.columns, (await readSheet(bytesOf('xlsx'), 1))[0])
    for (const name of readdirSync(folder)) assert.equal(statSync(path.join(folder, name)).mode & 0o077, 0, name)
  })

  it('can be checked later: unchanged, or what is other than its manifest and the tickets say', async () => {
    await file(reportDraft, complaintDraft)
    await file({ ...inquiryDraft, content: '=1+1 请问春节期间市图书馆开放吗?' })
    for (const format of ['csv', 'xlsx', 'json'] as const) {
      const { columns } = await write(format)
      const out = path.join(folder, `out.${format}`)
      const asWritten = { file: `out.${format}`, rows: 3, columns: columns.length, faults: [] }
      assert.deepEqual(await checkExport(db, out), asWritten)
    }
    const changed = path.join(folder, 'out.csv')
    const lines = readFileSync(changed, 'utf8').split('\r\n')
    writeFileSync(changed, [lines[0], lines[2], lines[2], ''].join('\r\n'))
    const { faults } = await checkExport(db, changed)
    assert.match(faults[0] ?? '', /^\d+ bytes, not \d+$/)
    assert.deepEqual(faults.slice(1), [
      'the hash is another one',
      '2 rows, not 3',
      '1 tickets stand there twice',
      'report: 0 in the file, 1 in the manifest',
      'inquiry: 0 in the file, 1 in the manifest'
    ])
    await fails(checkExport(db, path.join(folder, 'none.csv')), 'EXPORT_INVALID')
    rmSync(path.join(folder, 'out.json.manifest.json'))
    await fails(checkExport(db, path.join(folder, 'out.json')), 'EXPORT_INVALID')
  })

  it('writes a file with headings alone where nothing was filed', async () => {
    for (const format of ['csv', 'xlsx', 'json'] as const) assert.equal((await write(format)).rows, 0)
    assert.deepEqual([csv(), await xlsx(), json()], [[], [], []])
  })

  it('leaves no file where it cannot be audited or the folder cannot be made', async () => {
    await fails(write('csv', { actor: ' ' }), 'AUDIT_INVALID')
    assert.deepEqual(readdirSync(folder), [])
    await write('csv')
    await fails(write('json', { out: path.join(folder, 'out.csv', 'below', 'a.json') }), 'EXPORT_UNWRITABLE')
    assert.ok(existsSync(path.join(folder, 'out.csv')))
  })

  it('gives no satisfaction of a report, though a citizen may have said one', async () => {
    const [reported, complained] = [...(await file(reportDraft)), ...(await file(complaintDraft))]
    for (const ticketNo of [reported!, complained!]) {
      await deskOn(clock).evaluate(db, ticketNo, { contacted: true, resolved: true, satisfaction: 5 })
    }
    await write('json')
    assert.deepEqual(
      json().map(row => [row.已解决, row.满意度]),
      [
        [true, null],
        [true, 5]
      ]
    )
  })
})
