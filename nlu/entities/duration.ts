// Durations 时长: 三个半小时, 两天一夜, 半年, 2小时30分, 一个多月, 两三天.
import type { NormalisedText } from '../normalise/normalised-text.ts'
import type { Entity } from '../understanding.ts'
import { atText, type Taken } from './found.ts'
import { NUMBER, readNeighbours, readNumber } from './numerals.ts'

/** Seconds; a month counts 30 days, a year 365. */
const SECONDS: readonly (readonly [RegExp, number])[] = [
  [/年/, 365 * 86_400],
  [/月/, 30 * 86_400],
  [/周|星期|礼拜/, 7 * 86_400],
  [/天|日|晚|夜|宿/, 86_400],
  [/小时|钟头|h/, 3600],
  [/刻/, 900],
  [/分/, 60],
  [/秒/, 1]
]
const UNIT =
  '年(?!级|代|度|轻|纪|卡|票|费|会|底|初|末|货|[前后]|以[前后])|个?月(?!份|票|底|初|[前后]|饼|亮|卡)|个?(?:星期|礼拜)|周(?!岁|年|[一二三四五六日末边围])|天(?!然|气|[前后])|个?工作日|日(?=游|内|行|之)|(?<=个)晚上|晚(?!上|饭|餐|点|会|间|[前后])|夜(?!里|晚|间|市|[前后])|宿(?!舍)|个?(?:小时|钟头)|个?钟(?!头)|刻钟|分钟|秒钟?'
const PIECE = `(?:(半)个?多?|(${NUMBER})(多|来|余|几)?(?:整)?(个)?(半|多)?)(${UNIT})(半)?`
/** 3-5天, 两到三个小时, 两小时到三小时: what the shorter of two stands before. */
const LOWER = `(?:(?<low>${NUMBER})个?(?<lowUnit>年|月|周|星期|礼拜|天|日|小时|钟头|分钟)?\\s?(?:-|~|到|至|—)\\s?)?`
const PATTERN = new RegExp(`(?<![\\d.第每:年月号/-])${LOWER}${PIECE}`, 'g')
const NEXT = new RegExp(`^(?:零|又|加|,)?${PIECE.replace('|分钟|', '|分钟?(?!钱|之)|')}`)
const NOT_BEFORE = /(?:有|那|某|同|头|前|后|[上下这每]|第|新|旧|当|年|全)$/
const AGO = /^\s?(?:之|以)?[前后](?!来|悔|果|台|往)/

interface Piece {
  length: number
  min: number
  max: number
  unit: string
  isSpokenMonth: boolean
}

/** `skip`: groups of the pattern before those of the piece. */
function pieceOf(match: RegExpExecArray, skip = 0): Piece | null {
  const whole = match[0]
  const [half, written = '', more, measure, innerHalf, unitText = '', trailingHalf] = match.slice(1 + skip)
  const factor = SECONDS.find(([pattern]) => pattern.test(unitText))?.[1]
  if (!factor) return null
  // 三月 and 2026年 are dates; months are counted with 个
  if (/^月/.test(unitText) && !measure && !half) return null
  if (/[拾佰仟壹贰叁]/.test(written)) return null
  // 半夜 is a part of the day
  if (half && unitText === '夜') return null
  const neighbours = half ? null : readNeighbours(written)
  const n = half ? 0.5 : neighbours ? neighbours.min : readNumber(written)
  if (n === null || n > 100_000 || (unitText.startsWith('年') && n >= 1000)) return null
  const extra = (innerHalf === '半' ? 0.5 : 0) + (trailingHalf ? 0.5 : 0)
  return {
    length: whole.length,
    min: (n + extra) * factor,
    // 十几分钟: ten to twenty
    max: ((neighbours?.max ?? n) + (more === '几' ? 10 : 0) + extra) * factor,
    unit: unitText,
    isSpokenMonth: false
  }
}

export function extractDurations(source: NormalisedText, taken: Taken): Entity[] {
  const { text } = source
  const entities: Entity[] = []
  PATTERN.lastIndex = 0
  for (let match = PATTERN.exec(text); match; match = PATTERN.exec(text)) {
    const first = pieceOf(match, 2)
    if (!first) continue
    const lower = lowerOf(match, first)
    let end = match.index + first.length
    let { max } = first
    let min = lower ?? first.min
    let last = first
    for (let next = nextPiece(text, end); next && next.max < last.max * 1.5; next = nextPiece(text, end)) {
      // 两天一夜 is two days: the nights lie within them; 2小时30分 adds up
      if (!/夜|晚/.test(next.unit)) {
        min += next.min
        max += next.max
      }
      end += next.length
      last = next
    }
    PATTERN.lastIndex = end
    const isOne = /^[一1]/.test(match[0]) && NOT_BEFORE.test(text.slice(Math.max(0, match.index - 1), match.index))
    if (
      isOne ||
      AGO.test(text.slice(end, end + 3)) ||
      /^[一]天(?:天|到晚|[一二三两四五六\d]+(?:次|顿|趟|遍|场))/.test(text.slice(match.index))
    )
      continue
    const span = { start: match.index, end }
    if (taken.has(source.toRaw(span.start, span.end))) continue
    const value = max > min ? { seconds: Math.round(min), maxSeconds: Math.round(max) } : { seconds: Math.round(min) }
    entities.push(atText(source, span, 'duration', value, 0.9))
  }
  return entities
}

/** The shorter length of a range, in seconds; null where none is named or it is not the shorter one. */
function lowerOf(match: RegExpExecArray, upper: Piece): number | null {
  const { low, lowUnit } = match.groups ?? {}
  if (low === undefined) return null
  const n = readNumber(low)
  const factor = SECONDS.find(([pattern]) => pattern.test(lowUnit ?? upper.unit))?.[1]
  return n !== null && factor && n * factor < upper.max ? n * factor : null
}

function nextPiece(text: string, at: number): Piece | null {
  const match = NEXT.exec(text.slice(at, at + 24))
  const piece = match ? pieceOf(match) : null
  return piece && match ? { ...piece, length: match[0].length } : null
}
