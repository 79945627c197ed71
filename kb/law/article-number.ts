// Article numbers as laws write them: 第三十五条 ↔ 35.

const DIGITS = '零一二三四五六七八九'
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 }

/** 第三十五条 → 35; null where it is not written like that. */
export function parseArticleNumber(text: string): number | null {
  const numeral = /^第([零一二三四五六七八九十百千]+)条$/.exec(text)?.[1]
  if (numeral === undefined) return null
  let total = 0
  let digit = -1
  for (const char of numeral) {
    const unit = UNITS[char]
    if (unit === undefined) digit = DIGITS.indexOf(char)
    else {
      total += (digit < 0 ? 1 : digit) * unit
      digit = -1
    }
  }
  return total + Math.max(0, digit)
}
