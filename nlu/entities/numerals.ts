// Numbers as people write them: 1,150 · 3千 · 三百八 · 一万二 · 二〇二六 · 廿三 · 壹佰捌 · 一百零五 · 三个半.

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  壹: 1,
  贰: 2,
  叁: 3,
  肆: 4,
  伍: 5,
  陆: 6,
  柒: 7,
  捌: 8,
  玖: 9,
  幺: 1
}
const UNITS: Readonly<Record<string, number>> = {
  十: 10,
  拾: 10,
  百: 100,
  佰: 100,
  千: 1000,
  仟: 1000,
  万: 10_000,
  萬: 10_000,
  亿: 100_000_000
}
const TENS: Readonly<Record<string, number>> = { 廿: 20, 卅: 30 }

/** Characters of a number in Chinese, for use inside a regular expression's brackets. */
export const HAN_NUMERALS = '零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅'
/**
 * Source of a regular expression for one number: digits with thousands commas and a fraction, Chinese, or mixed.
 * Bounded, so that a long run of numerals costs linear time.
 */
export const NUMBER = `(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?!\\d)[十百千万亿]?|\\d+(?:\\.\\d+)?[十百千万亿${HAN_NUMERALS}]*|[${HAN_NUMERALS}]{1,16})`

interface Token {
  value: number
  isUnit: boolean
}

function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = []
  for (let i = 0; i < text.length; ) {
    const char = text[i]!
    const digits = /^\d+(?:\.\d+)?/.exec(text.slice(i, i + 24))
    if (digits) {
      tokens.push({ value: Number(digits[0]), isUnit: false })
      i += digits[0].length
      continue
    }
    const tens = TENS[char]
    const value = DIGITS[char] ?? UNITS[char]
    if (tens !== undefined) tokens.push({ value: tens / 10, isUnit: false }, { value: 10, isUnit: true })
    else if (value === undefined) return null
    else tokens.push({ value, isUnit: char in UNITS })
    i++
  }
  return tokens
}

/** 三百八 = 380: a last digit right behind a unit of a hundred or more counts tenths of it. */
function tail(last: number, unit: number, sawZero: boolean): number {
  return unit >= 100 && !sawZero && Number.isInteger(last) && last < 10 ? (last * unit) / 10 : last
}

/** The number that the text spells, or null where it spells none. */
export function readNumber(text: string): number | null {
  const plain = text.replace(/[,\s]/g, '')
  if (plain === '' || plain.length > 24) return null
  if (/^\d+(?:\.\d+)?$/.test(plain)) return Number(plain)
  const tokens = tokensOf(plain)
  if (!tokens) return null
  if (tokens.every(token => !token.isUnit)) {
    // 二〇二六, 八八八: digit by digit
    return tokens.some(token => token.value > 9 || !Number.isInteger(token.value))
      ? null
      : Number(tokens.map(token => token.value).join(''))
  }
  let total = 0
  let section = 0
  let current: number | null = null
  let unit = 1
  let sawZero = false
  for (const token of tokens) {
    if (!token.isUnit) {
      if (token.value === 0) sawZero = true
      else if (current !== null) return null
      else current = token.value
      continue
    }
    if (token.value >= 10_000) {
      const below = section + (current ?? 0)
      total = (total + (below === 0 && total === 0 ? 1 : below)) * token.value
      section = 0
    } else {
      section += (current ?? 1) * token.value
    }
    current = null
    unit = token.value
    sawZero = false
  }
  return round(total + section + (current === null ? 0 : tail(current, unit, sawZero)))
}

/** Away with what binary fractions add: 1.2 × 10,000 is 12,000. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}

const NEIGHBOURS = /^(.*?)([一二两三四五六七八])([一二两三四五六七八九])([十百千万亿]*)$/

/** 三五天, 三五百: not neighbours, yet said so. */
const THREE_TO_FIVE = '三五'

/**
 * 二三百 = 200 to 300, 三四十 = 30 to 40, 两三 = 2 to 3, 十五六 = 15 to 16, 三五 = 3 to 5; null where no two neighbours
 * stand together.
 */
export function readNeighbours(text: string): { min: number; max: number } | null {
  const parts = NEIGHBOURS.exec(text)
  if (!parts) return null
  const [, head = '', low = '', high = '', units = ''] = parts
  if ((DIGITS[high]! - DIGITS[low]! !== 1 && low + high !== THREE_TO_FIVE) || /[\d〇零一二三四五六七八九]$/.test(head))
    return null
  const min = readNumber(head + low + units)
  const max = readNumber(head + high + units)
  return min === null || max === null ? null : { min, max }
}
