// Order, contract and ticket numbers 订单号 / 合同编号 / 工单号. Read before phones: an order number may look like one.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity, UnderstandContext } from '../../understanding.ts'
import { atRaw, type Taken } from '../found.ts'
import { halfWidth } from '../half-width.ts'

const NAMES =
  '(?:[订訂定][单單]|合同|合約|协议|協議|行程[单單]|[运運][单單]|快[递遞]|流水|交易|工[单單]|受理|案件|[预預][订訂定]|[确確][认認]|取票|出票|票|[团團]|[凭憑][证證]|[单單]|[编編]|[发發]票)'
const CODE = '([A-Za-z0-9](?:[A-Za-z0-9]|[-_/](?=[A-Za-z0-9])){3,39})'
/** 订单号是…, 合同编号:…, 单号 …; the name of a number (号) may be missing only before a code with a letter or of 8 digits. */
const NAMED = new RegExp(
  `${NAMES}(?:[编編][号號]|[号號][码碼]|[号號]|[编編][码碼]|[尾后後][号號])(?:[:是为為叫\\s#,(]|No\\.?){0,4}${CODE}`,
  'gi'
)
const UNNAMED = new RegExp(`${NAMES}(?:[:是为為\\s#(]|No\\.?){0,4}${CODE}`, 'gi')
/** Our own ticket numbers and the hotline's work orders, and long codes of letters and digits. */
const SHAPED = /(?<![A-Za-z0-9-])(?:WL\d{14}|[A-Z]{1,6}-?\d{8,20}|[A-Z]{2,6}(?:-[A-Z0-9]{2,12}){2,4})(?![A-Za-z0-9-])/g
const BARE = new RegExp(`(?<![A-Za-z0-9-])${CODE}(?![A-Za-z0-9-])`, 'g')
/** What a number that belongs to something else is followed by. */
const OTHER_UNIT = /^\s?(?:[年月日元块塊点點个個人张張位分天%:：岁歲楼樓路栋棟室]|号[线線楼樓院厅廳店]|[.]\d)/

export function extractOrderNos(source: NormalisedText, context: UnderstandContext, taken: Taken): Entity[] {
  const text = halfWidth(source.raw)
  if (!/\d/.test(text)) return []
  const entities: Entity[] = []
  const offer = (end: number, code: string, confidence: number) => {
    const span = { start: end - code.length, end }
    if (!/\d/.test(code) || OTHER_UNIT.test(text.slice(end, end + 3))) return
    // a date is none: 合同2026-10-27签的
    if (/^(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}$/.test(code)) return
    if (taken.has(span) || entities.some(e => e.start < span.end && span.start < e.end)) return
    entities.push(atRaw(source, span, 'order_no', { text: code }, confidence))
  }
  for (const match of text.matchAll(NAMED)) offer(match.index + match[0].length, match[1]!, 0.97)
  for (const match of text.matchAll(UNNAMED)) {
    const code = match[1]!
    const isMobile = /^1[3-9]\d{9}$/.test(code)
    if ((/[A-Za-z]/.test(code) && /\d{2}/.test(code)) || (/^\d{8,}$/.test(code) && !isMobile))
      offer(match.index + match[0].length, code, 0.9)
  }
  for (const match of text.matchAll(SHAPED))
    if (/(?:\d\D*){5}/.test(match[0])) offer(match.index + match[0].length, match[0], 0.75)
  if (context.asks === 'contract.orderNo')
    for (const match of text.matchAll(BARE))
      if (!/^1[3-9]\d{9}$/.test(match[1]!)) offer(match.index + match[0].length, match[1]!, 0.8)
  return entities
}
