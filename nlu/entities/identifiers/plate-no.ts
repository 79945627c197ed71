// Vehicle number plates 车牌号 (GA 36-2018): 云P12345, 云P·D12345 (new energy, six places), with space or dot.
import type { NormalisedText } from '../../normalise/normalised-text.ts'
import type { Entity } from '../../understanding.ts'
import { atRaw, type Taken } from '../found.ts'
import { halfWidth } from '../half-width.ts'

const PROVINCE = '京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊'
const PLATE = new RegExp(
  `[${PROVINCE}]\\s?[A-Za-z]\\s?[·•.・-]?\\s?(?=(?:[A-Za-z0-9]{0,5}\\d){2})[A-HJ-NP-Za-hj-np-z0-9]{4,6}[挂掛学學警港澳]?(?![A-Za-z0-9])`,
  'g'
)

export function extractPlateNos(source: NormalisedText, taken: Taken): Entity[] {
  const entities: Entity[] = []
  const text = halfWidth(source.raw)
  if (!/\d/.test(text)) return entities
  for (const match of text.matchAll(PLATE)) {
    const span = { start: match.index, end: match.index + match[0].length }
    const plain = match[0].replace(/[\s·•.・-]/g, '').toUpperCase()
    // five places, six for new energy; four before 挂, 学, 警, 港, 澳
    if (!/^.[A-Z](?:[A-Z0-9]{5,6}|[A-Z0-9]{4}[挂掛学學警港澳])$/.test(plain) || taken.has(span)) continue
    entities.push(atRaw(source, span, 'plate_no', { text: plain }, 0.97))
  }
  return entities
}
