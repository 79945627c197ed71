// Where a name begins: read leftwards from its last word (…旅行社), word by word, until something that no name holds.
import type { NormalisedText, Token } from '../normalise/normalised-text.ts'
import { wordCount } from '../normalise/word-frequency.ts'
import type { Taken } from './found.ts'
import { divisionNames } from './place/divisions.ts'
import { wordSet } from './word-lists.ts'

const NAME_CHARS = /^[\u3400-\u9fffA-Za-z0-9·&・'-]+$/
/** Units that end an address in front of the name: 人民路|星空网吧, 2楼|…. */
const ADDRESS_END = /^.+(?:路|街|巷|大道|弄|号|楼|层|栋|幢|路口|对面|旁边|附近)$|^(?:大道|大街|[号楼层栋幢路街巷])$/
const DIVISION_END = /^.+(?:省|市|县|区|州|旗|镇|乡|村)$/
const COUNTED =
  /^(?:头[\d一二两三四五六七八九十几]+|(?:第|同|每|某|哪|这|那)[\d一二三四五六七八九十两几多半]*|[\d一二三四五六七八九十两几多半]+)(?:个|家|间|名|位|张|次|天|年|月|日|号|点|块|元|场|座|处|所|种|条|些|晚|下|碗|份|杯|辆|趟|期|周|层|级|边|里|样)?$/
const POETIC =
  /[云水山花月桥湖林溪泉江河竹梅兰雪族西藏][上边里下中畔间岸]?(?:人家|之家|小家)$|(?:[小闲慢漫静]住|[栖闲漫]居|小[憩栖])$/
/** 望月楼酒店: a tower in the name, where 三楼 or 东楼 is a storey or a wing. */
const TOWER = /^(?![一二三四五六七八九十\d东西南北上下前后本])[\u4e00-\u9fff]{2,3}楼$/
const FIRST_OF_TWO = /^[听看望观品闻有来见回开唱同和家]$/
/** 大研花巷客栈, 老街茶叶店: a lane right before an inn, an old street right before a shop, belongs to the name. */
const LANE = /^[\u4e00-\u9fff]{1,4}[巷弄]$/
const AT_LANE = /^(?:客栈|民宿|旅舍|青旅|小院|别院|酒馆|茶馆|茶室|咖啡|书店|书屋|私房菜|小吃店)/
const OLD_STREET = /^(?:老|古|花|水)街$/
const SHOP = /^[\u4e00-\u9fff]{1,3}店/
/** 皇家一号会所, 御景九号公馆: a number that closes a name, where a name and no road stands before it. */
const NUMBERED = /^[一二三四五六七八九十\d]{1,3}号$/
/** 第七幕剧本杀馆, 第五空间网咖: an ordinal that is a name, and counts nothing. */
const ORDINAL_NAME =
  /第[一二三四五六七八九十百零\d]{1,3}(?:幕|空间|感|街区|乐章|站台|时间|季|元素|现场|人生|章|频道|视角|维度|回合|夜|区)$/
/** 唱吧唱吧KTV: two characters said twice are a name, whatever they mean. */
const SAID_TWICE = /((?!(.)\2)[\u4e00-\u9fff]{2})\1$/
/** 古城故事酒吧: the town goes with a word too common to be a name alone. */
const OLD_TOWN = /^(?:古城|老城|古镇)$/
const TOO_COMMON = 3000
const MAX_CORE = 12
/** Index of the token that ends at or holds the character before `at`. */
function tokenBefore(tokens: readonly Token[], at: number): number {
  let low = 0
  let high = tokens.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (tokens[middle]!.start < at) low = middle
    else high = middle - 1
  }
  return tokens.length > 0 && tokens[low]!.start < at ? low : -1
}

/** 轻舟旅行App: what the app is for belongs to its name. */
const BUSINESS = /^(?:旅行|旅游|出行|文旅|订票|订房|民宿)$/
const ON_LINE = /^(?:app|小程序|网(?!吧|咖)|平台|公众号)/i
const LONGEST_DIVISION = 8

/** Length of the division with its last word (古城区, 玉龙县) that ends at `end`, though words are cut otherwise; 0 for none. */
function divisionBefore(text: string, end: number): number {
  if (!/[省市区县州旗]/.test(text[end - 1] ?? '')) return 0
  const names = divisionNames()
  for (let length = Math.min(LONGEST_DIVISION, end); length >= 3; length--)
    if (names.has(text.slice(end - length, end))) return length
  return 0
}

export interface BoundaryOptions {
  /** Names of divisions belong to the name: 古城区图书馆. */
  keepsDivisions: boolean
  maxLength?: number
  /** Roads and towns: 解放路, 九河乡 begin with a verb or a numeral. */
  isAddress?: boolean
}

/** Start of the name whose last word begins at `suffixStart`; equal to it where no name stands before. */
export function nameStart(source: NormalisedText, suffixStart: number, taken: Taken, options: BoundaryOptions): number {
  const { text, tokens } = source
  const boundaries = wordSet('entities-name-boundaries.txt')
  const verbs = wordSet('entities-common-verbs.txt')
  const maxLength = options.maxLength ?? MAX_CORE
  let start = suffixStart
  for (let i = tokenBefore(tokens, suffixStart); i >= 0; i--) {
    const token = tokens[i]!
    const word = text.slice(token.start, Math.min(token.end, start))
    const length = suffixStart - start
    if (length === 0) {
      // 云上人家客栈: 上 and 人家 are no boundary there
      const poetic = POETIC.exec(text.slice(Math.max(0, suffixStart - 4), suffixStart))
      if (poetic) {
        start = suffixStart - poetic[0].length
        while (i > 0 && tokens[i]!.start >= start) i--
        i++
        if (tokens[i]!.start < start) start = tokens[i]!.start
        continue
      }
    }
    if (length === 0 && !options.isAddress) {
      const ordinal = ORDINAL_NAME.exec(text.slice(Math.max(0, suffixStart - 8), suffixStart))
      if (ordinal) return suffixStart - ordinal[0].length
      if (SAID_TWICE.test(text.slice(Math.max(0, suffixStart - 4), suffixStart))) return suffixStart - 4
    }
    if (OLD_TOWN.test(word) && length === 2 && wordCount(text.slice(start, suffixStart)) >= TOO_COMMON)
      return token.start
    if (length === 0 && !options.isAddress && closesName(source, i, suffixStart)) {
      start = token.start
      continue
    }
    if (length === 0 && BUSINESS.test(word) && ON_LINE.test(text.slice(suffixStart, suffixStart + 3))) {
      start = token.start
      continue
    }
    if (!NAME_CHARS.test(word) || length + word.length > maxLength) break
    if (boundaries.has(word) && !isInsideName(tokens, i, length)) {
      // 听松客栈: with one character so far, 听 is rather the name's first than a verb
      if (length !== 1 || !FIRST_OF_TWO.test(word) || /[A-Za-z0-9]/.test(text[start] ?? '')) break
      start = token.start
      continue
    }
    if (verbs.has(word) && !(options.isAddress && length === 0)) break
    const isOrdinal = options.isAddress === true && length === 1 && /^[一二三四五六七八九十]$/.test(word)
    if (options.keepsDivisions) {
      const division = divisionBefore(text, start)
      if (division > 0 && length + division <= maxLength) {
        start -= division
        while (i > 0 && tokens[i]!.start > start) i--
        if (tokens[i]!.start >= start) continue
        i++
        continue
      }
    }
    if (length === 0 && TOWER.test(word)) {
      start = token.start
      continue
    }
    if (ADDRESS_END.test(word) || (COUNTED.test(word) && !isOrdinal)) {
      // 7天酒店: a number glued to the rest of a name at the start of a clause
      break
    }
    if (!options.keepsDivisions && DIVISION_END.test(word) && word.length > 2) break
    if (taken.has(source.toRaw(token.start, start))) break
    start = token.start
  }
  // 的, 了 and other particles that the dictionary swallowed into a word
  while (start < suffixStart && /[的了着过在被把是]/.test(text[start]!)) start++
  return start
}

/** Whether the road or number word `i`, right before the last word of a name, belongs to the name. */
function closesName({ text, tokens }: NormalisedText, i: number, suffixStart: number): boolean {
  const word = text.slice(tokens[i]!.start, suffixStart)
  const behind = text.slice(suffixStart, suffixStart + 4)
  const before = tokens[i - 1]
  // 束河水巷 is cut 束, 河水, 巷
  if (LANE.test(word.length === 1 && before ? before.text + word : word)) return AT_LANE.test(behind)
  if (OLD_STREET.test(word)) return SHOP.test(behind)
  return (
    NUMBERED.test(word) &&
    before !== undefined &&
    (before.text.length > 1 || tokens[i - 2]?.text.length === 1) &&
    NAME_CHARS.test(before.text) &&
    !ADDRESS_END.test(before.text) &&
    !DIVISION_END.test(before.text) &&
    !COUNTED.test(before.text) &&
    !wordSet('entities-name-boundaries.txt').has(before.text) &&
    !wordSet('entities-common-verbs.txt').has(before.text)
  )
}

const SOMETIMES_NAME = new Set([
  '和',
  '同',
  '家',
  '里',
  '上',
  '中',
  '下',
  '名',
  '自',
  '来',
  '等',
  '当',
  '全',
  '正',
  '新',
  '老',
  '开',
  '爬',
  '唱',
  '游客',
  '朋友',
  '遇见',
  '同学'
])

/** 云上假期, 花间堂, 月下小院: where nothing stands but in names. */
const UP_THERE = /^[云花月竹梅兰雪溪泉林]$/

/** 和, 家, 上 … may be the middle of a name: only between two single characters of one (云和客栈, 隆上居). */
function isInsideName(tokens: readonly Token[], i: number, length: number): boolean {
  const word = tokens[i]!.text
  const before = tokens[i - 1]
  if (length > 0 && /^[上里下中]$/.test(word) && UP_THERE.test(before?.text ?? '')) return true
  if (!SOMETIMES_NAME.has(word) || length !== 0) return false
  return (
    before !== undefined &&
    before.text.length === 1 &&
    NAME_CHARS.test(before.text) &&
    !wordSet('entities-name-boundaries.txt').has(before.text)
  )
}
