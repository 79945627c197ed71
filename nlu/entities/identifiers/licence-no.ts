// Licence numbers 许可证号: travel agencies (L-YN-00123, L-YN-CJ00012), guides (D-5307-001234) and whatever is named so.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity } from '../../understanding.ts'
import { atRaw, type Taken } from '../found.ts'
import { halfWidth } from '../half-width.ts'

const SHAPED = /(?<![A-Za-z0-9-])(?:L-[A-Z]{2,4}-?[A-Z]{0,4}-?\d{3,6}|D-\d{4}-\d{4,8})(?![A-Za-z0-9-])/gi
const NAMED =
  /(?:导游证|導遊證|导游员证|领队证|領隊證|资格证|資格證|许可证|許可證|营业执照|營業執照|执业证|从业资格|备案证|证|證)(?:书|書)?(?:的)?(?:编号|編號|号码|號碼|号|號)(?:[:是为為\s#]|No\.?)*([A-Za-z0-9][A-Za-z0-9()/.-]{4,29})/gi

export function extractLicenceNos(source: NormalisedText, taken: Taken): Entity[] {
  const text = halfWidth(source.raw)
  if (!/\d/.test(text)) return []
  const entities: Entity[] = []
  const offer = (start: number, code: string, confidence: number) => {
    const trimmed = code.replace(/[-./(]+$/, '')
    const span = { start, end: start + trimmed.length }
    if (!/\d{3}/.test(trimmed) || taken.has(span) || entities.some(e => e.start < span.end && start < e.end)) return
    entities.push(atRaw(source, span, 'licence_no', { text: trimmed.toUpperCase() }, confidence))
  }
  for (const match of text.matchAll(SHAPED)) offer(match.index, match[0], 0.97)
  for (const match of text.matchAll(NAMED)) {
    // an identity card is a 证 too, but never a licence
    if (text.slice(0, match.index + 1).endsWith('身份证') || text.slice(0, match.index + 1).endsWith('身份證')) continue
    offer(match.index + match[0].length - match[1]!.length, match[1]!, 0.9)
  }
  return entities
}
