// In the style of a provincial platform: forms under /gdgl, HTTP 200 whatever happens, `code` tells; names by the first letters
// of their pinyin, states in Chinese; signed by HMAC-SM3 over key, time, nonce and body, both ways; it pushes each change.
import { createHmac } from 'node:crypto'
import type { Status } from '../../tickets/contract/index.ts'
import { type Answer, canonicalJson, header, type Received } from '../answer.ts'
import { type FollowUp, type FollowUpConflict, keepFollowUp } from '../follow-ups.ts'
import { keepOrder, type Numbering, type OrderRow, orderByTicketNo } from '../work-orders.ts'
import type { Dialect, RouteContext } from './dialect.ts'
import { localParts } from './local-time.ts'

const PREFIX = '/api'
const NUMBERING: Numbering = { isDaily: true, format: (day, serial) => `P${day}${String(serial).padStart(6, '0')}` }
const CLOCK_SKEW_MS = 300_000

const WORDS: Record<Status, string> = {
  submitted: '待受理',
  need_more: '待补充',
  not_accepted: '不予受理',
  accepted: '已受理',
  dispatched: '待签收',
  in_progress: '办理中',
  delayed: '延期办理',
  returned: '退单',
  merged: '重复件',
  replied: '已答复',
  follow_up: '回访中',
  closed: '办结',
  reopened: '重新办理',
  withdrawn: '已撤回'
}
const STAMP = /^\d{14}$/
/** 诉求人: 姓名, 电话, 是否匿名, 是否需要回复 */
const REQUESTER_FIELDS = ['xm', 'dh', 'nm', 'hf']

const say = (code: string, result?: object): Answer => ({
  status: 200,
  body: { code, msg: code === '0000' ? '成功' : '失败', ...(result && { result }) }
})
const wrong = (field: string) => say('1001', { zd: field })

const signature = (secret: string, key: string, time: string, nonce: string, body: string) =>
  createHmac('sm3', secret).update(`${key}&${time}&${nonce}&${body}`).digest('hex').toUpperCase()

const stamp = (iso: string, offsetMinutes: number) => localParts(iso, offsetMinutes).join('')

function isSigned(request: Received, { credentials, nonces, clock }: RouteContext): boolean {
  const [key, time, nonce] = ['app-key', 'app-time', 'app-nonce'].map(name => header(request, name)) as [
    string,
    string,
    string
  ]
  const right = signature(credentials.secret, key, time, nonce, request.raw.toString('utf8'))
  if (key !== credentials.appId || header(request, 'app-sign') !== right || !/^\d{13}$/.test(time)) return false
  if (Math.abs(clock.now().getTime() - Number(time)) > CLOCK_SKEW_MS) return false
  return nonces.isNew(nonce, clock.now())
}

function receipt(row: OrderRow, { offsetMinutes }: RouteContext): Answer {
  return say('0000', {
    gdbh: row.work_order_no,
    wbbh: row.ticket_no,
    zt: WORDS[row.status as Status],
    slsj: stamp(row.received_at, offsetMinutes),
    ...(row.due_at !== null && { jzsj: stamp(row.due_at, offsetMinutes) })
  })
}

function objectOf(text: string | undefined): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text ?? '')
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

type Form = Record<string, string>

/** The name of the first field that is wrong; null where none is. */
function wrongField(form: Form): string | null {
  const missing = ['wbbh', 'wtfl', 'bt', 'nr', 'xzqh', 'blbm'].find(name => !form[name])
  if (missing) return missing
  if (!/^[1-5]$/.test(form.sqlx ?? '')) return 'sqlx'
  if (!/^[1-3]$/.test(form.jjcd ?? '')) return 'jjcd'
  if (!/^[01]$/.test(form.sfbm ?? '')) return 'sfbm'
  if (!STAMP.test(form.tjsj ?? '')) return 'tjsj'
  if (form.fssj !== undefined && !STAMP.test(form.fssj)) return 'fssj'
  const requester = objectOf(form.sqr)
  if (!requester || Object.keys(requester).some(name => !REQUESTER_FIELDS.includes(name))) return 'sqr'
  if (![0, 1].includes(Number(requester.nm))) return 'sqr.nm'
  return form.dx === undefined || typeof objectOf(form.dx)?.mc === 'string' ? null : 'dx.mc'
}

/** What is written down: the form with its inner JSON read. */
const readable = (form: Form) =>
  Object.fromEntries(
    Object.entries(form).map(([name, text]) => [name, /^[[{]/.test(text) ? (objectOf(text) ?? text) : text])
  )

async function file(form: Form, context: RouteContext): Promise<Answer> {
  const field = wrongField(form)
  if (field !== null) return wrong(field)
  return context.store.transaction().execute(async trx => {
    const ticketNo = form.wbbh ?? ''
    if (await orderByTicketNo(trx, ticketNo)) return say('4009')
    const order = { ticketNo, key: ticketNo, canonical: canonicalJson(readable(form)) }
    return receipt(await keepOrder(trx, order, context, NUMBERING), context)
  })
}

const FOLLOW_UPS: Record<string, { what: FollowUp; needs: string[] }> = {
  '/gdgl/bc': { what: 'supplements', needs: ['nr'] },
  '/gdgl/cb': { what: 'urges', needs: ['nr'] },
  '/gdgl/ch': { what: 'withdrawal', needs: ['yy'] },
  '/gdgl/pj': { what: 'evaluation', needs: ['lxqk', 'jjqk'] }
}
const CONFLICTS: Record<FollowUpConflict, string> = {
  NOT_FOUND: '4004',
  KEY_REUSED: '4009',
  TOO_SOON: '4091',
  CLOSED: '4092',
  WITHDRAWN: '4092'
}

async function add(path: string, form: Form, context: RouteContext): Promise<Answer> {
  const operation = FOLLOW_UPS[path]
  if (!operation) return say('4040')
  const missing = ['lsh', 'gdbh', ...operation.needs].find(name => !form[name])
  if (missing) return wrong(missing)
  const kept = await context.store.transaction().execute(trx =>
    keepFollowUp(
      trx,
      {
        workOrderNo: form.gdbh ?? '',
        what: operation.what,
        key: form.lsh ?? '',
        canonical: canonicalJson(form),
        status: operation.what === 'withdrawal' ? 'withdrawn' : null
      },
      context
    )
  )
  if ('conflict' in kept) return say(CONFLICTS[kept.conflict])
  if (kept.event) context.callbacks.tell(kept.event)
  return say('0000')
}

async function answer(request: Received, context: RouteContext): Promise<Answer> {
  if (!isSigned(request, context)) return say('4010')
  if (request.method !== 'POST') return say('4040')
  const form = Object.fromEntries(new URLSearchParams(request.raw.toString('utf8')))
  const path = new URL(request.url, 'http://sandbox').pathname.slice(PREFIX.length)
  if (path === '/gdgl/tj') return file(form, context)
  if (path !== '/gdgl/cx') return add(path, form, context)
  const row = await orderByTicketNo(context.store, form.wbbh ?? '')
  return row ? receipt(row, context) : say('4004')
}

export const provinceDialect: Dialect = {
  name: 'province',
  prefix: PREFIX,
  statuses: Object.keys(WORDS) as Status[],
  labels: {
    wbbh: '外部编号',
    sqlx: '诉求类型(1投诉 2举报 3咨询 4求助 5建议)',
    wtfl: '问题分类',
    bt: '标题',
    nr: '内容',
    xzqh: '行政区划',
    sqr: '诉求人',
    'sqr.xm': '姓名',
    'sqr.dh': '电话',
    'sqr.nm': '匿名',
    'sqr.hf': '需要回复',
    dz: '地址',
    dx: '对象',
    'dx.mc': '名称',
    'dx.lx': '类型',
    'dx.ry': '涉事人员',
    'dx.dh': '电话',
    qq: '请求',
    lx: '类型',
    je: '金额(元)',
    ms: '说明',
    glbh: '关联编号',
    blbm: '办理部门',
    fssj: '发生时间',
    jjcd: '紧急程度',
    sfbm: '是否保密',
    tjsj: '提交时间',
    lsh: '流水号',
    gdbh: '工单编号',
    sj: '时间',
    yy: '原因',
    lxqk: '是否联系',
    jjqk: '是否解决',
    myd: '满意度'
  },
  isFiling: ({ method, url }) => method === 'POST' && url.split('?')[0] === `${PREFIX}/gdgl/tj`,
  answer,
  failure(mode, seconds) {
    const wait = seconds === undefined ? undefined : { ddms: seconds }
    switch (mode) {
      case '503':
        return say('5003', wait)
      case '429':
        return say('4290', wait)
      case '500':
        return say('9999')
      case '422':
        return wrong('nr')
    }
  },
  callback: {
    path: '/intake/callback/province',
    message({ event, credentials, nowMs, nonce, offsetMinutes, isStrange }) {
      const form: Form = {
        xxbh: event.eventId,
        xh: String(event.seq),
        gdbh: event.workOrderNo,
        wbbh: event.ticketNo,
        zt: isStrange ? '已归档' : WORDS[event.status],
        sj: stamp(event.at, offsetMinutes),
        ...(event.department !== undefined && { cbdw: event.department }),
        ...(event.message !== undefined && { dfnr: event.message }),
        ...(event.reason !== undefined && { yy: event.reason }),
        ...(event.dueAt !== undefined && { jzsj: stamp(event.dueAt, offsetMinutes) })
      }
      const body = new URLSearchParams(form).toString()
      const time = String(nowMs)
      return {
        body,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'app-key': credentials.appId,
          'app-time': time,
          'app-nonce': nonce,
          'app-sign': signature(credentials.secret, credentials.appId, time, nonce, body)
        }
      }
    },
    isTaken: (httpStatus, text) => httpStatus === 200 && objectOf(text)?.code === '0000'
  }
}
