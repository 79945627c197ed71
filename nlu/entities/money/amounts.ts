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

/** Numerals that count nothing: 千万别说, 万一, 一一核对, 百般刁难. */
const NO_NUMBER = new RegExp(
  `^(?:(?:万一|一一|万万)(?![${HAN_NUMERALS}元块])|百般|千万(?=[别不要得记莫请小注帮替为让给把保当]))`
)

/** What counts on behind an amount: 八百一斤 is 800 for a pound. */
const MEASURE_BEHIND = /^(?:斤|个|位|晚|间|张|天|条|只|桌|人|次|份|盒|瓶|杯|场|趟|碗|盘|套|件|两|克)/

interface Loose {
  pattern: RegExp
  /** Least and most that is meant; equal where only "about" is said. */
  read(match: RegExpExecArray): [number, number]
}
const ALONE = `(?<![${HAN_NUMERALS}\\d成上])`
/** Said loosely: 几百块 is anything from 200 to 900, 十几万 from 100,000 to 200,000, 百把块 about 100. */
const LOOSE: readonly Loose[] = [
  {
    pattern: new RegExp(`${ALONE}好?[几数](十万|百万|千万|十|百|千|万)`, 'g'),
    read: ([, unit]) => [2 * scaleOf(unit), 9 * scaleOf(unit)]
  },
  {
    pattern: new RegExp(`${ALONE}([二三四五六七八九]?十)几([万千])?(?![个名位人])`, 'g'),
    read: ([, tens = '', scale]) => {
      const least = readNumber(tens) ?? 10
      return [least * scaleOf(scale), (least + 10) * scaleOf(scale)]
    }
  },
  { pattern: new RegExp(`${ALONE}百八十(?=[块元])`, 'g'), read: () => [80, 100] },
  { pattern: new RegExp(`${ALONE}千[儿把]?八百(?=[块元])`, 'g'), read: () => [800, 1000] },
  { pattern: new RegExp(`${ALONE}万[儿把]八千`, 'g'), read: () => [8000, 10_000] },
  { pattern: new RegExp(`${ALONE}([百千万])把(?=来?[块元])`, 'g'), read: ([, unit]) => [scaleOf(unit), scaleOf(unit)] },
  { pattern: new RegExp(`${ALONE}百十(?=来?[块元])`, 'g'), read: () => [110, 110] }
]

function looseAmounts(text: string): Amount[] {
  if (!/[几数把百千万]/.test(text)) return []
  return LOOSE.flatMap(({ pattern, read }) =>
    Array.from(text.matchAll(pattern), match => {
      const [min, max] = read(match as RegExpExecArray)
      const end = match.index + match[0].length
      return { start: match.index, end, min, max, isApprox: true, hasScale: true, isFigure: false }
    })
  )
}

export function amountsIn(text: string): Amount[] {
  const loose = looseAmounts(text)
  const list: Amount[] = []
  PATTERN.lastIndex = 0
  for (let match = PATTERN.exec(text); match; match = PATTERN.exec(text)) {
    const [whole, figures = '', spelled = '', more, scale, tail] = match
    if (whole === '') {
      PATTERN.lastIndex++
      continue
    }
    const isTaken = loose.some(other => other.start < PATTERN.lastIndex && match.index < other.end)
    if (isTaken || (whole === '万' && text.slice(0, match.index).endsWith('成千上'))) continue
    if (figures === '' && NO_NUMBER.test(text.slice(match.index, match.index + 3))) continue
    let written = figures + spelled
    let length = whole.length
    let neighbours = readNeighbours(written)
    let single = neighbours ? null : readNumber(written)
    const isOneOf =
      /[百千万]一$/.test(written) && MEASURE_BEHIND.test(text.slice(match.index + length, match.index + length + 1))
    if (((!neighbours && single === null && written.endsWith('一')) || isOneOf) && written.length === whole.length) {
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
  return loose.length > 0 ? [...list, ...loose].sort((a, b) => a.start - b.start) : list
}
