// The page at /: all orders with all fields, and a form that moves one on. Plain HTML, no script.
import { sql } from 'kysely'
import {
  type Attachment,
  attachmentSchema,
  categoryByCode,
  type Status,
  type StatusEvent
} from '../tickets/contract/index.ts'
import type { Dialect } from './dialects/dialect.ts'
import { FOLLOW_UP_LABELS, KIND_LABELS, NEXT_STATUS, STATUS_LABELS } from './labels.ts'
import type { SandboxStore } from './store.ts'

const ORDERS_MAX = 100

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, sign => ENTITIES[sign] ?? sign)

type Labels = Dialect['labels']
/** `within`: the field that holds this one; some names mean something else there. */
const label = (field: string, within: string, labels: Labels) => labels[`${within}.${field}`] ?? labels[field] ?? field
const statusLabel = (status: string) => STATUS_LABELS[status as Status] ?? status

function shownText(field: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? '是' : '否'
  const kind = field === 'kind' ? KIND_LABELS[String(value)] : undefined
  if (kind !== undefined) return `${kind}(${value})`
  if (field === 'categoryCode' && typeof value === 'string') {
    const category = categoryByCode(value)
    return category ? `${value} ${category.fieldName} / ${category.groupName} / ${category.name}` : value
  }
  return String(value)
}

function shown(field: string, value: unknown, labels: Labels): string {
  if (Array.isArray(value))
    return value.length === 0 ? '—' : `<ul>${value.map(item => `<li>${shown(field, item, labels)}</li>`).join('')}</ul>`
  if (typeof value === 'object' && value !== null) return fields(value, labels, field)
  return escapeHtml(shownText(field, value))
}

/** A file that came with an order or a supplement: a picture is shown, anything is opened by its name. */
function attachment({ attachmentId, name, contentType, size, sha256 }: Attachment): string {
  const address = `/attachments/${encodeURIComponent(attachmentId)}`
  const picture = contentType.startsWith('image/') ? `<br><img src="${address}" alt="" loading="lazy">` : ''
  const about = `${contentType},${size} 字节,sha256 ${sha256.slice(0, 12)}…`
  return `<a href="${address}">${escapeHtml(name)}</a> <span class="note">${escapeHtml(about)}</span>${picture}`
}

function fields(value: object, labels: Labels, within = ''): string {
  const file = attachmentSchema.safeParse(value)
  if (file.success) return attachment(file.data)
  const rows = Object.entries(value).map(
    ([field, item]) => `<dt>${escapeHtml(label(field, within, labels))}</dt><dd>${shown(field, item, labels)}</dd>`
  )
  return `<dl>${rows.join('')}</dl>`
}

function form(workOrderNo: string, status: string, { statuses }: Dialect): string {
  const next = NEXT_STATUS[status as Status]
  const options = statuses.map(
    name => `<option value="${name}"${name === next ? ' selected' : ''}>${STATUS_LABELS[name]}</option>`
  )
  return `<form method="post" action="/orders/${encodeURIComponent(workOrderNo)}">
    <label>改为 <select name="status">${options.join('')}</select></label>
    <label>承办单位 <input name="department" maxlength="100"></label>
    <label>告知诉求人 <input name="message" maxlength="2000" size="40"></label>
    <label>理由 <input name="reason" maxlength="500"></label>
    <button>${next ? `办理下一步(${STATUS_LABELS[next]})` : '办理'}</button>
  </form>`
}

function history(events: readonly StatusEvent[]): string {
  const items = events.map(event => {
    const words = [event.at, statusLabel(event.status), event.department, event.message, event.reason]
    return `<li>${words
      .filter(word => word !== undefined)
      .map(escapeHtml)
      .join(' · ')}</li>`
  })
  return `<ol>${items.join('')}</ol>`
}

const STYLE = `body{font:16px/1.5 sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem;color:#222}
article{border:1px solid #999;border-radius:6px;padding:1rem;margin:1rem 0}h2{margin:0;font-size:1.1rem}
dl{display:grid;grid-template-columns:9rem 1fr;gap:.2rem .8rem;margin:.3rem 0}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}
dl dl{grid-template-columns:6rem 1fr}ul,ol{margin:0;padding-left:1.2rem}form{display:flex;flex-wrap:wrap;gap:.6rem;margin:.6rem 0}
input,select,button{font:inherit;padding:.2rem .4rem}.note{color:#555}img{max-width:16rem;max-height:12rem}`

/** Newest first. */
export async function renderPage(store: SandboxStore, faults: object, dialect: Dialect): Promise<string> {
  const orders = await store
    .selectFrom('orders')
    .selectAll()
    .orderBy('work_order_no', 'desc')
    .limit(ORDERS_MAX)
    .execute()
  const articles = []
  for (const order of orders) {
    const events = await store
      .selectFrom('events')
      .select('event')
      .where('work_order_no', '=', order.work_order_no)
      .orderBy('seq')
      .execute()
    const followUps = await store
      .selectFrom('follow_ups')
      .selectAll()
      .where('work_order_no', '=', order.work_order_no)
      .orderBy('received_at_ms')
      .orderBy(sql`rowid`)
      .execute()
    const after = followUps.map(
      entry =>
        `<li>${escapeHtml(FOLLOW_UP_LABELS[entry.operation] ?? entry.operation)}${shown('', JSON.parse(entry.canonical), dialect.labels)}</li>`
    )
    articles.push(`<article id="${escapeHtml(order.work_order_no)}">
      <h2>工单 ${escapeHtml(order.work_order_no)} · ${escapeHtml(statusLabel(order.status))}</h2>
      <p class="note">收到 ${escapeHtml(order.received_at)}${order.due_at ? ` · 期限 ${escapeHtml(order.due_at)}` : ''}${order.department ? ` · ${escapeHtml(order.department)}` : ''}</p>
      ${form(order.work_order_no, order.status, dialect)}
      ${fields(JSON.parse(order.canonical), dialect.labels)}
      <h3>经过</h3>${history(events.map(row => JSON.parse(row.event) as StatusEvent))}
      ${after.length > 0 ? `<h3>诉求人后续</h3><ul>${after.join('')}</ul>` : ''}
    </article>`)
  }
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>12345 工单受理(试验环境)</title><style>${STYLE}</style></head><body>
    <h1>12345 工单受理(试验环境)</h1>
    <p class="note">这里代替真实的 12345 平台,仅供本机试用,接口样式:<code>${escapeHtml(dialect.name)}</code>。故障开关:<code>POST /faults</code>,现为 <code>${escapeHtml(JSON.stringify(faults))}</code></p>
    <p>共显示 ${orders.length} 件(最多 ${ORDERS_MAX} 件),新的在前。<a href="/">刷新</a></p>
    ${articles.join('') || '<p>还没有工单。</p>'}</body></html>`
}
