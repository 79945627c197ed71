// Takes personal data and secrets out of free text. Made for logs: it rather masks too much than too little.
import { selfToldNames } from './self-told-names.ts'

export const MASK = '***'

/** What people put between groups of digits: spaces, dashes, dots, brackets, invisible characters. */
const GAP = '[\\s\\u200b-\\u200d\\ufeff\\-–—_.·・/()]{0,2}'
const HAN = '\\p{Script=Han}'
const gapped = (count: number | string): string => `(?:${GAP}\\d){${count}}`

/** What to take out: the match without its first group, which leads to it and stays. */
interface Rule {
  pattern: RegExp
  /** Looks again at what matched; without it all matches are taken. */
  accepts?: (match: string) => boolean
}

/** A 10-digit number and a lone digit behind it, or an IP address, is no telephone though it has eleven digits. */
function isMobile(match: string): boolean {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(match)) return false
  const groups = match.match(/\d+/g) ?? []
  return groups.length === 1 || (groups.at(-1) ?? '').length >= 3 || groups.every(group => group.length <= 2)
}

/** The check digit of ISO/IEC 7812: keeps order numbers from being taken for bank cards. */
function hasLuhnDigit(match: string): boolean {
  const digits = match.replace(/\D/g, '')
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

const secrets: Rule[] = [
  { pattern: /(\b(?:Bearer|Basic)\s+)[\w.~+/=-]+/giu },
  { pattern: /()\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/gu },
  // The t= of a Direct Line stream address, the sig= of an attachment, WeChat's callback query.
  { pattern: /([?&;](?:t|code|ticket|nonce|msg_signature)=)[^&\s"'#<>]+/giu },
  {
    pattern:
      /((?<![a-z])(?:sig|signature|password|passwd|pwd|[a-z_-]{0,20}(?:token|secret|api[_-]?key|data_key|aes_?key|session_key)|openid|unionid)["']?\s?[=:]\s?["']?)[^\s&"',;}<>]+/giu
  },
  // WeChat openid and unionid: o and 27 characters of both cases.
  { pattern: /()(?<![\w-])o(?=[\w-]{0,27}[A-Z])(?=[\w-]{0,27}[a-z])[\w-]{26,28}(?![\w-])/gu }
]

const documents: Rule[] = [
  // Resident identity card, GB 11643: region, birthday, serial, check character. Before 1999 with 15 digits.
  {
    pattern: new RegExp(
      `()(?<!\\d)[1-9]${gapped(5)}${GAP}(?:1${GAP}[89]|2${GAP}0)${gapped(2)}${GAP}(?:0${GAP}[1-9]|1${GAP}[0-2])${GAP}[0-3]${gapped(4)}${GAP}[\\dXx](?!\\d)`,
      'gu'
    )
  },
  { pattern: /()(?<!\d)[1-8]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)/gu },
  { pattern: new RegExp(`(身份证(?:${HAN}|[:\\s]){0,6})\\d${gapped('5,17')}[Xx]?`, 'gu') },
  // Passport, and the passes of Hong Kong, Macao and Taiwan residents.
  { pattern: /()(?<![A-Za-z0-9])(?:[EGP][A-Z]?\d{7,8}|[HM]\d{8})(?![A-Za-z0-9])/gu },
  { pattern: /()(?<!\d)(?:62|4\d|5[1-5])\d{2}(?:[ -]?\d{4}){3}(?:[ -]?\d{3})?(?!\d)/gu, accepts: hasLuhnDigit },
  // Number plate, GA 36: two digits at least, so that an ordinary word behind 新 or 云 is none.
  {
    pattern:
      /()[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-Za-z][·•.\s-]?(?=(?:[A-Za-z0-9]{0,6}\d){2})[A-Za-z0-9]{4,6}[挂学警港澳]?(?![A-Za-z0-9])/gu
  }
]

const reachable: Rule[] = [
  { pattern: /()(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu },
  {
    pattern: new RegExp(`()(?<!\\d)(?:\\+?(?:00)?86${GAP}|0)?1${GAP}[3-9]${gapped(9)}(?!\\d)`, 'gu'),
    accepts: isMobile
  },
  { pattern: new RegExp(`()[一幺壹]${GAP}[三四五六七八九](?:${GAP}[零〇一二三四五六七八九幺两]){9}`, 'gu') },
  {
    pattern: new RegExp(
      `()\\(?(?<!\\d)0(?:10|2\\d|[3-9]\\d{2})${GAP}[1-9]${gapped('6,7')}(?!\\d)(?:${GAP}(?:转|分机|ext\\.?|x|-)${GAP}\\d{1,6})?`,
      'giu'
    )
  },
  { pattern: /()\+[1-9](?:[ -]?\d){6,14}(?!\d)/gu },
  // Seven and eight digits are a telephone only where the text says so.
  {
    pattern: new RegExp(
      `((?:电话|座机|固话|手机|联系方式|致电|\\btel|\\bphone|\\bmobile)(?:号码|号|是|为|[.:\\s])*)\\d${gapped('6,11')}(?!\\d)`,
      'giu'
    )
  }
]

const always: readonly Rule[] = [...secrets, ...documents, ...reachable]
const withNames: readonly Rule[] = [...always, ...selfToldNames.map(pattern => ({ pattern }))]
/** Without one of these no name can be told; spares the lines of a log, which are mostly ids, the dearest patterns. */
const MAY_TELL_NAME = /\p{Script=Han}|"|'|name is/iu

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/giu
const FULL_WIDTH = /[\uff01-\uff5e\u3000]/g

/** Full-width letters, digits and signs as half-width ones; the length stays, so offsets do too. */
function toHalfWidth(text: string): string {
  return text.replace(FULL_WIDTH, sign => (sign === '\u3000' ? ' ' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0)))
}

interface Span {
  start: number
  end: number
}

function findSpans(text: string, rules: readonly Rule[]): Span[] {
  const spans: Span[] = []
  for (const { pattern, accepts } of rules) {
    for (const match of text.matchAll(pattern)) {
      const lead = match[1]?.length ?? 0
      if (accepts && !accepts(match[0].slice(lead))) continue
      spans.push({ start: match.index + lead, end: match.index + match[0].length })
    }
  }
  if (spans.length === 0) return spans
  const uuids = [...text.matchAll(UUID)].map(match => ({ start: match.index, end: match.index + match[0].length }))
  // Our own ids are no telephones, though eleven digits may stand in a row there.
  return spans.filter(span => !uuids.some(uuid => uuid.start <= span.start && span.end <= uuid.end))
}

/**
 * The text with telephones (spaced, dashed, full-width or in characters), ID and passport numbers, bank cards, number
 * plates, e-mail addresses, WeChat openids, credentials (Bearer, token=, sig=, ?t=) and names that people tell of
 * themselves (我叫…, 我是…, 姓…, 联系人…, …先生) replaced by ***. Ticket and work order numbers, dates and UUIDs stay.
 */
export function maskText(text: string): string {
  return masked(text, MAY_TELL_NAME.test(toHalfWidth(text)) ? withNames : always)
}

/**
 * The same without names: for what staff write about a case, where 举报人核实 is no name and the words must stay to be
 * understood. Numbers, addresses of mail and credentials are masked.
 */
export function maskNumbers(text: string): string {
  return masked(text, always)
}

function masked(text: string, rules: readonly Rule[]): string {
  const spans = findSpans(toHalfWidth(text), rules).sort((a, b) => a.start - b.start || b.end - a.end)
  let result = ''
  let done = 0
  for (const { start, end } of spans) {
    if (end <= done) continue
    if (start >= done) result += text.slice(done, start) + MASK
    done = end
  }
  return result + text.slice(done)
}
