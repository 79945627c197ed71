// Telephone numbers 电话: mobile (spaced, dashed, +86, full width, 幺三八…), landline with extension, 400/800, short ones.
import type { NormalisedText } from '../normalise/normalised-text.ts'
import type { Entity, UnderstandContext } from '../understanding.ts'
import { atRaw, type Span, type Taken } from './found.ts'
import { halfWidth } from './half-width.ts'

/** What may stand between two digits of one number. */
const GAP = '[\\s\\u200b\\u200c\\u200d\\ufeff.·_*-]{0,2}'
const more = (count: number) => `(?:${GAP}\\d){${count}}`
const PREFIX = `(?:(?:\\+|00)\\s?86[\\s-]{0,2}|\\(\\+?86\\)\\s?|(?<!\\d)86[\\s-]{0,2}(?=1[3-9]))?`
const EXTENSION = '(?:\\s?(?:转分机|转|轉|分机号?|分機|ext\\.?|[xX#-])\\s?(\\d{1,6})(?!\\d))?'

const MOBILE = new RegExp(`(?<![\\d.+])${PREFIX}1${GAP}[3-9]${more(9)}(?![\\d]|\\.\\d|\\s?[元块])`, 'g')
/** A name of the net that holds eleven digits is no number; tel, phone and v (微信) may stand before one. */
const IN_A_NAME = /[A-Za-z_]$/
const LABEL = /(?:^|[^A-Za-z])(?:tel|phone|mobile|cell|wechat|wx|vx|v|t|m)$/i
/** Country codes of the visitors we meet; the number behind has six digits or more. */
const ABROAD =
  /(?:\+|(?<!\d)00)\s?(852|853|886|855|856|971|1|7|33|34|39|44|49|60|61|62|63|64|65|66|81|82|84|91|95)[\s-]?((?:\(?\d{2,5}\)?[\s-]?){1,4}\d{2,4})(?!\d)/g
const LANDLINE = new RegExp(
  `(?:(?:\\+|00)\\s?86[\\s-]?)?(?<!\\d|\\d-)\\(?(0(?:10|2\\d|[3-9]\\d{2}))\\)?[\\s-]{0,2}([2-8]\\d{2,3}[\\s-]?\\d{4})(?!\\d)${EXTENSION}`,
  'gi'
)
const ABROAD_LANDLINE = new RegExp(
  `(?:\\+|00)\\s?86[\\s-]?\\(?(10|2\\d|[3-9]\\d{2})\\)?[\\s-]{0,2}([2-8]\\d{2,3}[\\s-]?\\d{4})(?!\\d)${EXTENSION}`,
  'gi'
)
const SERVICE = new RegExp(
  `(?<![\\d-])([48]00)[\\s-]?(\\d[\\s-]?\\d{2}[\\s-]?\\d[\\s-]?\\d{3})(?!\\d)${EXTENSION}`,
  'gi'
)
const SPOKEN_DIGIT = '零〇一二两三四五六七八九幺妖壹贰叁肆伍陆柒捌玖'
const SPOKEN = new RegExp(
  `(?<![${SPOKEN_DIGIT}\\d])[一幺妖1壹](?:[\\s,、-]?[${SPOKEN_DIGIT}\\d]){10}(?![${SPOKEN_DIGIT}\\d十百千万])`,
  'g'
)
const HAN = /[\u3400-\u9fff〇]/
const SPOKEN_VALUES: Readonly<Record<string, string>> = Object.fromEntries([
  ...Array.from('零一二三四五六七八九', (char, i): [string, string] => [char, String(i)]),
  ...Array.from('〇壹贰叁肆伍陆柒捌玖', (char, i): [string, string] => [char, String(i)]),
  ...Array.from('幺妖', (char): [string, string] => [char, '1']),
  ['两', '2']
])
const ASKED_FOR =
  '(?:电话|電話|座机|座機|固话|固話|手机|手機|热线|熱線|号码|號碼|联系方式|聯繫方式|致电|拨打|撥打|[Tt][Ee][Ll]|[Pp]hone)'
/** Seven, eight and five digits are a telephone only where the text says so. */
const NAMED = new RegExp(
  `${ASKED_FOR}(?:号码|號碼|号|號|是|为|為|[.:\\s])*((?:\\d[\\s-]?){6,8}\\d)(?![\\d年元块])${EXTENSION}`,
  'g'
)
/** 12345 and its like are told of in most letters; only behind "电话" or "热线" is one given as a number to call. */
const SHORT =
  /(?:电话|電話|热线|熱線|客服)(?:是|为|為|号码|[:\s])*(123(?:45|01|18|15|06|08)|96\d{3,4}|95\d{3}|10086|10010|10000|11[09]|12[02])(?![\d元块人年月个.])/g

const digitsOf = (text: string) => text.replace(/\D/g, '')

export function extractPhones(source: NormalisedText, context: UnderstandContext, taken: Taken): Entity[] {
  const text = halfWidth(source.raw)
  const entities: Entity[] = []
  const offer = (span: Span, national: string, confidence: number) => {
    if (taken.has(span) || entities.some(e => e.start < span.end && span.start < e.end)) return
    const e164 = e164Of(national)
    entities.push(atRaw(source, span, 'phone', e164 ? { national, e164 } : { national }, confidence))
  }
  const offerAbroad = (span: Span, digits: string) => {
    if (taken.has(span) || entities.some(e => e.start < span.end && span.start < e.end)) return
    entities.push(atRaw(source, span, 'phone', { national: digits, e164: `+${digits}` }, 0.9))
  }
  if (/\d/.test(text)) {
    for (const match of text.matchAll(MOBILE)) {
      const national = digitsOf(match[0]).slice(-11)
      const before = text.slice(Math.max(0, match.index - 8), match.index)
      if (IN_A_NAME.test(before) && !LABEL.test(before)) continue
      if (isGrouped(match[0])) offer(spanOf(match), national, 0.99)
    }
    for (const pattern of [LANDLINE, ABROAD_LANDLINE])
      for (const match of text.matchAll(pattern)) {
        const area = match[1]!.replace(/^0?/, '0')
        offer(spanOf(match), withExtension(area + digitsOf(match[2]!), match[3]), 0.97)
      }
    for (const match of text.matchAll(ABROAD)) {
      const digits = digitsOf(match[1]! + match[2]!)
      if (digits.length >= 8 && digits.length <= 15) offerAbroad(spanOf(match), digits)
    }
    for (const match of text.matchAll(SERVICE))
      offer(spanOf(match), withExtension(match[1]! + digitsOf(match[2]!), match[3]), 0.97)
    for (const match of text.matchAll(NAMED)) {
      const start = match.index + match[0].indexOf(match[1]!)
      offer({ start, end: match.index + match[0].length }, withExtension(digitsOf(match[1]!), match[2]), 0.85)
    }
    for (const match of text.matchAll(SHORT)) {
      const end = match.index + match[0].length
      offer({ start: end - match[1]!.length, end }, match[1]!, 0.7)
    }
  }
  for (const match of text.matchAll(SPOKEN)) {
    const national = Array.from(match[0], char => SPOKEN_VALUES[char] ?? char)
      .join('')
      .replace(/\D/g, '')
    if (/^1[3-9]/.test(national) && HAN.test(match[0])) offer(spanOf(match), national, 0.95)
  }
  if (context.asks === 'requester.phone' || context.asks === 'respondent.phone')
    for (const match of text.matchAll(/(?<![\d.])[2-8]\d{2,3}[\s-]?\d{4}(?![\d.])/g))
      offer(spanOf(match), digitsOf(match[0]), 0.85)
  return entities
}

const spanOf = (match: RegExpMatchArray): Span => ({ start: match.index!, end: match.index! + match[0].length })

/** 136 0000 0206 is a number; 10.0.0.138 12345 is not: groups are long, or single digits throughout. */
function isGrouped(written: string): boolean {
  const groups = written.replace(/^\(?(?:\+|00)?\s?86\)?[\s-]*/, '').match(/\d+/g) ?? []
  return groups.length === 1 || groups.every(group => group.length <= 2) || (groups.at(-1) ?? '').length >= 3
}

function withExtension(number: string, extension: string | undefined): string {
  return extension ? `${number}转${extension}` : number
}

/** +86 and the national number without its trunk 0; none for short numbers and those without an area code. */
function e164Of(national: string): string | null {
  const [number = ''] = national.split('转')
  if (/^1[3-9]\d{9}$/.test(number)) return `+86${number}`
  if (/^0\d{9,11}$/.test(number)) return `+86${number.slice(1)}`
  return /^[48]00\d{7}$/.test(number) ? `+86${number}` : null
}
