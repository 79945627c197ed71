// Amounts in a text, before it is known whether they are money: 3800, 1,150, 三千多, 20多万, 2w, 三百八, 二三百, 十几万.
import { HAN_NUMERALS, readNeighbours, readNumber } from '../numerals.ts'

export interface Amount {
  /** Offsets into the normalised text. */
  start: number
  end: number
  min: number
  /** Where two neighbours were named (二三百); else equal to min. */
  max: number
  isApprox: boolean
  /** Written with 十, 百, 千, 万, w or k, so that it may be money without a unit. */
  hasScale: boolean
  /** Written with Arabic digits. */
  isFigure: boolean
}

const SCALES: Readonly<Record<string, number>> = {
  十: 10,
  百: 100,
  千: 1000,
  万: 10_000,
  亿: 100_000_000,
  w: 10_000,
  k: 1000
}
const PATTERN = new RegExp(
  `(?<![\\d.A-Za-z第]|\\d,)(\\d{1,3}(?:,\\d{3})+(?:\\.\\d{1,2})?|\\d{1,9}(?:\\.\\d{1,4})?|(?=[${HAN_NUMERALS}]))([${HAN_NUMERALS}]{0,14})(多|余|来|几)?([十百千万亿]{1,2}|[wWkK](?![A-Za-z]))?(多|余|来)?(?![A-Za-z\\d]|\\.\\d)`,
  'g'
)

function scaleOf(text: string | undefined): number {
  return Array.from(text?.toLowerCase() ?? '').reduce((product, char) => product * (SCALES[char] ?? 1), 1)
}

export function amountsIn(text: string): Amount[] {
  const list: Amount[] = []
  PATTERN.lastIndex = 0
  for (let match = PATTERN.exec(text); match; match = PATTERN.exec(text)) {
    const [whole, figures = '', spelled = '', more, scale, tail] = match
    if (whole === '') {
      PATTERN.lastIndex++
      continue
    }
    let written = figures + spelled
    let length = whole.length
    let neighbours = readNeighbours(written)
    let single = neighbours ? null : readNumber(written)
    if (!neighbours && single === null && written.endsWith('一') && written.length === whole.length) {
      // 一百八一个人: the last 一 belongs to what follows
      written = written.slice(0, -1)
      length--
      PATTERN.lastIndex = match.index + length
      neighbours = readNeighbours(written)
      single = neighbours ? null : readNumber(written)
    }
    if (!neighbours && single === null) continue
    const factor = scaleOf(scale)
    const min = (neighbours?.min ?? single!) * factor
    const max = (neighbours?.max ?? single!) * factor
    list.push({
      start: match.index,
      end: match.index + length,
      min: Math.round(min * 100) / 100,
      max: Math.round(max * 100) / 100,
      isApprox: more !== undefined || tail !== undefined,
      hasScale: scale !== undefined || /[十百千万亿拾佰仟廿卅]/.test(spelled),
      isFigure: figures !== ''
    })
  }
  return list
}
